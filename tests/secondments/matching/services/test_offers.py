"""What an employer's consent and an expert's calendar leave of an offer, wherever it is read."""

from datetime import timedelta
from decimal import Decimal

import pytest

from councils.models import Council
from secondments.matching import maths, queries, services
from secondments.matching.services.pool import load_pool
from secondments.models import Expert
from secondments.services import add_period, change_consent
from tests.factories.matching import ProposalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def role(world):
    """Of three days a week, from day 40 to day 200."""
    return world.role("open")


def broken(pool, expert):
    """The rules that keep the pool's one role from an expert."""
    at = pool.expert_ids.index(expert.pk)
    judged = maths.judge(maths.Pool.of(pool.experts, pool.relations), pool.roles)
    bit = lambda rule: int(judged.kept[rule][0, at // 64]) >> (at % 64) & 1  # noqa: E731 - short
    return [rule for rule in maths.RULES if not bit(rule)]


def agree(expert, world, today, **terms):
    start = terms.pop("first", 0)
    change_consent(
        expert,
        by=world.people["employer"],
        starts_on=today + timedelta(days=start),
        ends_on=today + timedelta(days=terms.pop("last", 300)),
        **terms,
    )


CONSENTS = {
    "window, it begins too late": ({"first": 41}, "window"),
    "window, it ends too soon": ({"last": 199}, "window"),
    "days": ({"days_a_week": Decimal("2.5")}, "days"),
    "borough": ({"not_to": ["LBH"]}, "consent"),
    "nothing": ({}, None),
}


@pytest.mark.parametrize(("terms", "rule"), CONSENTS.values(), ids=CONSENTS)
def test_a_consent_counts_within_its_terms_alone(world, role, experts, today, terms, rule):
    terms = dict(terms)
    if "not_to" in terms:
        terms["not_to"] = Council.objects.filter(code__in=terms["not_to"])

    agree(experts[0], world, today, **terms)

    expert = Expert.objects.get(pk=experts[0].pk)
    stale = queries.why_stale(ProposalFactory.build(role=role, expert=expert), set(), today)
    assert broken(load_pool(today), experts[0]) == ([rule] if rule else [])
    assert stale == ("The employer's consent does not cover it." if rule else "")


def test_a_consent_whose_last_day_has_passed_puts_nobody_into_a_round(experts, today):
    Expert.objects.filter(pk=experts[0].pk).update(consent_until=today - timedelta(days=1))

    assert load_pool(today).bookable == {experts[1].pk}


@pytest.mark.parametrize(("weeks", "away"), [(3, False), (4, True)])
def test_who_is_away_for_too_much_of_a_role_is_not_proposed_for_it(
    world, role, experts, today, weeks, away
):
    begins = today + timedelta(days=60)
    add_period(
        experts[0],
        by=experts[0].user,
        starts_on=begins,
        ends_on=begins + timedelta(days=7 * weeks - 1),
        days_a_week=Decimal(0),
    )

    pool = load_pool(today)
    asked = services.what_if([services.ask_of(role)], council=world.council.pk, on=today)
    stale = queries.why_stale(ProposalFactory.build(role=role, expert=experts[0]), set(), today)

    assert broken(pool, experts[0]) == (["away"] if away else [])
    assert dict(asked[0].removed)["away"] == int(away)
    assert (stale == "The expert is no longer free for the whole of it.") == away
