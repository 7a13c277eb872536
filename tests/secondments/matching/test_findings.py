"""What a round found out: rules that the database keeps, words, and who may read it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from corps.skills.models import Skill
from councils.models import Council
from secondments.matching import queries
from secondments.matching.models import Opening, openings
from secondments.matching.templatetags import matching
from secondments.models import Expert
from tests.factories.matching import (
    ComparisonFactory,
    NearMissFactory,
    ProposalFactory,
    RemedyFactory,
    ShortfallFactory,
    UnplacedFactory,
)
from tests.secondments.matching.pages import counted, text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("counts_the_better_among_the_others", {"others": 1, "fitter": 2}),
        ("counts_the_better_among_the_others", {"roles": 1, "better": 2}),
        ("has_a_runner_up_among_others", {"others": 0, "runner_up_fit": 500}),
    ],
)
def test_a_comparison_must_add_up(rule, fields):
    with pytest.raises(IntegrityError, match=f"comparison_{rule}"):
        ComparisonFactory(**fields)


@pytest.mark.parametrize(
    "fields", [{"days": None}, {"days": 0}, {"kind": "skills"}, {"kind": "skills", "days": None}]
)
def test_a_near_miss_lacks_days_or_a_skill(fields):
    with pytest.raises(IntegrityError, match="near_miss_lacks_days_or_a_skill"):
        NearMissFactory(**fields)


def test_a_near_miss_is_named_once():
    first = NearMissFactory()

    with pytest.raises(IntegrityError, match="near_miss_is_named_once"):
        NearMissFactory(role=first.role, expert=first.expert)


def test_changes_are_read_by_name():
    skill, council = Skill.objects.first(), Council.objects.first()
    changes = [
        ["skill", skill.pk, 3, 7],
        ["skill", skill.pk, 0, 9],
        ["council", council.pk, None, 4],
        ["clearance", None, 1, 2],
        ["clearance", None, 0, 3],
        ["days", None, 2.5, 1],
        ["start", None, 4, 5],
        ["remote", None, None, 6],
    ]

    assert openings(changes) == [
        Opening("skill", str(skill), "practitioner", 3, 7),
        Opening("skill", str(skill), "", 0, 9),
        Opening("council", str(council), "", 0, 4),
        Opening("clearance", "", "Baseline Personnel Security Standard", 1, 2),
        Opening("clearance", "", "", 0, 3),
        Opening("days", "", "", 2.5, 1),
        Opening("start", "", "", 4, 5),
        Opening("remote", "", "", 0, 6),
    ]


def test_nothing_is_read_by_name_where_nothing_helps(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert openings([["remote", None, None, 6]])[0].opened == 6


def test_what_somebody_lacks_is_said_in_words(world):
    dates = NearMissFactory(days=14)
    day = NearMissFactory(days=1)
    skill = NearMissFactory(kind="skills", days=None, skill=world.skill)

    assert [matching.lack(one) for one in (dates, day, skill)] == [
        "14 days of the dates missing",
        "1 day of the dates missing",
        f"one level short in {world.skill}",
    ]


@pytest.fixture
def told(world, experts):
    """The open role has a place left; the first expert nearly could do it."""
    shortfall = ShortfallFactory(role=world.role("open"), removed=[["window", 2]])
    RemedyFactory(role=shortfall.role, round=shortfall.round, points_short=40)
    NearMissFactory(role=shortfall.role, round=shortfall.round, expert=experts[0], days=14)
    UnplacedFactory(
        expert=experts[0],
        round=shortfall.round,
        removed=[["window", 3]],
        changes=[["skill", world.skill.pk, 3, 7], ["end", None, 2, 3]],
    )
    return shortfall


def test_the_council_reads_who_nearly_could(sign_in, world, experts, told):
    page = text(sign_in("officer").get(told.round.get_absolute_url()))

    assert page.count(f"<li>{experts[0]}, {experts[0].employer}: 14 days") == 1
    assert page.count("allowed remote work") == 1


@pytest.mark.parametrize("identity", ["other_officer", "employer", "expert", "other_expert"])
def test_others_read_of_a_place_left_no_name(sign_in, experts, told, identity):
    page = text(sign_in(identity).get(told.round.get_absolute_url()))

    assert page.count("14 days") == 0
    assert page.count("allowed remote work") == 0


@pytest.mark.parametrize(
    "change",
    [
        {"consent_at": None, "consent_by": None},
        {"stage": "paused"},
    ],
)
def test_who_is_not_free_or_not_agreed_to_any_more_is_not_named(sign_in, experts, told, change):
    Expert.objects.filter(pk=experts[0].pk).update(**change)

    page = text(sign_in("officer").get(told.round.get_absolute_url()))

    assert page.count(f"<li>{experts[0]}") == 0


def test_who_is_proposed_meanwhile_is_not_named(sign_in, experts, told):
    ProposalFactory(expert=experts[0])

    page = text(sign_in("officer").get(told.round.get_absolute_url()))

    assert page.count(f"<li>{experts[0]}, {experts[0].employer}: 14 days") == 0


def test_an_older_round_says_only_what_it_kept(told):
    older = ShortfallFactory(role=told.role)

    assert set(queries.reasons([older, told])) == {told.pk}


def test_three_places_left_take_as_many_queries_as_one(sign_in, told, world, experts):
    client, url = sign_in("corps_staff"), told.round.get_absolute_url()
    RemedyFactory(
        role=ShortfallFactory(round=told.round).role,
        round=told.round,
        changes=[["skill", world.skill.pk, 1, 2]],
    )
    few = counted(client, url)

    for _ in range(2):
        row = ShortfallFactory(round=told.round)
        RemedyFactory(
            role=row.role, round=told.round, changes=[["skill", world.skill.pk, 1, 2]] * 2
        )
        NearMissFactory(role=row.role, round=told.round, expert=experts[1])

    assert counted(client, url) == few


def test_an_expert_reads_why_they_are_not_placed(sign_in, world, experts, told):
    page = text(sign_in("expert").get(experts[0].get_absolute_url()))

    assert page.count("Why you are not placed yet") == 1
    assert page.count(f"{world.skill} at practitioner level") == 1
    assert page.count("2 weeks more after your last day") == 1
    assert page.count("You are not available for all of the dates") == 1
    assert page.count(f"{told.role}</a>, {world.council}: 14 days of the dates missing") == 1


def test_where_somebody_came_nearest_is_said_with_the_points(sign_in, world, experts):
    UnplacedFactory(expert=experts[0], eligible=3, nearest=world.role("open"), points_short=40)

    page = text(sign_in("expert").get(experts[0].get_absolute_url()))

    assert page.count("there were 3 roles that you could do") == 1
    assert page.count("40 points short of what the place went for") == 1


@pytest.mark.parametrize(("identity", "times"), [("corps_staff", 1), ("employer", 0)])
def test_it_is_for_the_expert_and_corps_staff_alone(sign_in, experts, told, identity, times):
    page = text(sign_in(identity).get(experts[0].get_absolute_url()))

    assert page.count("not placed yet") == times


@pytest.mark.parametrize("how", ["paused", "proposed"])
def test_it_is_gone_once_somebody_is_held_or_pauses(sign_in, experts, told, how):
    if how == "paused":
        Expert.objects.filter(pk=experts[0].pk).update(stage="paused")
    else:
        ProposalFactory(expert=experts[0])

    page = text(sign_in("expert").get(experts[0].get_absolute_url()))

    assert page.count("not placed yet") == 0


def test_a_near_miss_of_a_role_that_is_over_is_not_shown(experts, told):
    type(told.role).objects.filter(pk=told.role_id).update(
        starts_on=timezone.localdate() - timedelta(9), ends_on=timezone.localdate()
    )

    assert queries.near_misses_of(experts[0]) == []


def test_three_near_misses_take_as_many_queries_as_one(sign_in, experts, told):
    client, url = sign_in("expert"), experts[0].get_absolute_url()
    one = counted(client, url)

    for _ in range(2):
        NearMissFactory(expert=experts[0])

    assert counted(client, url) == one


def test_a_proposal_says_what_else_was_possible(sign_in, world, experts):
    proposal = ProposalFactory(role=world.role("open"), expert=experts[0])
    ComparisonFactory(
        proposal=proposal,
        others=12,
        fitter=2,
        roles=7,
        better=0,
        runner_up_fit=400,
        lacks={"surplus": 75, "place": 1},
    )

    page = text(sign_in("officer").get(proposal.get_absolute_url()))

    assert page.count("12 other people could do this role, 2 of them with more points") == 1
    assert page.count(f"{experts[0]} could do 7 other roles, none of them with more points") == 1
    assert page.count("75 points fewer for: required skills held above the level asked for") == 1
    assert page.count("1 point fewer for: place of work") == 1
    assert page.count(f"is {proposal.fit - 400} points behind in all") == 1


def test_a_proposal_of_an_older_round_compares_nothing(sign_in, world, experts):
    proposal = ProposalFactory(role=world.role("open"), expert=experts[0])

    page = text(sign_in("officer").get(proposal.get_absolute_url()))

    assert page.count("What else was possible") == 0
