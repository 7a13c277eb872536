"""Searches that people keep bring one e-mail a day, and only what is new."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from corps.notifications import services
from corps.notifications.models import Event, Notification, SavedSearch
from councils import tasks
from councils.models import Project
from councils.services import send_daily
from tests.factories.accounts import UserFactory
from tests.factories.councils import ProjectFactory
from tests.factories.notifications import SavedSearchFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MORNING = datetime(2027, 3, 3, 7, tzinfo=UTC)


@pytest.fixture
def ada():
    return UserFactory()


def saved(user, query="", **fields):
    return SavedSearchFactory(
        user=user, query=query, **{"name": query or "All", "seen_until": MORNING - DAY} | fields
    )


def opened(title, at=MORNING - timedelta(hours=1), **fields):
    return ProjectFactory(title=title, stage="open", opened_at=at, **fields)


def texts():
    """What the e-mails that are owed say."""
    mail.outbox.clear()
    services.deliver(Notification.objects.all())
    return [(message.subject, message.body) for message in mail.outbox]


def test_a_search_is_kept_once_and_named_after_its_words(ada):
    first = services.save_search(user=ada, label="councils.projects", query="?q=bins&page=2")
    again = services.save_search(user=ada, label="councils.projects", query="q=bins")
    rest = services.save_search(user=ada, label="councils.projects", query="")

    assert again == first
    assert (first.name, rest.name) == ("bins", "All projects")
    assert first.get_absolute_url() == "/councils/projects/?q=bins"


@pytest.mark.parametrize(
    ("label", "query", "words"),
    [
        ("home.front", "", "Searches of this list cannot be saved."),
        ("councils.projects", "q=" + "x" * 999, "This search is too long to be saved."),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(ada, label, query, words):
    with pytest.raises(services.NotSaved, match=words):
        services.save_search(user=ada, label=label, query=query)


def test_nobody_keeps_more_than_fifty(ada):
    SavedSearchFactory.create_batch(services.MOST_SEARCHES, user=ada)

    with pytest.raises(services.NotSaved, match="You keep 50 searches already"):
        services.save_search(user=ada, label="councils.projects", query="q=one+more")


def test_a_search_is_kept_once_says_the_database(ada):
    saved(ada)

    with pytest.raises(IntegrityError, match="person_saves_a_search_once"), transaction.atomic():
        saved(ada)


def test_new_projects_that_fit_come_in_one_email_a_person(ada):
    saved(ada, "q=bins"), saved(ada, "q=repairs")
    opened("Bins on time"), opened("Repairs online"), opened("Parking")

    told = send_daily(now=MORNING)

    [(subject, body)] = texts()
    assert (told, subject) == (1, "2 new projects for what you searched")
    assert [body.count(words) for words in ("Bins on time", "Repairs online", "Parking")] == [
        1,
        1,
        0,
    ]
    assert body.count("/notifications/searches/stop/") == 2


def test_the_link_in_the_email_leads_to_the_rows(ada):
    search = saved(ada, "q=bins")
    project = opened("Bins on time")

    send_daily(now=MORNING)

    [(_, body)] = texts()
    assert body.count(project.get_absolute_url()) == 1
    assert Event.objects.get().link == search.get_absolute_url()


def test_a_second_run_on_a_day_tells_nobody_twice(ada):
    saved(ada)
    opened("Bins on time")

    runs = [send_daily(now=MORNING), send_daily(now=MORNING)]
    opened("Repairs online", at=MORNING)
    runs.append(send_daily(now=MORNING + timedelta(hours=3)))

    assert runs == [1, 0, 0]


def test_the_next_day_brings_what_came_since_and_nothing_twice(ada):
    saved(ada)
    opened("Bins on time"), opened("Just now", at=MORNING - timedelta(seconds=30))
    send_daily(now=MORNING)

    told = send_daily(now=MORNING + DAY)

    bodies = [body for _, body in texts()]
    assert told == 1
    assert [sum(words in body for body in bodies) for words in ("Bins on", "Just now")] == [1, 1]
    assert send_daily(now=MORNING + 2 * DAY) == 0


def test_what_was_opened_before_a_search_was_kept_is_not_new(ada):
    opened("Bins on time", at=timezone.now() - DAY)
    services.save_search(user=ada, label="councils.projects", query="")

    assert send_daily(now=timezone.now() + DAY) == 0


def test_what_the_person_may_not_see_is_not_told(ada):
    saved(ada)
    ProjectFactory(stage="draft")

    assert send_daily(now=MORNING) == 0


def test_who_stopped_it_or_may_not_sign_in_is_not_told(ada):
    saved(ada, daily=False)
    saved(UserFactory(is_active=False))
    opened("Bins on time")

    assert send_daily(now=MORNING) == 0


def test_what_came_while_it_was_stopped_is_not_sent_afterwards(ada):
    search = services.set_daily(saved(ada), daily=False)
    opened("Bins on time", at=timezone.now() - timedelta(minutes=5))
    services.set_daily(search, daily=True)

    assert send_daily(now=timezone.now() + DAY) == 0


def test_a_long_list_is_cut_and_says_so(ada):
    saved(ada)
    for number in range(12):
        opened(f"Project {number}")

    send_daily(now=MORNING)

    [(subject, body)] = texts()
    assert subject == "More than 10 new projects for what you searched"
    assert body.count("All 12: ") == 1


@pytest.mark.parametrize("query", ["skill=abc", "borough=nowhere", "stage=x", "foo=bar&q=%25"])
def test_a_search_that_cannot_be_read_breaks_nothing(ada, query):
    saved(ada, query)
    opened("Bins on time")

    assert send_daily(now=MORNING) in {0, 1}


def test_the_clock_calls_for_it(ada):
    saved(ada, seen_until=timezone.now() - DAY)
    opened("Bins on time", at=timezone.now() - timedelta(hours=1))

    assert tasks.send_digests() == 1
    assert Project.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_many(client, ada, count, django_assert_num_queries):
    SavedSearchFactory.create_batch(count, user=ada)
    client.force_login(ada)

    with django_assert_num_queries(5):
        response = client.get("/notifications/searches/")

    assert len(response.context["page"]) == count


def test_a_search_is_saved_from_its_list_and_stopped_there(client, ada):
    client.force_login(ada)

    response = client.post(
        "/notifications/searches/save/", {"label": "councils.projects", "query": "q=bins"}
    )

    search = SavedSearch.objects.get()
    assert response["Location"] == "/councils/projects/?q=bins"
    page = client.get(response["Location"]).content.decode()
    assert page.count("Stop the e-mails") == 1
    client.post(f"/notifications/searches/{search.pk}/daily/", {"daily": "no", "list": "yes"})
    assert client.get("/councils/projects/?q=bins").content.decode().count("E-mail me new") == 1


def test_a_refused_search_leads_to_those_one_keeps(client, ada):
    client.force_login(ada)

    response = client.post("/notifications/searches/save/", {"label": "x"}, follow=True)

    assert response.content.decode().count("Searches of this list cannot be saved.") == 1


def test_a_deleted_search_can_be_taken_back_once(client, ada):
    search = saved(ada, "q=bins")
    client.force_login(ada)

    page = client.post(f"/notifications/searches/{search.pk}/delete/", follow=True)
    deleted = page.context["deleted"]
    client.post("/notifications/searches/save/", deleted | {"undo": "yes"})

    assert SavedSearch.objects.get().query == "q=bins"
    assert client.get("/notifications/searches/").context["deleted"] is None


def test_the_link_in_an_email_asks_and_then_stops_it(client, ada):
    search = saved(ada)
    link = f"/notifications/searches/stop/{search.token}/"

    client.get(link)
    search.refresh_from_db()
    assert search.daily is True  # a mail scanner that opens links stops nothing
    client.post(link)
    search.refresh_from_db()
    assert search.daily is False


def test_a_stranger_is_led_to_sign_in_from_the_list(client):
    page = client.get("/councils/projects/?q=bins").content.decode()

    assert page.count("?next=/councils/projects/%3Fq%3Dbins") == 1


def test_a_search_too_long_to_keep_has_no_button(client, ada):
    client.force_login(ada)

    page = client.get("/councils/projects/", {"q": "x" * 600}).content.decode()

    assert page.count("E-mail me new") == 0
