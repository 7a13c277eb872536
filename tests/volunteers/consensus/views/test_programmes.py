"""A programme's page: its text, its versions, what carries it, and what people say of it."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from corps.notifications.models import Message
from tests.factories.consensus import (
    CommentDecisionFactory,
    ProgrammeFactory,
    ReplyFactory,
    VersionFactory,
)
from tests.factories.councils import ProjectFactory
from tests.factories.volunteers import OpenTaskFactory
from volunteers.consensus.models import Programme

pytestmark = pytest.mark.django_db

LIST = "/volunteers/consensus/programmes/"
TYPED = {"title": "Better forms", "text": "Forms that say what is missing.", "change": "Asked for."}


@pytest.fixture
def officer(world, client):
    client.force_login(world.people["officer"])
    return client


@pytest.fixture
def programme(world):
    return VersionFactory(programme__council=world.council, text="The first text.").programme


def words(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client, count, django_assert_num_queries):
    for _ in range(count):
        VersionFactory()

    with django_assert_num_queries(3):
        response = client.get(LIST)

    assert len(response.context["page"]) == count


def test_a_programme_is_begun_from_a_reply(officer, world):
    reply = ReplyFactory(pledge__council=world.council)

    form = officer.get(f"{LIST}new/", {"reply": reply.pk}).context["form"]
    officer.post(f"{LIST}new/", TYPED | {"reply": reply.pk})

    made = Programme.objects.get()
    assert form["reply"].value() == str(reply.pk)
    assert (made.council, made.versions.get().reply) == (world.council, reply)


def test_another_councils_reply_cannot_be_chosen(officer, world):
    reply = ReplyFactory(pledge__council=world.other_council)

    response = officer.post(f"{LIST}new/", TYPED | {"reply": reply.pk})

    assert list(response.context["form"].errors) == ["reply"]


def test_a_reply_is_of_the_council_whose_programme_it_makes(officer, world):
    world.other_council.memberships.create(
        user=world.people["officer"], confirmed_at=timezone.now()
    )
    reply = ReplyFactory(pledge__council=world.other_council)
    typed = TYPED | {"reply": reply.pk, "council": world.council.pk}

    response = officer.post(f"{LIST}new/", typed)

    assert response.context["form"].errors == {"reply": ["Choose a reply of the same council"]}


def test_each_version_stays_and_says_what_changed_and_which_reply_did_it(
    officer, client, programme, world
):
    reply = ReplyFactory(pledge__council=world.council)
    page = programme.get_absolute_url()

    form = officer.get(f"{page}change/").context["form"]
    officer.post(
        f"{page}change/", {"text": "The second.", "change": "Asked again.", "reply": reply.pk}
    )
    now, first = words(client.get(page)), words(client.get(f"{page}versions/1/"))

    assert form["text"].value() == "The first text."
    assert "The second." in now
    assert f"#reply-{reply.pk}" in now
    assert "The first text." in first
    assert client.get(f"{page}versions/3/").status_code == 404


def test_what_carries_it_is_shown(officer, client, programme, world):
    project = ProjectFactory(council=world.council, stage="open", opened_at=timezone.now())
    task = OpenTaskFactory(council=world.council)
    page = programme.get_absolute_url()

    officer.post(f"{page}gather/", {"projects": [project.pk], "tasks": [task.pk]})
    shown = words(client.get(page))
    officer.post(f"{page}gather/", {})

    assert f'href="{project.get_absolute_url()}"' in shown
    assert f'href="{task.get_absolute_url()}"' in shown
    assert not programme.projects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_a_programme_costs_the_same_however_much_belongs_to_it(
    client, programme, count, django_assert_num_queries
):
    for number in range(count):
        programme.projects.add(ProjectFactory(opened_at=timezone.now()))
        programme.tasks.add(OpenTaskFactory())
        VersionFactory(programme=programme, number=number + 2, reply=ReplyFactory())
    ContentType.objects.get_for_model(Programme)  # known to the process from then on

    with django_assert_num_queries(7):
        client.get(programme.get_absolute_url())


def test_anybody_signed_in_comments_and_an_address_is_never_shown(client, programme, world):
    person = world.people["expert"]
    person.name = ""
    person.save()
    page = programme.get_absolute_url()
    client.force_login(person)

    empty = client.post(f"{page}comment/", {"text": ""})
    client.post(f"{page}comment/", {"text": "<b>Good</b>"})
    client.logout()
    shown = words(client.get(page))

    assert empty.context["form"].errors == {"text": ["Write your comment"]}
    assert "<strong>Somebody</strong>" in shown
    assert "&lt;b&gt;Good&lt;/b&gt;" in shown
    assert person.email not in shown


def test_who_comments_too_often_is_told_kindly_and_keeps_the_words(client, programme, world):
    client.force_login(world.people["expert"])
    page = f"{programme.get_absolute_url()}comment/"
    for _ in range(20):
        client.post(page, {"text": "Good."})

    response = client.post(page, {"text": "Again & again."})

    assert "Come back tomorrow with this one." in words(response)
    assert "Again &amp; again.</textarea>" in words(response)
    assert Message.objects.count() == 20


def test_comments_are_cut_into_pages(client, programme, world):
    Message.objects.bulk_create(
        Message(about=programme, by=world.people["expert"], text=f"Comment {number}")
        for number in range(25)
    )

    response = client.get(programme.get_absolute_url(), {"page": 2})

    assert len(response.context["page"]) == 5


def test_a_programme_without_a_version_is_shown_too(client):
    response = client.get(ProgrammeFactory().get_absolute_url())

    assert response.status_code == 200


def test_a_hidden_comment_leaves_its_rule_and_a_line_in_the_log(officer, programme, world):
    comment = Message.objects.create(
        about=programme, by=world.people["expert"], text="Words nobody shall read."
    )
    page = programme.get_absolute_url()
    typed = {"verdict": "hidden", "reason": "spam", "note": "No shop here."}

    officer.post(f"{page}comments/{comment.pk}/decide/", typed)
    officer.logout()
    shown, log = words(officer.get(page)), words(officer.get(f"{page}log/"))

    assert "A comment is not shown: advertises something." in shown
    assert "Advertises something. No shop here." in log
    for hidden in (comment.text, world.people["expert"].name, world.people["officer"].name):
        assert hidden not in shown + log


@pytest.mark.parametrize(
    ("verdict", "reason"), [("hidden", "again"), ("hidden", "fits"), ("shown", "spam")]
)
def test_a_comment_is_hidden_by_a_rule_and_shown_by_none(officer, programme, verdict, reason):
    comment = Message.objects.create(about=programme, by=programme.by, text="Sample")

    response = officer.post(
        f"{programme.get_absolute_url()}comments/{comment.pk}/decide/",
        {"verdict": verdict, "reason": reason},
    )

    assert list(response.context["form"].errors) == ["reason"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_costs_the_same_however_long(client, programme, count, django_assert_num_queries):
    CommentDecisionFactory.create_batch(count, programme=programme)

    with django_assert_num_queries(4):
        response = client.get(f"{programme.get_absolute_url()}log/")

    assert len(response.context["page"]) == count
