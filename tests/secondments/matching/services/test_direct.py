"""Direct matches: outside of a round, and under each of its rules."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from corps.notifications.models import Event
from corps.organisations.models import Organisation
from corps.skills.models import Holding
from corps.stages import IllegalMove
from councils.contracts.models import Interest
from councils.models import Project
from secondments.matching import services
from secondments.matching.models import BoroughFigures, DirectMatch, Proposal, Round
from secondments.models import Expert, Secondment
from tests.factories.contracts import InterestFactory
from tests.factories.matching import DirectMatchFactory, ProposalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert(world):
    return world.people["expert"].expert


@pytest.fixture
def ask(world, expert):
    """Ask for the expert (of a company, if a council asks) and the open project's role."""

    def ask_as(side="council"):
        return services.ask_direct(
            world.role("open"),
            by=world.people["officer" if side == "council" else "employer"],
            side=side,
            employer=expert.employer,
            expert=expert if side == "employer" else None,
            note="They built our maps.",
        )

    return ask_as


@pytest.mark.parametrize(("side", "other"), [("council", "employer"), ("employer", "officer")])
def test_once_accepted_it_is_a_proposal_for_which_all_three_still_say_yes(
    world, expert, ask, answer, side, other
):
    match = ask(side)

    proposal = services.accept_direct(match, by=world.people[other], expert=expert)

    assert (proposal.origin, proposal.round, proposal.stage) == ("direct", None, "proposed")
    assert proposal.fit == sum(proposal.terms.values())
    assert [one.yes_at for one in proposal.answers.all()] == [None] * 3
    match.refresh_from_db()
    assert (match.stage, match.proposal, match.points) == ("accepted", proposal, proposal.points)
    answer(proposal, "expert", "employer")
    assert Secondment.objects.count() == 0
    answer(proposal, "council")
    assert Secondment.objects.get().expert == expert
    kinds = list(Event.objects.about(match).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["matching.direct_asked", "matching.direct_accepted"]


def spoil(fault, world, expert):
    """Put something in the way."""
    role = world.role("open")
    if fault == "conflict":
        InterestFactory(
            organisation=expert.employer.organisation,
            council=world.council,
            kind=Interest.Kind.SUPPLIES,
        )
    elif fault == "skills":
        Holding.objects.filter(user=expert.user).update(level=1)
    elif fault == "proposed":
        ProposalFactory(expert=expert)
    elif fault == "declined":
        ProposalFactory(expert=expert, role=role, stage="declined")
    elif fault == "place":
        ProposalFactory(expert=world.people["other_expert"].expert, role=role)
    else:
        rows, change = {
            "unready": (Project, {"line_manager": ""}),
            "closed": (Project, {"stage": "staffed"}),
            "unverified": (Organisation, {"stage": "refused"}),
            "consent": (Expert, {"consent_at": None, "consent_by": None}),
            "paused": (Expert, {"stage": "paused"}),
            "window": (Expert, {"available_until": role.ends_on - timedelta(days=1)}),
            "days": (Expert, {"days_a_week": role.days_a_week - 1}),
        }[fault]
        rows.objects.update(**change)


FAULTS = {
    "conflict": "has an interest in",
    "skills": "A required skill is missing",
    "proposed": "in another proposal or secondment",
    "declined": "proposed for this role before",
    "place": "No place is free",
    "unready": "line manager",
    "closed": "The project is not open",
    "unverified": "is not verified",
    "consent": "not agreed to let them go",
    "paused": "They are not on offer",
    "window": "not available for all of the dates",
    "days": "They offer fewer days",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_a_round_forbids_is_forbidden_with_the_reason(world, expert, ask, fault):
    match = ask("employer")
    spoil(fault, world, expert)
    before = Proposal.objects.count()

    with pytest.raises(services.NotPossible, match=FAULTS[fault]):
        services.accept_direct(match, by=world.people["officer"])

    assert (Proposal.objects.count(), DirectMatch.objects.get().stage) == (before, "asked")
    with pytest.raises(services.NotPossible):
        ask("employer")


def test_the_same_is_not_asked_twice_at_once_and_may_be_asked_again_after_a_no(world, ask):
    match = ask()

    with pytest.raises(services.NotPossible, match="waits for an answer"):
        ask()
    services.decline_direct(match, by=world.people["employer"], reason="Not this year.")

    assert ask().stage == "asked"
    with pytest.raises(IllegalMove):
        services.withdraw_direct(match, by=world.people["officer"], reason="Too late.")


def test_one_that_nobody_answers_is_over_after_its_day(world, expert, ask):
    match = ask()
    late = match.due_on + timedelta(days=1)

    assert (services.expire_direct(on=match.due_on), services.expire_direct(on=late)) == (0, 1)
    with pytest.raises(IllegalMove):
        services.accept_direct(match, by=world.people["employer"], expert=expert)


def test_a_company_that_was_named_says_whom(world, ask, experts):
    match = ask()

    with pytest.raises(services.NotPossible, match="Choose whom"):
        services.accept_direct(match, by=world.people["employer"])
    with pytest.raises(services.NotPossible, match="do not work for this company"):
        services.accept_direct(match, by=world.people["employer"], expert=experts[1])


def test_no_round_counts_a_direct_match_as_its_own(world, expert, ask, solve):
    services.accept_direct(ask("employer"), by=world.people["officer"])
    world.projects.pop("open")
    world.role("open")
    world.people["other_expert"].expert.boroughs.add(world.council)

    found = solve()

    row = BoroughFigures.objects.get(round=found, council=world.council)
    assert (found.places, found.filled, found.experts) == (1, 1, 1)
    assert (row.held, row.asked, row.filled, row.proposed) == (1, 1, 1, 1)
    assert found.proposals.count() == 1
    assert Round.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_round_and_a_direct_match_at_once_propose_somebody_once(world, expert, ask, elsewhere):
    world.people["other_expert"].expert.delete()
    match, asked = ask("employer"), services.request_round()
    start, refused = threading.Barrier(2), []

    def solve():
        start.wait(10)
        services.solve(asked.pk)

    def accept():
        start.wait(10)
        try:
            services.accept_direct(match, by=world.people["officer"])
        except services.NotPossible as why:
            refused.append(str(why))

    for thread in [elsewhere(solve), elsewhere(accept)]:
        thread.join(30)

    match.refresh_from_db()
    origin = Proposal.objects.get().origin  # one, whoever was quicker
    assert (origin, match.stage, len(refused)) in {("direct", "accepted", 0), ("round", "asked", 1)}
    asked.refresh_from_db()
    assert (asked.stage, asked.filled) == ("solved", 1 if origin == "round" else 0)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"begun_by": "employer"}, "direct_match_by_a_company_names_somebody"),
        ({"stage": "accepted"}, "direct_match_accepted_is_a_proposal"),
    ],
)
def test_the_database_keeps_direct_matches_whole(fields, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        DirectMatchFactory(**fields)


def test_a_proposal_of_no_round_is_direct():
    with pytest.raises(IntegrityError, match="has_a_round_unless"), transaction.atomic():
        ProposalFactory(round=None)


def test_the_day_for_an_answer_holds(world, ask):
    match = ask("employer")

    with pytest.raises(services.NotPossible, match="day for an answer"):
        services.accept_direct(
            match, by=world.people["officer"], on=timezone.localdate() + timedelta(days=11)
        )
