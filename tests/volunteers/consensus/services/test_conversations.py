"""A conversation is proposed, pledged for, opened, and moved on; never out of order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from corps.notifications.models import Event, Notification
from corps.stages import IllegalMove
from tests.factories.consensus import (
    ConversationFactory,
    FollowFactory,
    OpenConversationFactory,
    PledgeFactory,
    QuietPeriodFactory,
    StatementFactory,
)
from tests.factories.volunteers import SuggestionFactory
from volunteers.consensus import services
from volunteers.consensus.models import Conversation, Frozen

pytestmark = pytest.mark.django_db

WORD = {
    "officer_name": "Sample Officer",
    "escalates_to": "Sample Director",
    "escalates_to_email": "director@lambeth.gov.uk",
}


@pytest.fixture
def officer(world):
    return world.people["officer"]


@pytest.fixture
def today():
    return timezone.localdate()


def days(today, votes=30, reflection=40, reply=60):
    return {
        "votes_until": today + timedelta(days=votes),
        "reflection_until": today + timedelta(days=reflection),
        "reply_due_on": today + timedelta(days=reply),
    }


def told(kind):
    notices = Notification.objects.filter(event__kind=f"consensus.{kind}")
    return {notice.to.email.split("@")[0] for notice in notices.select_related("to")}


def pledged(world, **fields):
    made = ConversationFactory(proposed_by=world.people["officer"], **fields)
    PledgeFactory(conversation=made, council=world.council)
    return made


def test_from_a_draft_to_the_first_vote(world, officer, today):
    made = services.propose(
        by=officer, question="Why do forms bounce?", statements=["Say it.", ""], **days(today)
    )
    services.pledge(made, by=officer, council=world.council, **WORD)

    opened = services.open_conversation(made, by=officer)

    assert (opened.stage, opened.opened_at.date()) == ("open", timezone.now().date())
    assert told("conversation_proposed") == {"staff"}
    assert told("conversation_pledged") == {"approver", "administrator"}
    assert told("conversation_opened") == {"approver", "administrator"}


def test_statements_to_begin_with_are_shown_and_numbered(officer):
    made = services.propose(by=officer, question="?", statements=["One.", " ", " Two  words. "])

    services.seed(made, by=officer, statements=["Three."])

    found = made.statements.values_list("number", "text", "is_seed", "stage")
    assert list(found) == [
        (1, "One.", True, "shown"),
        (2, "Two words.", True, "shown"),
        (3, "Three.", True, "shown"),
    ]


def test_each_line_that_cannot_be_taken_is_named_and_none_is_kept(officer):
    lines = ["One.", "x" * 141, "", "one.", "Two."]

    with pytest.raises(services.WrongLines) as refused:
        services.propose(by=officer, question="Which?", statements=lines)

    assert refused.value.lines == [
        (2, "141 characters; the most is 140"),
        (4, "“one.” is said already"),
    ]
    assert not Conversation.objects.exists()


def test_nobody_begins_with_more_than_a_hundred_statements(officer):
    made = ConversationFactory()

    with pytest.raises(services.WrongLines, match="100 statements are the most"):
        services.seed(made, by=officer, statements=[f"Say {n}." for n in range(101)])


def test_what_is_proposed_is_edited_until_it_opens(world, officer):
    made = pledged(world)
    services.edit(made, by=officer, question="Better?", statements=["One."])
    opened = services.open_conversation(made, by=officer)

    with pytest.raises(IllegalMove):
        services.edit(opened, by=officer, question="Other?")
    with pytest.raises(IllegalMove):
        services.seed(opened, by=officer, statements=["Two."])

    assert (opened.question, opened.statements.count()) == ("Better?", 1)


def test_a_second_pledge_of_a_council_changes_its_first(world, officer):
    made = pledged(world)

    services.pledge(made, by=officer, council=world.council, **WORD | {"officer_name": "Other"})

    assert [one.officer_name for one in made.pledges.all()] == ["Other"]


def test_nothing_opens_without_a_pledge(officer):
    with pytest.raises(services.NotYet, match="pledge its reply first"):
        services.open_conversation(ConversationFactory(), by=officer)


@pytest.mark.parametrize("field", ["votes_until", "reflection_until", "reply_due_on"])
def test_nothing_opens_without_its_days(world, officer, field):
    made = pledged(world, **{field: None})

    with pytest.raises(services.NotYet, match="Say until when"):
        services.open_conversation(made, by=officer)


def test_nothing_opens_that_would_be_over(world, officer, today):
    made = pledged(world, votes_until=today - timedelta(days=1))

    with pytest.raises(services.NotYet, match="follow each other"):
        services.open_conversation(made, by=officer)


@pytest.mark.parametrize("whose", ["everybody", "own"])
def test_nothing_opens_before_an_election(world, officer, whose):
    made = pledged(world)
    quiet = QuietPeriodFactory(council=world.council if whose == "own" else None)

    with pytest.raises(services.NotYet) as refused:
        services.open_conversation(made, by=officer)

    last = f"{quiet.ends_on.day} {quiet.ends_on:%B %Y}"
    assert str(refused.value) == (
        f"Nothing is launched before an election: Sample election lasts until {last}."
    )


def test_another_councils_election_or_one_that_is_over_is_none_of_theirs(world, officer, today):
    made = pledged(world)
    QuietPeriodFactory(council=world.other_council)
    QuietPeriodFactory(ends_on=today - timedelta(days=1))

    assert services.open_conversation(made, by=officer).is_open


def test_the_clock_moves_what_has_seen_its_last_day(world, today):
    made = OpenConversationFactory(**days(today, 0, 3, 5))
    PledgeFactory(conversation=made, council=world.council)
    StatementFactory(conversation=made)

    moved = [services.move_by_clock(on=today + timedelta(days=day)) for day in (0, 1, 1, 3, 4, 5)]

    made.refresh_from_db()
    assert (moved, made.stage) == ([0, 1, 0, 0, 1, 0], "response")
    assert told("reflection_begun") >= {"officer", "approver", "administrator"}
    assert (services.freeze_due(), services.freeze_due()) == (2, 0)
    assert set(Frozen.objects.values_list("stage", flat=True)) == {"open", "reflection"}


def test_who_leads_it_ends_a_stage_early_and_says_why(world, officer, today):
    made = OpenConversationFactory(proposed_by=world.people["expert"])
    PledgeFactory(conversation=made, council=world.council)
    StatementFactory(conversation=made)

    moved = services.move_on(made, by=officer, reason="Everybody has voted.")

    assert (moved.stage, moved.votes_until) == ("reflection", today)
    [day] = moved.moved_days.all()
    assert (day.before, day.after) == (today + timedelta(days=30), today)
    assert day.reason == "Everybody has voted."
    assert Event.objects.get(kind="consensus.reflection_begun").reason == "Everybody has voted."
    assert told("reflection_begun") == {"approver", "administrator", "expert"}


@pytest.mark.parametrize("stage", ["proposal", "response", "closed", "cancelled"])
def test_nothing_else_is_moved_on(officer, stage):
    made = OpenConversationFactory(stage=stage, stage_reason="Sample")

    with pytest.raises(IllegalMove):
        services.move_on(made, by=officer)


@pytest.mark.parametrize("stage", ["open", "reflection", "response", "closed", "cancelled"])
def test_nothing_opens_twice(officer, stage):
    made = OpenConversationFactory(stage=stage, stage_reason="Sample")

    with pytest.raises(IllegalMove):
        services.open_conversation(made, by=officer)


def test_what_is_not_held_says_why(world, officer):
    made = services.cancel(pledged(world), by=officer, reason="Asked last year.")

    assert (made.stage, made.stage_reason) == ("cancelled", "Asked last year.")
    with pytest.raises(IllegalMove):
        services.cancel(made, by=officer, reason="Again.")


def test_a_suggestion_is_taken_up_as_a_conversation(world, officer):
    asked = SuggestionFactory(council=world.council, kind="question", by=world.people["expert"])

    made = services.take_up(asked, by=officer, council=world.council, words="Yes.", question="Why?")

    asked.refresh_from_db()
    assert (asked.stage, asked.answer, asked.conversation) == ("taken_up", "Yes.", made)
    assert (made.question, made.background, made.stage) == ("Why?", asked.text, "proposal")


def test_who_suggested_it_hears_that_it_is_open(world, officer):
    asked = SuggestionFactory(council=world.council, by=world.people["expert"])
    made = pledged(world, suggestion=asked)

    services.open_conversation(made, by=officer)

    assert "expert" in told("conversation_opened")


def test_a_person_follows_once_and_stops(world):
    made, expert = OpenConversationFactory(), world.people["expert"]

    services.follow(made, by=expert)
    services.follow(made, by=expert)
    followed = made.follows.count()
    services.unfollow(made, by=expert)

    assert (followed, made.follows.count()) == (1, 0)


def test_followers_hear_how_it_goes_on(world, officer):
    made = pledged(world)
    FollowFactory(conversation=made, user=world.people["expert"])

    services.open_conversation(made, by=officer)

    assert "expert" in told("conversation_opened")
