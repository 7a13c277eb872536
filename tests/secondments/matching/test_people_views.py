"""What would match one person, and where the employer's people are."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from councils.models import Need
from secondments.matching import services
from secondments.models import Expert
from tests.factories.councils import RoleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def role(world):
    return world.role("open")


def another(role, **fields):
    """A role of the same project that asks for the same."""
    names = ("project", "starts_on", "ends_on", "days_a_week", "remote", "clearance")
    made = RoleFactory(**{name: getattr(role, name) for name in names} | fields)
    need = role.needs.get()
    Need.objects.create(role=made, skill=need.skill, level=fields.pop("level", need.level))
    return made


def test_roles_are_ranked_by_the_fit_that_a_round_would_give(world, role, experts, solve, today):
    told = services.suggest_roles(experts[0], on=today)

    found = solve()
    proposal = found.proposals.get(role=role)
    alone = services.suggest_roles(proposal.expert, on=today - timedelta(days=0))

    assert [(one.role, one.lacks) for one in told.ranked] == [(role.pk, [])]
    assert alone.ranked == []  # the place is taken by the proposal
    if proposal.expert == experts[0]:
        assert (told.ranked[0].fit, told.ranked[0].terms) == (proposal.fit, proposal.terms)


def test_roles_that_lack_one_thing_come_after_those_that_fit_then_two_and_more_is_left_out(
    world, role, experts, today
):
    days = another(role, days_a_week=experts[0].days_a_week + 1)
    both = another(role, days_a_week=experts[0].days_a_week + 1, clearance="sc")
    more = another(
        role, days_a_week=5, clearance="sc", ends_on=experts[0].available_until + timedelta(9)
    )
    fits = another(role)

    told = services.suggest_roles(experts[0], on=today)

    assert {one.role for one in told.ranked[:2]} == {role.pk, fits.pk}
    assert [(one.role, one.lacks) for one in told.ranked[2:]] == [
        (days.pk, ["days"]),
        (both.pk, ["days", "clearance"]),
    ]
    assert more.pk not in {one.role for one in told.ranked}
    assert (told.fitting, told.weighed) == (2, 5)
    assert [change.kind for change in told.openings] == ["days"]


def test_somebody_without_consent_sees_what_would_match(world, role, experts, today):
    Expert.objects.filter(pk=experts[0].pk).update(consent_at=None, consent_by=None)

    assert services.suggest_roles(experts[0], on=today).fitting == 1


def test_the_page_costs_the_same_for_one_role_as_for_three(world, role, experts, sign_in):
    client = sign_in("expert")
    url = reverse("matching:expert-roles", args=[experts[0].pk])
    counts = []
    for rows in (0, 2):
        for _ in range(rows):
            another(role)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            shown = client.get(url)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert "Put first" in shown.text


def test_a_profile_with_gaps_is_asked_to_go_on(world, role, experts, sign_in):
    experts[0].user.holdings.all().delete()

    shown = sign_in("expert").get(reverse("matching:expert-roles", args=[experts[0].pk]))

    assert "Say first: at least one skill you hold." in shown.text
