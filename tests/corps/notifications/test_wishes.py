"""People hear as fast as they wish, in digests and outside of quiet hours, and once."""

import threading
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from corps.notifications import services, tasks
from corps.notifications.maths import LONDON
from corps.notifications.models import Notification, Pace, QuietHours, SavedSearch, Wish
from tests.factories.accounts import UserFactory
from tests.factories.councils import ProjectFactory
from tests.factories.notifications import SavedSearchFactory
from tests.world import build

pytestmark = pytest.mark.django_db

KIND = "councils.project_opened"
NOON = datetime(2027, 3, 3, 12, tzinfo=UTC)  # a Wednesday
THURSDAY = datetime(2027, 3, 4, 7, tzinfo=UTC)
MONDAY = datetime(2027, 3, 8, 7, tzinfo=UTC)


@pytest.fixture
def ada():
    return UserFactory()


def wish(user, pace, group="projects"):
    return Wish.objects.create(user=user, group=group, pace=pace)


def told(*people, kind=KIND, title="Bins on time", **words):
    about = ProjectFactory(title=title, stage="open")
    return services.record(kind, about=about, by=None, tell=people, **words)


def deliver(now=NOON):
    return services.deliver(Notification.objects.all(), now=now)


def outcomes():
    return sorted(Notification.objects.values_list("outcome", flat=True))


def test_what_is_not_wanted_stays_in_the_inbox_alone(ada):
    wish(ada, Pace.NEVER)
    told(ada)

    assert (deliver(), len(mail.outbox), outcomes()) == (0, 0, ["unwanted"])
    assert Notification.objects.to(ada).unread().count() == 1


def test_what_one_must_act_on_cannot_be_switched_off(ada):
    Wish.objects.create(user=ada, group="asked", pace=Pace.NEVER)
    QuietHours.objects.create(user=ada, starts=time(0), ends=time(23, 59))
    told(ada, kind="councils.administrator_invited", days=30)

    assert deliver() == 1
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


@pytest.mark.parametrize(("pace", "due"), [(Pace.DAILY, THURSDAY), (Pace.WEEKLY, MONDAY)])
def test_a_digest_gathers_what_happened_in_one_email(ada, pace, due):
    wish(ada, pace)
    told(ada), told(ada, title="Repairs online")
    deliver()

    runs = [
        services.send_gathered(now=moment)
        for moment in (due - timedelta(minutes=1), due, due, due + timedelta(days=8))
    ]

    assert (runs, len(mail.outbox)) == ([0, 1, 0, 0], 1)
    assert mail.outbox[0].subject == f"2 things happened: your {pace} digest"
    assert [mail.outbox[0].body.count(words) for words in ("Bins", "Repairs")] == [1, 1]
    assert outcomes() == ["digest", "digest"]


def test_what_was_read_meanwhile_is_not_sent_again(ada):
    wish(ada, Pace.DAILY)
    told(ada)
    deliver()
    services.read(Notification.objects.to(ada))

    assert services.send_gathered(now=THURSDAY) == 0
    assert outcomes() == ["read"]


def test_a_digest_that_fails_is_owed_as_before(ada, settings):
    wish(ada, Pace.DAILY)
    told(ada)
    deliver()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there

    with pytest.raises(OSError, match="refused"):
        services.send_gathered(now=THURSDAY)

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert [services.send_gathered(now=THURSDAY) for _ in range(2)] == [1, 0]


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_a_digest_once():
    world = build()
    ada = world.people["officer"]
    wish(ada, Pace.DAILY)
    for _ in range(5):
        told(ada)
    deliver()
    start, sent = threading.Barrier(2), []

    def work():
        start.wait()
        sent.append(services.send_gathered(now=THURSDAY))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert (sorted(sent), len(mail.outbox), outcomes()) == ([0, 1], 1, ["digest"] * 5)


def test_a_long_digest_names_fifty_and_counts_the_others(ada):
    wish(ada, Pace.DAILY)
    about = ProjectFactory(stage="open")
    happened = [services.Happening(about, [ada]) for _ in range(53)]
    services.record_all(KIND, happened, by=None)
    deliver()

    services.send_gathered(now=THURSDAY)

    assert mail.outbox[0].body.count("And 3 more in your inbox.") == 1
    assert mail.outbox[0].body.count("“") == 50


def test_what_falls_into_quiet_hours_leaves_afterwards(ada):
    QuietHours.objects.create(user=ada, starts=time(22), ends=time(7))
    told(ada)
    night = datetime(2027, 3, 3, 23, tzinfo=LONDON)

    sent = [deliver(night), deliver(night + timedelta(hours=1)), deliver(THURSDAY)]

    assert (sent, outcomes()) == ([0, 0, 1], ["sent"])


def test_a_digest_waits_for_the_end_of_quiet_hours_too(ada):
    QuietHours.objects.create(user=ada, starts=time(22), ends=time(8))
    wish(ada, Pace.DAILY)
    told(ada)
    deliver()

    runs = [services.send_gathered(now=THURSDAY + timedelta(hours=hours)) for hours in (0, 1)]

    assert runs == [0, 1]


def test_a_new_wish_holds_for_what_waits_already(ada):
    wish(ada, Pace.WEEKLY)
    told(ada)
    deliver()

    services.save_wishes(ada, {"projects": Pace.AT_ONCE}, services.Hours())

    assert deliver() == 1


def test_the_clock_calls_for_digests(ada):
    wish(ada, Pace.DAILY)
    told(ada)
    deliver()
    Notification.objects.update(wait_until=timezone.now())

    assert tasks.send_gathered() == 1


def stop_link():
    return (
        mail.outbox[-1]
        .extra_headers["List-Unsubscribe"]
        .strip("<>")
        .removeprefix("http://localhost:8000")
    )


def test_one_click_of_a_mail_program_stops_a_group_without_signing_in(ada):
    told(ada)
    deliver()
    stranger = Client(enforce_csrf_checks=True)
    link = stop_link()
    headers = mail.outbox[0].message()

    seen = stranger.get(link)
    assert Wish.objects.filter(user=ada).count() == 0  # a mail scanner that opens it stops nothing
    response = stranger.post(link, {"List-Unsubscribe": "One-Click"})

    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (seen.status_code, response.status_code) == (200, 200)
    told(ada)
    assert (deliver(), Wish.objects.get().pace) == (0, Pace.NEVER)
    stranger.post(link, {"again": "yes"})
    assert Wish.objects.get().pace == Pace.AT_ONCE


def test_the_link_of_a_digest_stops_what_comes_in_it_and_starts_it_again(ada):
    wish(ada, Pace.DAILY), wish(ada, Pace.WEEKLY, "tasks")
    told(ada)
    deliver()
    services.send_gathered(now=THURSDAY)
    client, link = Client(), stop_link()

    client.post(link)
    stopped = dict(Wish.objects.values_list("group", "pace"))
    client.post(link, {"again": "yes"})

    assert stopped == {"projects": Pace.NEVER, "tasks": Pace.WEEKLY}
    assert dict(Wish.objects.values_list("group", "pace")) == {
        "projects": Pace.DAILY,
        "tasks": Pace.WEEKLY,
    }


def test_a_link_that_was_changed_stops_nothing(client, ada):
    told(ada)
    deliver()
    link = stop_link()

    assert client.post(f"{link[:-3]}x/").status_code == 404


def test_one_click_on_a_digest_of_searches_stops_all_of_that_list(client, ada):
    mine = SavedSearchFactory.create_batch(2, user=ada)
    other = SavedSearchFactory(user=ada, label="volunteers.tasks")
    services.record(
        "councils.projects_found", about=mine[0], by=None, tell=[ada], found=[], count=1, more=False
    )
    deliver()

    client.post(stop_link(), {"List-Unsubscribe": "One-Click"})

    assert list(SavedSearch.objects.daily()) == [other]


@pytest.fixture
def page(client, ada):
    client.force_login(ada)
    return lambda **data: client.post("/notifications/wishes/", chosen(**data), follow=True)


def chosen(**data):
    optional = {group.key: "at_once" for group in services.wishes.GROUPS.values() if group.optional}
    return optional | data


def test_the_page_saves_all_rows_at_once_and_takes_them_back(client, ada, page):
    page(projects="weekly")

    found = page(projects="never", starts="22:00", ends="07:00", weekends="on")

    kept = Wish.objects.get(user=ada, group="projects")
    assert (kept.pace, str(ada.quiet_hours)) == (Pace.NEVER, "22:00 to 07:00 and weekends")
    before = {name: value for name, value in found.context["before"].items() if value}
    client.post("/notifications/wishes/", before | {"undo": "yes"})
    kept.refresh_from_db()
    ada.quiet_hours.refresh_from_db()
    assert (kept.pace, str(ada.quiet_hours)) == (Pace.WEEKLY, "none")


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("ends", {"starts": "22:00"}),
        ("starts", {"ends": "07:00"}),
        ("ends", {"starts": "07:00", "ends": "07:00"}),
        ("starts", {"starts": "late", "ends": "07:00"}),
        ("projects", {"projects": "hourly"}),
    ],
)
def test_what_cannot_be_meant_is_said_beside_the_field_and_kept(page, field, data):
    response = page(**data)

    form = response.context["form"]
    assert list(form.errors) == [field]
    assert {name: form[name].value() for name in data} == data
    assert Wish.objects.count() == 0


def test_one_wish_a_group_and_both_ends_of_the_quiet_says_the_database(ada):
    wish(ada, Pace.NEVER)

    with pytest.raises(IntegrityError, match="person_wishes_once_a_group"), transaction.atomic():
        wish(ada, Pace.DAILY)
    with pytest.raises(IntegrityError, match="quiet_hours_have_both_ends"), transaction.atomic():
        QuietHours.objects.create(user=ada, starts=time(22))
