"""A council proposes, pledges, opens and ends a conversation on its pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.consensus import (
    ConversationFactory,
    OpenConversationFactory,
    PledgeFactory,
    QuietPeriodFactory,
    StatementFactory,
)
from tests.factories.volunteers import SuggestionFactory
from volunteers.consensus import services
from volunteers.consensus.models import Conversation, Follow

pytestmark = pytest.mark.django_db

NEW = "/volunteers/consensus/proposals/new/"
PLEDGE = {
    "officer_name": "Sample Officer",
    "escalates_to": "Sample Director",
    "escalates_to_email": "director@lambeth.gov.uk",
}


@pytest.fixture
def officer(world, client):
    client.force_login(world.people["officer"])
    return client


@pytest.fixture
def expert(world, client):
    client.force_login(world.people["expert"])
    return client


def path(name, row):
    return reverse(f"consensus:{name}", args=[row.pk])


def words(response):
    return " ".join(response.content.decode().split())


def typed(**fields):
    today = timezone.localdate()
    days = {"votes_until": 30, "reflection_until": 40, "reply_due_on": 60}
    named = {name: (today + timedelta(days=after)).isoformat() for name, after in days.items()}
    return {"question": " Why do  forms bounce? ", "moderation": "before", **named, **fields}


def led(world, make=ConversationFactory, **fields):
    found = make(proposed_by=world.people["officer"], **fields)
    PledgeFactory(conversation=found, council=world.council)
    return found


def test_a_question_is_drafted_pledged_for_and_opened(officer):
    officer.post(NEW, typed(statements="Say what is missing.\r\n\r\nAnswer the phone."))
    made = Conversation.objects.get()

    officer.post(path("pledge", made), PLEDGE)
    response = officer.post(path("open", made), follow=True)

    made.refresh_from_db()
    assert (made.question, made.stage) == ("Why do forms bounce?", "open")
    assert [one.text for one in made.statements.all()] == [
        "Say what is missing.",
        "Answer the phone.",
    ]
    assert "It is open now" in words(response)


def test_each_line_that_cannot_be_taken_is_named_and_nothing_typed_is_lost(officer):
    response = officer.post(NEW, typed(statements=f"One.\n\n{'x' * 150}\none."))

    assert response.context["form"].errors["statements"] == [
        "Line 3: 150 characters; the most is 140",
        "Line 4: “one.” is said already",
    ]
    assert "x" * 150 in response.content.decode()
    assert not Conversation.objects.exists()


def test_days_that_do_not_follow_each_other_are_told(officer):
    early = (timezone.localdate() + timedelta(days=1)).isoformat()

    response = officer.post(NEW, typed(reflection_until=early))

    assert list(response.context["form"].errors) == ["reflection_until"]


def test_who_speaks_for_no_council_is_led_to_suggest_it(expert):
    response = expert.get(NEW, follow=True)

    assert response.redirect_chain[0][0] == "/volunteers/suggestions/new/"
    assert "Suggest yours" in words(response)


def test_what_is_proposed_is_changed_and_statements_are_added(officer, world):
    made = led(world)
    StatementFactory(conversation=made, text="One.")

    page = words(officer.get(path("edit", made)))
    officer.post(path("edit", made), typed(question="Better?", statements="Two."))
    wrong = officer.post(path("edit", made), typed(statements="two."))

    made.refresh_from_db()
    assert "<li>One.</li>" in page
    assert (made.question, made.statements.count()) == ("Better?", 2)
    assert wrong.context["form"].errors["statements"] == ["Line 1: “two.” is said already"]


def test_an_election_is_told_with_its_last_day(officer, world):
    made = led(world)
    quiet = QuietPeriodFactory()

    response = officer.post(path("open", made))

    last = f"{quiet.ends_on.day} {quiet.ends_on:%B %Y}"
    assert f"Sample election lasts until {last}" in words(response)


def test_who_speaks_for_several_councils_says_for_which(officer, world):
    world.other_council.memberships.create(
        user=world.people["officer"], confirmed_at=timezone.now()
    )
    made = ConversationFactory()

    refused = officer.post(path("pledge", made), PLEDGE)
    officer.post(path("pledge", made), PLEDGE | {"council": world.other_council.pk})

    assert list(refused.context["form"].errors) == ["council"]
    assert [one.council for one in made.pledges.all()] == [world.other_council]


def test_a_pledge_that_was_given_is_shown_to_be_changed(officer, world):
    made = led(world)

    page = officer.get(path("pledge", made))

    assert page.context["form"]["officer_name"].value() == "Sample Officer"


def test_a_stage_is_ended_with_a_reason(officer, world):
    made = led(world, OpenConversationFactory)

    asked = officer.post(path("move-on", made), {"reason": ""})
    officer.post(path("move-on", made), {"reason": "Everybody has voted."})

    made.refresh_from_db()
    assert list(asked.context["form"].errors) == ["reason"]
    assert made.stage == "reflection"


def test_what_is_not_held_says_why_to_everybody(officer, world, client):
    made = led(world, OpenConversationFactory)

    officer.post(path("cancel", made), {"reason": "Asked last year."})

    assert "Nothing: it was not held. Asked last year." in words(
        client.get(made.get_absolute_url())
    )


def test_a_suggestion_is_put_to_people(officer, world):
    asked = SuggestionFactory(council=world.council, kind="question")

    page = words(officer.get(asked.get_absolute_url()))
    response = officer.post(
        path("take-up", asked), {"question": "Why?", "words": "A good question."}
    )

    made = Conversation.objects.get()
    assert path("take-up", asked) in page
    assert response["Location"] == path("edit", made)
    assert made.suggestion == asked


def test_a_suggestion_leads_to_the_conversation_that_came_of_it(client):
    asked = SuggestionFactory(stage="received")
    made = OpenConversationFactory(suggestion=asked)
    asked.stage, asked.answer = "taken_up", "Yes."
    asked.answered_at, asked.answered_for = timezone.now(), asked.council or PledgeFactory().council
    asked.answered_by = made.proposed_by
    asked.save()

    page = words(client.get(asked.get_absolute_url()))

    assert f'href="{made.get_absolute_url()}">See the conversation that came of it' in page


def test_somebody_asks_to_be_told_what_comes_of_it(expert, world):
    made = led(world, OpenConversationFactory)

    before = words(expert.get(made.get_absolute_url()))
    expert.post(path("follow", made), {"follow": "on"})
    followed = Follow.objects.count()
    between = words(expert.get(made.get_absolute_url()))
    expert.post(path("follow", made), {"follow": "off"})

    assert "Tell me what comes of it" in before
    assert "Do not tell me any more" in between
    assert (followed, Follow.objects.count()) == (1, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_proposed_costs_the_same_however_long(
    officer, world, count, django_assert_max_num_queries
):
    for _ in range(count):
        led(world)

    with django_assert_max_num_queries(13):
        response = officer.get("/volunteers/consensus/proposals/")

    assert len(response.context["page"]) == count


@pytest.mark.parametrize(
    ("name", "stage"), [("edit", "open"), ("open", "open"), ("take-up", "answered")]
)
def test_who_comes_late_is_shown_how_it_stands(officer, world, name, stage):
    if name == "take-up":
        row = SuggestionFactory(
            council=world.council,
            stage="not_taken_up",
            answer="No.",
            answered_at=timezone.now(),
            answered_by=world.people["approver"],
            answered_for=world.council,
        )
    else:
        row = led(world, OpenConversationFactory)

    response = officer.get(path(name, row), follow=True)

    assert "Somebody was there first" in words(response)


def test_days_are_moved_on_a_page_and_the_old_ones_stay_to_be_read(officer, world, client):
    found = led(world, OpenConversationFactory)
    today = timezone.localdate()
    reply, later = found.reply_due_on, found.reply_due_on + timedelta(days=7)
    days = {name: getattr(found, name).isoformat() for name in ("votes_until", "reflection_until")}

    officer.post(
        path("move-days", found),
        {**days, "reply_due_on": later.isoformat(), "reason": "The committee meets later."},
    )
    client.logout()
    page = words(client.get(found.get_absolute_url()))

    assert (
        f"The reply was due on {reply.day} {reply:%B %Y};"
        f" on {today.day} {today:%B %Y} that was moved to {later.day} {later:%B %Y}:"
        " The committee meets later."
    ) in page


def test_a_day_that_cannot_be_is_said_beside_it(officer, world):
    found = led(world, OpenConversationFactory, stage="response", votes_until=timezone.localdate())
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()

    response = officer.post(
        path("move-days", found), {"reply_due_on": yesterday, "reason": "Sooner."}
    )

    form = response.context["form"]
    assert (list(form.fields), list(form.errors)) == (["reply_due_on", "reason"], ["reply_due_on"])


def test_a_page_says_that_a_result_is_being_frozen_until_it_is(officer, world, client):
    found = led(world, OpenConversationFactory)
    StatementFactory(conversation=found)

    officer.post(path("move-on", found), {"reason": "All have voted."})
    before = words(client.get(found.get_absolute_url()))
    services.freeze_due()
    after = words(client.get(found.get_absolute_url()))

    said = "The result at the end of “open for statements and votes” is being frozen"
    assert (said in before, said in after) == (True, False)
