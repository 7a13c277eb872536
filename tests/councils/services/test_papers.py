"""Files, questions, addenda, and whether a project is still true."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from corps.notifications.models import Event, Notification
from corps.stages import IllegalMove
from councils import queries, services
from councils.models import Addendum, Project, Question
from secondments.matching import services as matching
from secondments.models import Preference
from tests.factories.accounts import UserFactory
from tests.factories.councils import AnsweredQuestionFactory, AttachmentFactory, QuestionFactory

pytestmark = pytest.mark.django_db


def told(kind):
    """Who was told of the last thing of a kind."""
    event = Event.objects.filter(kind=kind)[0]
    return {notice.to for notice in Notification.objects.filter(event=event)}


def changes(kind):
    """What the last thing of a kind has changed."""
    event = Event.objects.filter(kind=kind)[0]
    return [(one.field, one.before, one.after) for one in event.changes.all()]


def aged(project, **days):
    """The project as if these things had happened some days ago."""
    now = timezone.now()
    Project.objects.filter(pk=project.pk).update(
        **{name: now - timedelta(days=age) for name, age in days.items()}
    )
    return Project.objects.get(pk=project.pk)


def test_a_file_is_added_while_a_project_is_written_and_goes_with_its_row(
    world, django_capture_on_commit_callbacks
):
    officer, project = world.people["officer"], world.project("draft")
    row = services.attach_file(
        project, by=officer, title="Map", file=ContentFile(b"A map", name="map.txt")
    )
    name = row.file.name

    with django_capture_on_commit_callbacks(execute=True):
        services.remove_attachment(row, by=officer, reason="It named somebody")

    assert (row.size, default_storage.exists(name)) == (5, False)
    assert changes("councils.attachment_added") == [("File", "", "Map (TXT, 5 bytes)")]
    assert changes("councils.attachment_removed") == [("File", "Map (TXT, 5 bytes)", "")]
    with pytest.raises(IllegalMove):
        services.remove_attachment(row, by=officer, reason="Again")


def test_a_project_that_was_sent_takes_no_file_and_none_takes_too_many(world, settings):
    officer, file = world.people["officer"], ContentFile(b"A map", name="map.txt")
    settings.MOST_ATTACHMENTS = 1
    AttachmentFactory(project=world.project("draft"))

    with pytest.raises(IllegalMove):
        services.attach_file(world.project("submitted"), by=officer, title="Map", file=file)
    with pytest.raises(services.TooManyFiles):
        services.attach_file(world.project("draft"), by=officer, title="Map", file=file)


def test_a_file_stays_where_its_removal_is_rolled_back(world):
    row = AttachmentFactory(project=world.project("draft"))

    services.remove_attachment(row, by=world.people["officer"], reason="Wrong one")

    assert default_storage.exists(row.file.name)  # nothing was committed


def test_a_question_is_private_until_it_is_answered_without_who_asked(world):
    expert, officer = world.people["expert"], world.people["officer"]
    question = services.ask_question(
        world.project("open"), by=expert, text="May Sample Person review?"
    )

    before = Question.objects.visible_to(world.people["other_expert"]).count()
    services.answer_question(
        question, by=officer, published="Who reviews?", answer="A colleague of ours."
    )

    assert (before, Question.objects.visible_to(world.people["other_expert"]).count()) == (0, 1)
    assert Question.objects.visible_to(world.people["employer"]).get().published == "Who reviews?"
    assert told("councils.question_asked") == {officer}
    assert told("councils.question_answered") == {
        expert,
        world.people["approver"],
        world.people["administrator"],
    }
    assert changes("councils.question_answered") == [
        ("The question's words", "May Sample Person review?", "Who reviews?")
    ]


def test_nobody_waits_for_too_many_answers_at_once(world, settings):
    settings.MOST_QUESTIONS = 1
    services.ask_question(world.project("open"), by=world.people["expert"], text="When?")

    with pytest.raises(services.TooManyQuestions):
        services.ask_question(world.project("open"), by=world.people["expert"], text="How?")


def test_a_question_is_declined_with_a_reason_or_closed_with_the_project(world):
    officer, expert, project = (
        world.people["officer"],
        world.people["expert"],
        world.project("open"),
    )
    first, second = (services.ask_question(project, by=expert, text=words) for words in "ab")

    declined = services.decline_question(first, by=officer, reason="It is about a person.")
    services.cancel_project(project, by=officer, reason="No money")

    second.refresh_from_db()
    assert (declined.stage, declined.stage_reason) == ("declined", "It is about a person.")
    assert (second.stage, second.stage_reason) == ("closed", "The project is Cancelled.")
    assert told("councils.question_closed") == {expert}
    for question in (first, second):
        with pytest.raises(IllegalMove):
            services.answer_question(question, by=officer, published="a", answer="b")
    with pytest.raises(IllegalMove):
        services.ask_question(project, by=expert, text="Still there?")


def test_a_council_is_reminded_once_after_five_working_days(world):
    question = QuestionFactory(project=world.project("open"), asked_at=at(2027, 3, 1))  # a Monday

    counts = [services.remind_of_questions(on=date(2027, 3, day)) for day in (5, 8, 8, 9)]

    assert counts == [0, 1, 0, 0]
    assert told("councils.question_waits") == {world.people["officer"]}
    waiting = [one.text for one in queries.waiting_for(world.people["approver"])]
    assert waiting[0].startswith(f"Answer a question about “{question.project.title}”, asked ")


def at(*day):
    return timezone.make_aware(datetime(*day, 12))  # noqa: DTZ001 - made aware here


def test_an_addendum_has_a_number_says_what_changed_and_reaches_those_concerned(world):
    officer, project = world.people["officer"], world.project("in_delivery")
    asked = AnsweredQuestionFactory(project=project).by
    later = project.start_by + timedelta(days=31)

    services.add_addendum(project, by=officer, text="More to come.")
    made = services.add_addendum(
        project,
        by=officer,
        text="It starts later.",
        start_by=later,
        forecast_gbp=Decimal(45_000),
        title="New plan",
        file=ContentFile(b"A plan", name="plan.txt"),
    )

    project.refresh_from_db()
    assert (made.number, project.start_by, project.forecast_gbp) == (2, later, 45_000)
    assert [change[0] for change in changes("councils.addendum_added")] == [
        "Latest start",
        "Forecast yearly saving",
        "File",
    ]
    assert changes("councils.addendum_added")[1][1:] == ("", "£45,000")
    assert told("councils.addendum_added") == {
        asked,
        world.people["approver"],
        world.people["administrator"],
    }
    with pytest.raises(TypeError):
        services.add_addendum(project, by=officer, text="A new title", title_="X", problem="Y")


@pytest.mark.parametrize("stage", ["draft", "submitted", "completed", "cancelled"])
def test_nothing_is_added_to_what_is_not_open_or_is_over(world, stage):
    with pytest.raises(IllegalMove):
        services.add_addendum(world.project(stage), by=world.people["officer"], text="More")

    assert Addendum.objects.count() == 0


def test_news_reaches_once_those_who_like_a_role_and_were_not_told(world):
    officer, project, expert = (
        world.people["officer"],
        world.project("open"),
        world.people["expert"],
    )
    Preference.objects.create(expert=expert.expert, role=world.role("open"), rank=1)
    services.add_addendum(project, by=officer, text="It starts later.")
    question = QuestionFactory(project=project)
    services.answer_question(question, by=officer, published="Which?", answer="Django.")

    counts = [matching.pass_on_news() for _ in range(2)]

    assert counts == [2, 0]
    assert told("matching.addendum_published") == {expert}
    assert told("matching.answer_published") == {expert}


def test_owners_are_asked_once_after_thirty_days_whether_it_is_still_true(world):
    project = aged(world.project("open"), moved_at=29, opened_at=29)
    soon = services.nudge_owners()
    aged(project, moved_at=30)

    counts = [services.nudge_owners() for _ in range(2)]

    event = Event.objects.get(kind="councils.truth_asked")
    project.refresh_from_db()
    assert (soon, counts) == (0, [1, 0])
    assert told("councils.truth_asked") == {world.people["officer"]}
    assert queries.project_of_truth(event.link.split("/")[-2]) == project
    assert event.link in [one.link for one in queries.waiting_for(world.people["officer"])]
    services.confirm_true(project)
    assert event.link not in [one.link for one in queries.waiting_for(world.people["officer"])]


def test_a_day_is_counted_as_it_is_in_london(world):
    project = world.project("open")
    late = timezone.make_aware(datetime(2027, 6, 30, 23, 30))  # noqa: DTZ001 - 22:30 in UTC
    Project.objects.filter(pk=project.pk).update(moved_at=late)

    counts = [services.nudge_owners(on=date(2027, 7, day)) for day in (29, 30)]

    assert counts == [0, 1]


def test_after_ninety_days_it_is_stale_until_somebody_confirms(world):
    project = aged(world.project("open"), moved_at=89)
    fresh = (project.is_stale, Project.objects.stale().count())
    project = aged(project, moved_at=90)
    stale = (project.is_stale, Project.objects.stale().count())
    marked = Project.objects.with_marks().get().stale

    services.confirm_true(project)

    project.refresh_from_db()
    assert (fresh, stale, marked) == ((False, 0), (True, 1), True)
    assert (project.is_stale, Project.objects.stale().count()) == (False, 0)


@pytest.mark.parametrize("act", ["addendum", "readiness"])
def test_what_is_added_to_a_stale_project_confirms_it(world, act):
    officer, project = world.people["officer"], aged(world.project("open"), moved_at=91)

    if act == "addendum":
        services.add_addendum(project, by=officer, text="It still holds.")
    else:
        services.note_readiness(project, by=officer, equipment="A new laptop")

    assert Project.objects.stale().count() == 0


def test_only_what_is_open_is_asked_about_and_confirmed(world):
    project = aged(world.project("in_delivery"), moved_at=200)

    assert (services.nudge_owners(), project.is_stale) == (0, False)
    with pytest.raises(IllegalMove):
        services.confirm_true(project)


def test_every_edit_of_a_draft_and_its_roles_is_kept_field_by_field(world):
    officer, project = world.people["officer"], world.project("draft")
    role = world.role("draft")

    services.edit_project(project, by=officer, title="Fewer letters", problem="Letters go twice.")
    services.edit_role(role, by=officer, needs=[(world.skill.pk, 3, False)], places=2)

    assert changes("councils.project_edited") == [
        ("Title", "Sample project, draft", "Fewer letters"),
        ("The problem today", "Letters go out twice.", "Letters go twice."),
    ]
    skill = world.skill.name.lower()
    assert changes("councils.role_edited") == [
        ("Sample developer: places", "1", "2"),
        (
            "Sample developer: skills",
            f"{skill}, working, required",
            f"{skill}, practitioner, would help",
        ),
    ]


def test_those_who_ask_are_told_by_whom_it_concerns(world):
    stranger = UserFactory()
    services.ask_question(world.project("open"), by=stranger, text="When?")

    following = set(queries.following(world.project("open")))

    assert following == {world.people[one] for one in ("officer", "approver", "administrator")} | {
        stranger
    }
