"""What a round says about itself, as rows that concern the right people."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from corps.skills.models import Holding, Skill
from councils.models import Council
from secondments.matching import services
from secondments.matching.maths import RULES
from secondments.matching.models import (
    Comparison,
    NearMiss,
    Opening,
    Proposal,
    Remedy,
    Round,
    Unplaced,
)
from secondments.matching.services.explanations import _names
from secondments.matching.services.pool import load_pool
from secondments.models import Expert, Preference
from tests.factories.councils import RoleFactory
from tests.factories.matching import (
    NearMissFactory,
    RemedyFactory,
    UnplacedFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def role(world, experts):
    """The one role that is wanted; the other expert is away, so that one is left."""
    role = world.role("open")
    Expert.objects.filter(pk=experts[1].pk).update(stage="paused")
    return role


def test_a_proposal_is_told_who_and_where_else(world, role, add_expert, solve):
    RoleFactory(project=role.project, days_a_week=Decimal(3))
    for name in ("Ada", "Bea"):
        add_expert(name, level=2)

    solve()

    told = Comparison.objects.get(proposal__role=role)
    assert (told.others, told.fitter, told.roles, told.better) == (2, 0, 1, 0)
    assert told.runner_up_fit < told.proposal.fit
    assert told.lacks == {"surplus": told.proposal.fit - told.runner_up_fit}


def test_what_another_prefers_is_not_told(role, experts, add_expert, solve):
    add_expert("Ada")
    Preference.objects.create(expert=experts[0], role=role, rank=1)

    solve()

    told = Comparison.objects.get()
    assert (told.proposal.expert, told.runner_up_fit < told.proposal.fit) == (experts[0], True)
    assert told.lacks == {}


def test_a_proposal_without_rivals_has_no_runner_up(role, solve):
    solve()

    told = Comparison.objects.get()
    assert (told.others, told.roles, told.runner_up_fit, told.lacks) == (0, 0, None, {})


def test_a_place_left_is_told_what_would_find_somebody(world, role, experts, solve):
    Expert.objects.update(days_a_week=Decimal("2.5"))

    solve()

    told = Remedy.objects.get()
    assert (told.role, told.points_short) == (role, None)
    assert told.changes == [["days", None, 2.0, 1]]
    assert told.openings == [Opening("days", "", "", 2.0, 1)]


def test_the_expert_is_told_the_same_from_the_other_side(world, role, experts, solve):
    Expert.objects.update(days_a_week=Decimal("2.5"))

    solve()

    told = Unplaced.objects.get(expert=experts[0])
    assert dict(told.removed) == dict.fromkeys(RULES, 0) | {"days": 1}
    assert (told.eligible, told.nearest, told.points_short) == (0, None, None)
    assert told.openings == [Opening("days", "", "", 3.0, 1)]  # no role asks for more


def test_a_skill_and_a_borough_are_told_by_name(world, role, experts, solve):
    Holding.objects.filter(user=experts[0].user).update(level=1)
    far = RoleFactory(
        project__council=world.other_council,
        project__stage="open",
        days_a_week=Decimal(3),
        starts_on=role.starts_on,
        ends_on=role.ends_on,
    )
    host = {"line_manager_hours": 3, "accounts_by": role.starts_on, "opened_at": timezone.now()}
    words = ("line_manager", "decision_maker", "equipment", "data_seen", "repository", "deployment")
    type(far.project).objects.filter(pk=far.project_id).update(
        **host, **dict.fromkeys(words, "Said")
    )

    solve()

    skill, council = str(world.skill), str(world.other_council)
    assert set(Unplaced.objects.get(expert=experts[0]).openings) == {
        Opening("skill", skill, "working", 2, 1),
        Opening("council", council, "", 0, 1),
    }
    assert Remedy.objects.get(role=role).openings == [Opening("skill", skill, "awareness", 1, 1)]


def test_who_lost_is_told_where_they_came_nearest(role, experts, add_expert, solve):
    ada = add_expert("Ada", level=2)  # the other holds it one level above the need

    solve()

    told = Unplaced.objects.get()
    assert (told.expert, told.eligible, told.nearest) == (ada, 1, role)
    assert told.points_short == 150  # what the other has for the skill


def test_dates_that_are_nearly_enough_are_a_near_miss(role, experts, solve):
    Expert.objects.update(available_until=role.ends_on - timedelta(days=20))

    solve()

    told = NearMiss.objects.get()
    assert (told.role, told.expert, told.kind, told.days, told.skill) == (
        role,
        experts[0],
        "window",
        20,
        None,
    )
    assert Proposal.objects.count() == 0


def test_one_level_in_one_skill_is_a_near_miss(world, role, experts, solve):
    Holding.objects.filter(user=experts[0].user).update(level=1)

    solve()

    told = NearMiss.objects.get()
    assert (told.expert, told.kind, told.days, told.skill) == (
        experts[0],
        "skills",
        None,
        world.skill,
    )


def test_without_the_employers_consent_there_is_no_near_miss_but_an_opening(role, experts, solve):
    Expert.objects.update(consent_at=None, consent_by=None)

    solve()

    assert NearMiss.objects.count() == 0
    assert Unplaced.objects.get().openings == [Opening("consent", "", "", 0, 1)]


def test_only_what_the_last_round_says_is_kept(role, experts, solve):
    Expert.objects.update(days_a_week=Decimal("2.5"))
    old = [RemedyFactory(), UnplacedFactory(), NearMissFactory()]

    solve()
    last = solve()

    assert [type(row).objects.filter(pk=row.pk).exists() for row in old] == [False] * 3
    assert Remedy.objects.get().round == Unplaced.objects.get(expert=experts[0]).round == last


def test_what_was_said_of_a_proposal_stays(role, solve):
    solve()
    solve()

    assert Comparison.objects.get().proposal == Proposal.objects.get()


def test_a_round_by_stability_says_nothing_of_points(role, experts, add_expert, world):
    add_expert("Ada", level=2)
    asked = services.request_round(policy=Round.Policy.STABLE)
    services.solve(asked.pk)

    told = Unplaced.objects.get()
    assert (told.eligible, told.nearest, told.points_short) == (1, None, None)


def test_skills_and_councils_are_numbered_by_their_keys():
    pool = load_pool(timezone.localdate())

    names = _names(pool)

    assert names.skill == sorted(Skill.objects.values_list("pk", flat=True))
    assert names.council == sorted(Council.objects.values_list("pk", flat=True))
    assert pool.experts.held.shape[1] == len(names.skill)
    assert pool.experts.reach.shape[1] == len(names.council)
