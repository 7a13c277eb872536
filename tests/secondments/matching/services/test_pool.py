"""Rows become the columns that the maths reads, whatever their order."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from corps.organisations.models import Organisation
from corps.skills.models import Holding, Skill
from councils.contracts.models import Interest
from councils.models import Council, Need
from secondments.matching.services.pool import clear_by, load_pool
from secondments.models import Expert, Preference, Secondment
from tests.factories.contracts import InterestFactory
from tests.factories.matching import ProposalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def role(world):
    return world.role("open")


def council_at(council):
    return list(Council.objects.order_by("pk")).index(council)


def skill_at(skill):
    return list(Skill.objects.order_by("pk")).index(skill)


def at(pool, expert):
    return pool.expert_ids.index(expert.pk)


def test_an_expert_is_read_as_said(world, role, experts, today):
    other = world.other_council
    wanted = Skill.objects.exclude(pk=world.skill.pk)[0]
    Holding.objects.create(user=experts[0].user, skill=wanted, wanted=True)
    experts[0].boroughs.set([other])
    experts[0].remote, experts[0].clearance = True, "bpss"
    experts[0].days_a_week = Decimal("2.5")
    experts[0].save()

    pool = load_pool(today)

    row, people = at(pool, experts[0]), pool.experts
    assert people.held[row, skill_at(world.skill)] == 3
    assert np.flatnonzero(people.wanted[row]).tolist() == [skill_at(wanted)]
    assert people.available_from[row] == today.toordinal()
    assert people.available_until[row] == experts[0].available_until.toordinal()
    assert (people.days_a_week[row], people.remote[row], people.clearance[row]) == (5, True, 1)
    assert people.home[row] == council_at(world.council)
    reached = sorted({council_at(world.council), council_at(other)})
    assert np.flatnonzero(people.reach[row]).tolist() == reached


def test_a_role_is_read_as_said(world, role, today):
    wished = Skill.objects.exclude(pk=world.skill.pk)[0]
    Need.objects.create(role=role, skill=wished, level=4, required=False)
    role.places, role.remote, role.clearance = 2, True, "sc"
    role.save()

    roles = load_pool(today).roles

    assert (roles.council[0], roles.places[0]) == (council_at(world.council), 2)
    assert roles.starts[0] == role.starts_on.toordinal()
    assert roles.ends[0] == role.ends_on.toordinal()
    assert (roles.days_a_week[0], roles.remote[0], roles.clearance[0]) == (6, True, 2)
    assert [need.tolist() for need in roles.required[0]] == [[skill_at(world.skill)], [2]]
    assert [need.tolist() for need in roles.desirable[0]] == [[skill_at(wished)], [4]]


def test_a_role_that_has_begun_is_wanted_from_today(role, today):
    role.starts_on = today - timedelta(days=30)
    role.save()

    assert load_pool(today).roles.starts.tolist() == [today.toordinal()]


@pytest.mark.parametrize(
    "change",
    [
        lambda expert: Expert.objects.filter(pk=expert.pk).update(consent_at=None, consent_by=None),
        lambda expert: Organisation.objects.filter(pk=expert.employer_id).update(stage="applied"),
    ],
)
def test_who_may_not_be_placed_is_counted_but_not_bookable(role, experts, today, change):
    change(experts[0])

    pool = load_pool(today)

    assert pool.experts.consent[at(pool, experts[0])].item() is False
    assert (len(pool.experts), pool.bookable) == (2, {experts[1].pk})


@pytest.mark.parametrize("stage", ["draft", "paused"])
def test_who_is_not_available_is_not_read(role, experts, today, stage):
    Expert.objects.filter(pk=experts[0].pk).update(stage=stage)

    assert load_pool(today).expert_ids == [experts[1].pk]


def test_an_interest_of_one_member_bars_the_whole_group(world, role, experts, today):
    head = Organisation.objects.get(company_number="00000002")
    member = Organisation.objects.get(company_number="00000001")
    member.group = head
    member.save()
    Interest.objects.create(
        organisation=member,
        council=world.council,
        kind="supplies",
        declared_by=world.people["officer"],
    )

    pool = load_pool(today)

    groups = pool.experts.employer
    assert groups.tolist() == [0, 0]
    barred = np.flatnonzero(pool.relations.conflict[0]).tolist()
    assert barred == [council_at(world.council)]


def test_an_interest_of_a_company_without_experts_bars_nobody(world, role, today):
    InterestFactory(council=world.council)

    assert load_pool(today).relations.conflict.any().item() is False


def test_a_pair_that_was_ever_proposed_is_excluded(role, experts, today):
    ProposalFactory(role=role, expert=experts[0], stage="expired")

    pool = load_pool(today)

    assert pool.relations.excluded.tolist() == [[at(pool, experts[0]), 0]]


def test_a_completed_secondment_counts_as_having_worked_well(world, role, experts, today):
    for expert, stage in zip(experts, ("completed", "ended_early"), strict=True):
        Secondment.objects.create(
            role=world.role("completed"),
            place=1,
            expert=expert,
            stage=stage,
            starts_on=today - timedelta(days=99),
            ends_on=today,
            days_a_week=3,
        )

    pool = load_pool(today)

    worked = np.argwhere(pool.relations.continuity).tolist()
    assert worked == [[at(pool, experts[0]), council_at(world.council)]]


def test_preferences_for_roles_of_the_pool_are_read(world, role, experts, today):
    Preference.objects.create(expert=experts[0], role=role, rank=2)
    Preference.objects.create(expert=experts[0], role=world.role("completed"), rank=1)

    pool = load_pool(today)

    assert pool.relations.expert_ranks.tolist() == [[at(pool, experts[0]), 0, 2]]


def test_neighbours_are_neighbours_both_ways(role, today):
    neighbours = load_pool(today).relations.neighbours

    assert neighbours.sum() == Council.neighbours.through.objects.count()
    assert (neighbours == neighbours.T).all()


@pytest.mark.parametrize(
    ("asked", "bpss"),
    [
        (date(2027, 3, 1), date(2027, 3, 16)),  # Monday: ten working days end on Monday the 15th
        (date(2027, 3, 5), date(2027, 3, 20)),  # Friday: on Friday the 19th
        (date(2027, 3, 6), date(2027, 3, 23)),  # Saturday: counted from Monday the 8th
    ],
)
def test_clearance_is_there_after_its_working_days(asked, bpss, settings):
    settings.CLEARANCE_LEAD_DAYS = {"none": 0, "bpss": 10, "sc": 60}

    assert clear_by(asked)[1] == bpss.toordinal()


def test_an_empty_pool_has_empty_columns(today):
    pool = load_pool(today)

    assert (len(pool.experts), len(pool.roles), pool.free) == (0, 0, {})


def test_more_people_are_read_with_as_many_queries(
    role, add_expert, today, django_assert_num_queries
):
    add_expert("Ada")
    with django_assert_num_queries(18):
        load_pool(today)
    for name in ("Bo", "Cy", "Di"):
        add_expert(name)

    with django_assert_num_queries(18):
        load_pool(today)
