"""What is free, what is stale, and what waits for whom."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from secondments.matching import maths, queries, services
from secondments.matching.models import PointsTable
from secondments.models import Secondment
from tests.factories.matching import AnswerFactory, ProposalFactory

pytestmark = pytest.mark.django_db


def test_the_first_points_are_those_of_the_maths():
    assert queries.points(PointsTable.objects.get(version=1)) == maths.Points()


@pytest.fixture
def role(world):
    found = world.role("open")
    found.places = 4
    found.save()
    return found


@pytest.mark.parametrize(
    ("stage", "free"),
    [
        ("planned", [1, 3, 4]),
        ("active", [1, 3, 4]),
        ("completed", [1, 3, 4]),
        ("ended_early", [1, 2, 3, 4]),
    ],
)
def test_a_place_is_held_until_a_secondment_is_cut_short(role, experts, today, stage, free):
    Secondment.objects.create(
        role=role,
        place=2,
        expert=experts[0],
        stage=stage,
        starts_on=today,
        ends_on=today + timedelta(days=9),
        days_a_week=3,
    )

    assert queries.free_places(today) == {role.pk: free}


@pytest.mark.parametrize(("stage", "free"), [("proposed", [1, 2, 4]), ("declined", [1, 2, 3, 4])])
def test_a_place_is_held_while_a_proposal_waits(role, experts, today, stage, free):
    ProposalFactory(role=role, place=3, expert=experts[0], stage=stage)

    assert queries.free_places(today) == {role.pk: free}


def test_a_holder_beyond_the_places_of_a_role_takes_none(role, experts, today):
    ProposalFactory(role=role, place=9, expert=experts[0])

    assert queries.free_places(today) == {role.pk: [1, 2, 3, 4]}


def test_a_role_whose_last_day_has_come_is_not_filled_any_more(role, today):
    role.starts_on, role.ends_on = today - timedelta(days=1), today
    role.save()

    assert queries.free_places(today) == {}


def test_nobody_signed_in_is_waited_for_by_nothing(proposal):
    assert queries.waiting_for(AnonymousUser()) == []


def test_each_side_is_waited_for_until_it_has_answered(world, proposal):
    def waiting(name):
        return len(queries.waiting_for(world.people[name]))

    before = {name: waiting(name) for name in world.people}
    services.accept_proposal(proposal, by=world.people["officer"], side="council")

    asked = {"officer", "approver", "administrator", "expert", "employer"}
    assert before == {name: int(name in asked) for name in world.people}
    assert (waiting("officer"), waiting("approver"), waiting("expert")) == (0, 0, 1)


def test_what_waits_says_by_when_and_where(world, proposal):
    (thing,) = queries.waiting_for(world.people["officer"])

    assert thing.text.startswith("Answer by ")
    assert thing.text.endswith("Sample developer, Lambeth (Sample expert)")
    assert (thing.link, thing.since) == (proposal.get_absolute_url(), proposal.moved_at)


def test_an_expert_who_acts_for_the_employer_answers_as_the_expert_alone(world):
    expert = world.people["expert"].expert
    expert.employer.organisation.memberships.create(user=expert.user)
    proposal = ProposalFactory(expert=expert, role=world.role("open"))
    for side in ("expert", "employer", "council"):
        AnswerFactory(proposal=proposal, side=side)

    assert [answer.side for answer in queries.owed_by(expert.user)] == ["expert"]


def test_what_a_role_asks_for_stands_beside_what_the_expert_holds(world, proposal):
    ((need, holding),) = queries.needs_and_holdings(proposal)

    assert (need.skill, need.level, holding.level) == (world.skill, 2, 3)


def test_a_project_has_no_shortfalls_before_the_first_round(world):
    assert queries.latest_shortfalls(world.project("open")) == []
