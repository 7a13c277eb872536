"""A programme has versions that stay, projects that carry it, and comments."""

from datetime import timedelta

import pytest
from django.utils import timezone

from corps.notifications.models import Message, Notification
from corps.stages import IllegalMove
from tests.factories.consensus import ProgrammeFactory, ReplyFactory, VersionFactory
from tests.factories.councils import ProjectFactory
from tests.factories.volunteers import OpenTaskFactory, ToldTaskFactory
from volunteers.consensus import queries, services

pytestmark = pytest.mark.django_db

WORDS = {"text": "Forms that say what is missing.", "change": "People asked."}


@pytest.fixture
def officer(world):
    return world.people["officer"]


def told(kind):
    notices = Notification.objects.filter(event__kind=f"consensus.{kind}")
    return {notice.to.email.split("@")[0] for notice in notices.select_related("to")}


def test_a_reply_makes_a_programme_and_changes_it(world, officer):
    reply = ReplyFactory(pledge__council=world.council)
    made = services.start_programme(
        by=officer, council=world.council, title="Better forms", reply=reply, **WORDS
    )

    services.change_programme(made, by=officer, text="More.", change="They asked again.")

    found = made.versions.values_list("number", "text", "reply")
    assert list(found) == [(2, "More.", None), (1, WORDS["text"], reply.pk)]
    assert made.slug == "better-forms"
    assert told("programme_made") == {"approver", "administrator"}


def test_programmes_of_one_title_have_addresses_of_their_own(world, officer):
    titles = ["Better forms", "Better forms!", "better forms", "“…”"]

    made = [
        services.start_programme(by=officer, council=world.council, title=title, **WORDS)
        for title in titles
    ]

    assert [one.slug for one in made] == [
        "better-forms",
        "better-forms-2",
        "better-forms-3",
        "programme",
    ]


def test_another_councils_reply_makes_nothing(world, officer):
    with pytest.raises(services.NotTheirs):
        services.start_programme(
            by=officer, council=world.council, title="Forms", reply=ReplyFactory(), **WORDS
        )


def test_what_carries_it_is_named_anew(world, officer):
    made = ProgrammeFactory(council=world.council)
    projects = ProjectFactory.create_batch(2, council=world.council, opened_at=timezone.now())
    task = OpenTaskFactory(council=world.council)

    services.gather(made, by=officer, projects=projects, tasks=[])
    services.gather(made, by=officer, projects=projects[:1], tasks=[task])

    assert (list(made.projects.all()), list(made.tasks.all())) == (projects[:1], [task])


@pytest.mark.parametrize("kind", ["projects", "tasks"])
def test_what_nobody_can_read_carries_nothing(world, officer, kind):
    made = ProgrammeFactory(council=world.council)
    draft = {
        "projects": lambda: ProjectFactory(council=world.council),
        "tasks": lambda: ToldTaskFactory(council=world.council),
    }[kind]()

    with pytest.raises(services.NotTheirs):
        services.gather(made, by=officer, **{"projects": [], "tasks": []} | {kind: [draft]})


def test_who_commented_and_the_council_hear_of_a_comment(world):
    made = VersionFactory(programme__council=world.council).programme
    services.comment(made, by=world.people["expert"], text="Good.")

    services.comment(made, by=world.people["employer"], text="Is it?")

    assert told("programme_commented") == {"officer", "approver", "administrator", "expert"}


def test_one_person_comments_only_so_often_in_a_day(world):
    made, expert = ProgrammeFactory(), world.people["expert"]
    for _ in range(20):
        services.comment(made, by=expert, text="Good.")

    with pytest.raises(services.TooMany, match="20 comments a day"):
        services.comment(made, by=expert, text="Again.")
    Message.objects.update(at=timezone.now() - timedelta(days=2))

    assert services.comment(made, by=expert, text="Later.").text == "Later."


@pytest.fixture
def said(world):
    made = VersionFactory(programme__council=world.council).programme
    return services.comment(made, by=world.people["expert"], text="Sample insult.")


def test_a_comment_is_hidden_by_a_rule_and_who_wrote_it_hears_so(officer, said, world):
    services.moderate_comment(
        said.about, said, by=officer, verdict="hidden", reason="hate", note="Kindly, please."
    )

    notice = Notification.objects.get(event__kind="consensus.comment_moderated")
    assert notice.to == world.people["expert"]
    assert "insults or threatens somebody" in notice.event.text
    assert "Kindly, please." in notice.event.text
    assert str(officer) not in notice.event.subject + notice.event.text


def test_a_decision_about_a_comment_is_undone_by_another_one(officer, said):
    for verdict, reason in (("hidden", "spam"), ("shown", "again")):
        services.moderate_comment(said.about, said, by=officer, verdict=verdict, reason=reason)

    log = queries.comment_log(said.about)
    assert [(one.verdict, one.reason) for one in log] == [("shown", "again"), ("hidden", "spam")]
    assert queries.comments_on(said.about).get().verdict == "shown"


def test_nothing_is_decided_twice_and_nobody_decides_on_their_own_comment(officer, said, world):
    with pytest.raises(IllegalMove):
        services.moderate_comment(said.about, said, by=officer, verdict="shown", reason="fits")
    with pytest.raises(IllegalMove):
        services.moderate_comment(
            said.about, said, by=world.people["expert"], verdict="hidden", reason="off"
        )

    assert not queries.comment_log(said.about).exists()
