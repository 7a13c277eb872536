"""A suggestion is owed an answer by a day, and is never dropped."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from corps.notifications.models import Notification
from corps.stages import IllegalMove
from tests.factories.volunteers import OpenTaskFactory, SuggestionFactory
from volunteers import queries, services, tasks
from volunteers.models import Suggestion

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2027, 3, 3)
WORDS = {"kind": "problem", "title": "Bins", "text": "Nobody comes."}


@pytest.fixture
def people(world):
    return world.people


def told(kind):
    notices = Notification.objects.filter(event__kind=f"volunteers.{kind}")
    return {notice.to.email.split("@")[0] for notice in notices.select_related("to")}


def test_a_councils_people_are_told_and_owe_an_answer_in_twenty_working_days(world, people):
    made = services.suggest(by=people["expert"], council=world.council, on=WEDNESDAY, **WORDS)

    assert made.due_on == date(2027, 3, 31)
    assert told("suggestion_received") == {"officer", "approver", "administrator"}


@pytest.mark.parametrize("council", [None, "empty"])
def test_what_goes_to_all_or_to_a_council_without_people_goes_to_corps_staff(
    world, people, council
):
    world.other_council.memberships.all().delete()
    to = world.other_council if council else None

    services.suggest(by=people["expert"], council=to, **WORDS)

    assert told("suggestion_received") == {"staff"}


def test_one_person_suggests_only_so_much_in_a_day(world, people):
    SuggestionFactory.create_batch(5, by=people["expert"])
    SuggestionFactory(by=people["expert"], received_at=timezone.now() - timedelta(days=2))

    with pytest.raises(services.TooMany, match="5 suggestions a day are the most"):
        services.suggest(by=people["expert"], council=None, **WORDS)


def test_taken_up_it_becomes_a_draft_task(world, people):
    suggestion = SuggestionFactory(council=world.council, by=people["expert"])

    answered = services.answer(
        suggestion, by=people["officer"], council=world.council, words="Yes.", take_up="task"
    )

    assert (answered.stage, answered.task.stage) == ("taken_up", "draft")
    assert (answered.task.title, answered.task.description) == (suggestion.title, suggestion.text)
    assert told("suggestion_answered") == {"expert"}


def test_taken_up_it_may_become_a_draft_project(world, people):
    suggestion = SuggestionFactory(council=None, by=people["expert"])

    answered = services.answer(
        suggestion,
        by=people["other_officer"],
        council=world.other_council,
        words="Yes.",
        take_up="project",
    )

    assert (answered.project.stage, answered.project.council) == ("draft", world.other_council)
    assert answered.answered_for == world.other_council


def test_not_taken_up_it_becomes_nothing_and_cannot_be_answered_again(world, people):
    suggestion = SuggestionFactory(council=world.council)
    answer = {"by": people["officer"], "council": world.council, "words": "We do this already."}

    answered = services.answer(suggestion, **answer)

    assert (answered.stage, answered.task, answered.project) == ("not_taken_up", None, None)
    with pytest.raises(IllegalMove):
        services.answer(suggestion, take_up="task", **answer)


def test_passed_on_it_keeps_its_day(world, people):
    suggestion = SuggestionFactory(council=None, reminded_on=WEDNESDAY)

    passed = services.pass_on(suggestion, council=world.other_council, by=people["corps_staff"])

    assert (passed.council, passed.due_on) == (world.other_council, suggestion.due_on)
    assert passed.reminded_on is None
    assert len(told("suggestion_received")) == 1


def test_an_answered_suggestion_is_not_passed_on(world, people):
    suggestion = SuggestionFactory(council=world.council)
    services.answer(suggestion, by=people["officer"], council=world.council, words="No.")

    passed = services.pass_on(suggestion, council=world.other_council, by=people["corps_staff"])

    assert passed.council == world.council


def test_hidden_words_still_get_an_answer(world, people):
    suggestion = SuggestionFactory(council=world.council, by=people["expert"])

    hidden = services.hide(suggestion, by=people["officer"], reason="It names a resident.")

    assert (str(hidden), hidden.is_waiting) == ("Hidden suggestion", True)
    assert told("suggestion_hidden") == {"expert"}


def test_those_who_are_late_are_reminded_once_a_week(world):
    late = SuggestionFactory(council=world.council, due_on=WEDNESDAY)
    SuggestionFactory(council=world.council, due_on=WEDNESDAY + timedelta(days=60))
    days = [0, 1, 1, 7, 8, 15]

    runs = [services.remind_overdue(on=WEDNESDAY + timedelta(days=day)) for day in days]

    late.refresh_from_db()
    assert runs == [0, 1, 0, 0, 1, 1]
    assert told("suggestion_overdue") == {"officer", "approver", "administrator"}


def test_the_clock_calls_for_it(world):
    SuggestionFactory(council=world.council, due_on=timezone.localdate() - timedelta(days=1))

    assert tasks.remind_overdue() == 1


def test_a_name_is_shown_only_where_it_is_wished_and_never_an_address(people):
    expert = people["expert"]
    named, unnamed = (SuggestionFactory(by=expert, show_name=show) for show in (True, False))
    expert.name = ""
    nameless = SuggestionFactory(by=expert, show_name=True)

    assert [one.author_name for one in (unnamed, nameless)] == ["Somebody", "Somebody"]
    assert Suggestion.objects.get(pk=named.pk).author_name == "Sample expert"


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"stage": "not_taken_up"}, "suggestion_answered_has_an_answer"),
        ({"answered_at": timezone.now()}, "suggestion_answered_has_an_answer"),
    ],
)
def test_the_database_wants_an_answer_in_words(fields, rule):
    suggestion = SuggestionFactory()

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Suggestion.objects.filter(pk=suggestion.pk).update(**fields)


def test_the_database_wants_it_answered_by_another():
    suggestion = SuggestionFactory()

    with (
        pytest.raises(IntegrityError, match="suggestion_is_answered_by_another"),
        transaction.atomic(),
    ):
        Suggestion.objects.filter(pk=suggestion.pk).update(answered_by=suggestion.by)


def test_the_database_wants_it_to_become_one_thing_and_only_if_taken_up(world):
    suggestion, task = SuggestionFactory(), OpenTaskFactory()
    project = world.project("draft")
    rows = Suggestion.objects.filter(pk=suggestion.pk)

    with (
        pytest.raises(IntegrityError, match="suggestion_not_taken_up_becomes_nothing"),
        transaction.atomic(),
    ):
        rows.update(task=task)
    with (
        pytest.raises(IntegrityError, match="suggestion_becomes_one_thing"),
        transaction.atomic(),
    ):
        rows.update(
            task=task,
            project=project,
            stage="taken_up",
            answer="Yes.",
            answered_at=timezone.now(),
            answered_by=task.author,
            answered_for=task.council,
        )


def test_what_waits_for_an_answer_waits_for_the_councils_people(world, people):
    waiting = SuggestionFactory(council=world.council, by=people["expert"])
    SuggestionFactory(council=None)

    def links(identity):
        return [one.link for one in queries.waiting_for(people[identity])]

    assert links("officer") == [waiting.get_absolute_url()]
    assert links("other_officer") == []
