"""The queue of what waits, decisions, and the log that everybody can read."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories.consensus import (
    DecisionFactory,
    ExclusionFactory,
    OpenConversationFactory,
    ParticipantFactory,
    PledgeFactory,
    StatementFactory,
    SuspicionFactory,
)
from volunteers.consensus.models import Decision, Statement
from volunteers.consensus.models.keys import user_key

pytestmark = pytest.mark.django_db

QUEUE = "/volunteers/consensus/moderation/"
REJECT = {"verdict": "rejected", "reason": "off", "note": "About trains."}


@pytest.fixture
def conversation(world):
    found = OpenConversationFactory()
    PledgeFactory(conversation=found, council=world.council)
    return found


@pytest.fixture
def officer(client, world):
    client.force_login(world.people["officer"])
    return client


def decide(statement):
    args = [statement.conversation_id, statement.number]
    return reverse("consensus:statement-decide", args=args)


def words(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_however_long(
    officer, conversation, count, django_assert_max_num_queries
):
    StatementFactory.create_batch(count, conversation=conversation, stage="held")

    with django_assert_max_num_queries(18):
        response = officer.get(QUEUE)

    assert len(response.context["page"]) == count


def test_votes_that_stand_out_and_those_left_out_cost_the_same_however_many(officer, conversation):
    address = reverse("consensus:suspicions", args=[conversation.pk])
    costs = []

    for many in (1, 2):
        ExclusionFactory.create_batch(many, conversation=conversation)
        SuspicionFactory.create_batch(many, conversation=conversation)
        with CaptureQueriesContext(connection) as seen:
            shown = officer.get(address).context["page"]
        costs.append((len(shown), len(seen)))

    assert costs[0][1] == costs[1][1]
    assert [rows for rows, _queries in costs] == [1, 3]


def test_the_queue_begins_with_what_waits_longest(officer, conversation):
    newer = StatementFactory(conversation=conversation, stage="held")
    older = StatementFactory(
        conversation=conversation, stage="held", created_at=timezone.now() - timedelta(days=1)
    )
    StatementFactory(conversation=conversation)
    StatementFactory(stage="held")  # of a conversation that others lead

    assert list(officer.get(QUEUE).context["page"]) == [older, newer]


def test_corps_staff_see_what_waits_everywhere(client, world, conversation):
    StatementFactory(conversation=conversation, stage="held")
    StatementFactory(stage="held")
    client.force_login(world.people["corps_staff"])

    assert len(client.get(QUEUE).context["page"]) == 2


def test_the_queue_is_narrowed_by_where_they_stand_and_by_conversation(officer, world):
    one, other = OpenConversationFactory.create_batch(2)
    for each in (one, other):
        PledgeFactory(conversation=each, council=world.council)
    held = StatementFactory(conversation=one, stage="held")
    shown = StatementFactory(conversation=other)

    def found(**query):
        return set(officer.get(QUEUE, query).context["page"])

    assert found(stage="shown") == {shown}
    assert found(conversation=other.pk) == set()
    assert found(conversation=other.pk, stage="shown") == {shown}
    assert found(conversation="x", stage="nonsense") == {held}


def test_what_may_name_somebody_is_marked_and_not_shown_at_one_press(officer, conversation):
    StatementFactory(conversation=conversation, stage="held", may_name_somebody=True)

    page = words(officer.get(QUEUE))

    assert "May name somebody" in page
    assert "Show it<" not in page


def test_an_ordinary_one_is_shown_at_one_press(officer, conversation):
    statement = StatementFactory(conversation=conversation, stage="held")

    officer.post(decide(statement), {"verdict": "shown", "reason": "fits"})

    statement.refresh_from_db()
    assert statement.stage == "shown"
    assert statement.decisions.get().by.email == "officer@lambeth.gov.uk"


def test_a_decision_is_undone_by_deciding_again(officer, conversation):
    statement = StatementFactory(conversation=conversation)

    officer.post(decide(statement), REJECT)
    officer.post(decide(statement), {"verdict": "shown", "reason": "again", "note": "A mistake."})

    verdicts = list(statement.decisions.order_by("pk").values_list("verdict", "reason"))
    assert verdicts == [("rejected", "off"), ("shown", "again")]
    assert Statement.objects.get().stage == "shown"


def test_deciding_the_same_twice_changes_nothing(officer, conversation):
    statement = StatementFactory(conversation=conversation)
    officer.post(decide(statement), REJECT)

    response = officer.post(decide(statement), REJECT, follow=True)

    assert "That is decided already: nothing changed." in words(response)
    assert statement.decisions.count() == 1


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"note": "About trains."}, {"verdict", "reason"}),
        ({"verdict": "held", "reason": "fits"}, {"verdict"}),
        ({"verdict": "shown", "reason": "spam"}, {"reason"}),
        ({"verdict": "rejected", "reason": "fits"}, {"reason"}),
        ({"verdict": "rejected", "reason": "nonsense"}, {"reason"}),
        ({"verdict": "rejected", "reason": "off", "note": "x" * 301}, {"note"}),
    ],
)
def test_a_decision_that_cannot_be_is_told_beside_it(officer, conversation, typed, wrong):
    statement = StatementFactory(conversation=conversation, stage="held")

    response = officer.post(decide(statement), typed)

    assert set(response.context["form"].errors) == wrong
    assert not Decision.objects.exists()


def test_nobody_decides_on_their_own_statement(officer, world, conversation):
    key = user_key(conversation.pk, world.people["officer"].pk)
    author = ParticipantFactory(conversation=conversation, key=key)
    own = StatementFactory(conversation=conversation, stage="held", author=author)

    response = officer.post(decide(own), REJECT)

    assert response.status_code == 403
    assert "nobody on their own statement" in words(response)


def test_nobody_decides_on_what_they_said_before_they_signed_in(client, world):
    conversation = OpenConversationFactory()
    PledgeFactory(conversation=conversation, council=world.council)
    say = reverse("consensus:say", args=[conversation.pk])
    client.post(say, {"text": "Answer letters sooner.", "language": "en"})
    client.force_login(world.people["officer"])

    response = client.post(decide(Statement.objects.get()), REJECT)

    assert response.status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_costs_the_same_however_long(client, count, django_assert_num_queries):
    conversation = OpenConversationFactory()
    for _one in range(count):
        DecisionFactory(statement__conversation=conversation)

    with django_assert_num_queries(6):
        response = client.get(reverse("consensus:log", args=[conversation.pk]))

    assert len(response.context["page"]) == count


def test_the_log_says_the_rule_and_the_day_and_not_the_person(client):
    decision = DecisionFactory(
        statement__text="Sample words.",
        statement__stage="rejected",
        verdict="rejected",
        reason="off",
        note="About trains.",
        by__name="Sample Moderator",
    )

    page = words(client.get(reverse("consensus:log", args=[decision.statement.conversation_id])))

    assert "Sample words." in page
    assert "Not about the question. About trains." in page
    assert ("Sample Moderator" in page, decision.by.email in page) == (False, False)


def test_the_log_says_how_many_wait(client):
    statement = StatementFactory(stage="held")

    page = words(client.get(reverse("consensus:log", args=[statement.conversation_id])))

    assert "1 statement waits to be read." in page


def test_the_policy_is_public(client):
    assert "Not shown is a statement that…" in words(client.get("/volunteers/consensus/policy/"))


def test_the_log_says_which_votes_were_left_out_and_counted_again(client):
    found = ExclusionFactory(reason="One network in a rush.", people=7).conversation
    ExclusionFactory(
        conversation=found, undone_at=timezone.now(), undone_reason="A school, we learnt."
    )

    page = words(client.get(reverse("consensus:log", args=[found.pk])))

    assert "The votes of 7 people" in page
    assert "One network in a rush." in page
    assert "A school, we learnt." in page
