"""What if: the same answer as a round would have, for one role and as it might be."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corps.organisations.models import Organisation
from corps.skills.models import Holding, Skill
from councils.models import Need
from secondments.matching import maths, services
from secondments.matching.models import Opening
from secondments.matching.services.pool import load_pool
from secondments.models import Expert
from tests.factories.contracts import InterestFactory
from tests.factories.matching import ProposalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def role(world):
    return world.role("open")


@pytest.fixture
def weigh(role, today):
    """The role as it stands, or with changes."""

    def weigh_now(**changes):
        ask = replace(services.ask_of(role), **changes)
        return services.what_if([ask], council=role.project.council_id, role=role.pk, on=today)[0]

    return weigh_now


def test_a_role_as_it_stands_has_whom_a_round_would_find(
    world, role, experts, add_expert, weigh, today
):
    others = Skill.objects.exclude(pk=world.skill.pk)[:2]
    Need.objects.create(role=role, skill=others[0], level=1)
    Need.objects.create(role=role, skill=others[1], level=4, required=False)
    role.clearance, role.remote = "sc", True
    role.save()
    people = [
        add_expert("Ada"),
        add_expert("Bea", consent_at=None, consent_by=None),
        add_expert("Cora", level=1),
        add_expert("Dora", days_a_week=Decimal("0.5")),
        add_expert("Elsa", home=world.other_council, remote=True),
        add_expert("Flora", home=None),
        add_expert("Gaia", available_until=role.ends_on - timedelta(days=5), clearance="sc"),
        add_expert("Hedi", stage="paused"),
        add_expert("Ines"),
    ]
    people[5].boroughs.set([world.council])
    for person in people[:7]:
        Holding.objects.create(user=person.user, skill=others[0], level=1)
    ProposalFactory(role=role, expert=people[8], stage="declined")
    InterestFactory(
        council=world.council, organisation=Organisation.objects.get(company_number="00000002")
    )
    pool = load_pool(today)
    arcs = maths.arcs(pool.experts, pool.roles, pool.relations)

    found = weigh()

    assert found.experts == len(pool.expert_ids)
    assert found.eligible == int(arcs.eligible[0])
    assert [count for _, count in found.removed] == arcs.removed[0].tolist()
    assert [found.near_dates, found.near_skills] == arcs.near[0].tolist()


def test_a_lower_level_finds_who_has_it(world, role, experts, weigh):
    Holding.objects.filter(user=experts[0].user).update(level=1)

    as_is, lower = weigh(), weigh(needs=((world.skill.pk, 1),))

    assert (as_is.eligible, as_is.near_skills, as_is.near_misses, lower.eligible) == (1, 1, 1, 2)
    assert as_is.openings == [Opening("skill", str(world.skill), "awareness", 1, 1)]
    assert lower.openings == []


@pytest.mark.parametrize(
    ("lack", "changes"),
    [
        ({"days_a_week": Decimal(2)}, {"days_a_week": Decimal("1.5")}),
        ({"home": None}, {"remote": True}),
    ],
)
def test_other_changes_find_whom_they_should(role, experts, weigh, lack, changes):
    Expert.objects.filter(pk=experts[0].pk).update(remote=True, **lack)
    experts[0].boroughs.clear()

    assert (weigh().eligible, weigh(**changes).eligible) == (1, 2)


def test_other_dates_find_who_is_free_then(role, experts, weigh):
    Expert.objects.filter(pk=experts[0].pk).update(available_from=role.starts_on + timedelta(60))

    assert weigh().eligible == 1
    assert weigh(starts_on=role.starts_on + timedelta(60)).eligible == 2


def test_a_clearance_that_comes_too_late_finds_nobody(role, experts, weigh, today):
    soon = {"starts_on": today, "clearance": "sc"}

    assert (weigh(**soon).eligible, dict(weigh(**soon).removed)["clearance"]) == (0, 2)


def test_somebody_who_was_proposed_counts_again_where_no_role_is_named(role, experts, today):
    ProposalFactory(role=role, expert=experts[0], stage="declined")
    ask, council = services.ask_of(role), role.project.council_id

    of_role, free = (
        services.what_if([ask], council=council, role=key, on=today)[0] for key in (role.pk, None)
    )

    assert (of_role.eligible, free.eligible) == (1, 2)


def test_a_role_without_skills_asks_for_none(role, weigh):
    role.needs.all().delete()

    assert weigh().eligible == 2


def test_with_nobody_on_offer_nobody_could_do_it(role, weigh):
    Expert.objects.update(stage="paused")

    assert (weigh().eligible, weigh().experts, weigh().openings) == (0, 0, [])


def test_versions_are_weighed_side_by_side(role, experts, today):
    ask = services.ask_of(role)
    Expert.objects.update(days_a_week=2)

    found = services.what_if(
        [replace(ask, days_a_week=Decimal(2)), ask], council=role.project.council_id, on=today
    )

    assert [one.eligible for one in found] == [2, 0]


def test_more_people_take_as_many_queries(role, add_expert, weigh):
    with CaptureQueriesContext(connection) as few:
        weigh()
    for name in ("Ada", "Bea", "Cora"):
        add_expert(name)

    with CaptureQueriesContext(connection) as many:
        weigh()

    assert len(many) == len(few)
    assert len(few) <= 8
