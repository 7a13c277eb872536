"""What a round came to, borough by borough; and the file by which anybody can check it."""

import gzip
import json
import zlib

import numpy as np
import pytest
from django.db import IntegrityError, transaction

from corps.accounts.models import User
from councils.models import Council, Need, Project, Role
from secondments.matching import formats, queries, services
from secondments.matching.maths.problems import URGENT
from secondments.matching.models import BoroughFigures, Proposal, Round, RoundFile
from secondments.models import Expert, Preference
from tests.factories.matching import BoroughFiguresFactory, RoundFactory, UrgencyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_boroughs(world):
    """Two open roles: Lambeth's, of three places, and then Southwark's, of one."""
    first = world.role("open")
    first.places = 3
    first.save()
    project = Project.objects.get(pk=first.project_id)
    project.pk, project._state.adding, project.council = None, True, world.other_council
    project.title = "Sample project of Southwark"
    project.save()
    second = Role.objects.get(pk=first.pk)
    second.pk, second._state.adding, second.project, second.places = None, True, project, 1
    second.save()
    Need.objects.create(role=second, skill=world.skill, level=2)
    for expert in Expert.objects.all():
        expert.boroughs.set([world.council, world.other_council])
    return first, second


def row_of(found, council):
    row = BoroughFigures.objects.get(round=found, council=council)
    return row.asked, row.counted, row.floor, row.filled, row.proposed, row.greedy


def solve_by(policy, world, **more):
    asked = services.request_round(by=world.people["corps_staff"], policy=policy, **more)
    services.solve(asked.pk)
    asked.refresh_from_db()
    return asked


def test_every_council_of_london_has_a_row(world, two_boroughs, solve):
    found = solve()

    assert found.boroughs.count() == Council.objects.count() == 33


def test_the_floor_serves_both_boroughs_where_greed_serves_one(world, two_boroughs, solve):
    found = solve()

    assert (found.policy, found.first_places) == ("floor", 1)
    assert row_of(found, world.council) == (3, 1, 1, 1, 1, 1)
    assert row_of(found, world.other_council) == (1, 1, 1, 1, 1, 0)
    assert (found.filled, found.greedy_filled, found.fairness_cost) == (2, 2, 30)


def test_the_best_fit_alone_leaves_the_farther_borough_out(world, two_boroughs):
    found = solve_by("fit", world)

    assert row_of(found, world.council) == (3, 1, None, 1, 2, 1)
    assert row_of(found, world.other_council) == (1, 1, None, 0, 0, 0)
    assert found.fairness_cost == 0


def test_stable_lets_an_expert_who_would_rather_go_there_go(world, two_boroughs, experts):
    Preference.objects.create(expert=experts[0], role=two_boroughs[1], rank=1)

    found = solve_by("stable", world)

    assert Proposal.objects.get(expert=experts[0]).role == two_boroughs[1]
    assert (found.envy, found.certificate["verdict"]) == (
        0,
        "No person and no place would both rather have each other.",
    )


def test_so_many_places_count_as_were_chosen(world, two_boroughs):
    found = solve_by("floor", world, first_places=2)

    assert row_of(found, world.council)[:3] == (3, 2, 1)
    assert row_of(found, world.other_council)[:3] == (1, 1, 1)


def test_a_council_that_holds_people_has_not_asked_for_nothing(world, two_boroughs, solve):
    solve()
    Role.objects.update(places=1)  # all of them are held now

    again = solve()

    held = BoroughFigures.objects.get(round=again, council=world.council)
    assert (held.asked, held.held) == (0, 1)
    silent = queries.round_figures(again).silent
    assert (len(silent), world.council in silent) == (31, False)


def test_the_worst_served_borough_is_named(world, two_boroughs):
    figures = queries.round_figures(solve_by("fit", world))

    assert [row.council for row in figures.worst] == [world.other_council]
    assert (figures.worst_per_cent, figures.greedy_worst_per_cent) == (0, 0)
    assert (figures.counted, figures.filled, figures.proposed) == (2, 1, 2)


def test_urgent_places_come_first_in_their_borough_and_before_others(world, two_boroughs, solve):
    UrgencyFactory(role=two_boroughs[1])
    Expert.objects.first().delete()

    solve_by("fit", world)

    assert Proposal.objects.get().role == two_boroughs[1]


def test_the_councils_own_order_says_which_places_count(world, solve, add_expert):
    first = world.role("open")
    second = Role.objects.get(pk=first.pk)
    second.pk, second._state.adding, second.rank = None, True, 1
    second.save()
    Need.objects.create(role=second, skill=world.skill, level=2)
    Role.objects.filter(pk=first.pk).update(rank=2)
    Expert.objects.filter(user=world.people["other_expert"]).delete()

    found = solve_by("floor", world, first_places=1)

    assert (Proposal.objects.get().role, found.first_places) == (second, 1)


@pytest.mark.parametrize(
    "figures",
    [
        {"asked": 1, "counted": 2},
        {"asked": 2, "counted": 1, "filled": 2},
        {"asked": 2, "counted": 1, "greedy": 2},
        {"asked": 1, "counted": 1, "proposed": 2},
    ],
)
def test_the_database_refuses_a_borough_that_got_more_than_it_asked(figures):
    with pytest.raises(IntegrityError), transaction.atomic():
        BoroughFiguresFactory(**figures)


def test_the_database_refuses_a_borough_that_is_counted_twice():
    row = BoroughFiguresFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        BoroughFiguresFactory(round=row.round)


def test_the_database_refuses_a_round_that_counts_no_place():
    with pytest.raises(IntegrityError), transaction.atomic():
        RoundFactory(first_places=0)


# The file


def files_of(found):
    kept = RoundFile.objects.get(round=found)
    return formats.unpack(bytes(kept.content))


@pytest.mark.parametrize("policy", ["floor", "fit", "stable"])
def test_a_published_round_solved_again_has_the_same_total(world, two_boroughs, policy):
    UrgencyFactory(role=two_boroughs[1])
    found = solve_by(policy, world)
    problem, outcome = files_of(found)
    text = formats.write_instance(problem)

    again = services.decide(formats.read_instance(text.encode(), "round.json"), policy)

    assert again.total == outcome.total == found.certificate["total"]
    assert (again.best, again.verdict) == (outcome.best, outcome.verdict)
    assert int(outcome.chosen.sum()) == found.filled
    assert (
        outcome.total
        == found.total_fit + URGENT * Proposal.objects.filter(role=two_boroughs[1]).count()
    )


def test_a_repair_solved_again_has_the_same_total(world, two_boroughs, solve, add_expert):
    for name in ("Ada", "Bo", "Cy"):
        add_expert(name)
    solve()
    for proposal in Proposal.objects.filter(role=two_boroughs[0]):
        services.decline_proposal(
            proposal, by=world.people["officer"], side="council", reason="No."
        )
    mended = services.repair()
    services.solve(mended.pk)
    mended.refresh_from_db()
    problem, outcome = files_of(mended)

    again = services.decide(problem, "floor")

    assert problem.standing.any()
    assert again.total == outcome.total == mended.certificate["total"]


def test_no_identity_leaks_into_the_file(world, two_boroughs, add_expert, client):
    for name in ("Ada", "Bo", "Cy", "Di"):
        add_expert(name)
    Preference.objects.create(expert=Expert.objects.first(), role=two_boroughs[0], rank=1)
    found = solve_by("floor", world)

    said = {
        what: client.get(f"{found.get_absolute_url()}{what}.json").content.decode()
        for what in ("instance", "result")
    }

    secrets = {user.name for user in User.objects.all()} | {
        user.email for user in User.objects.all()
    }
    secrets |= {role.title for role in two_boroughs} | {p.title for p in Project.objects.all()}
    assert [text for text in said.values() for secret in secrets if secret in text] == []
    instance, result = json.loads(said["instance"]), json.loads(said["result"])
    assert sorted(instance) == ["boroughs", "experts", "format", "note", "pairs", "places"]
    assert sorted(instance["pairs"]) == ["expert", "fit", "place"]
    assert sorted(instance["places"]) == ["borough", "counted", "number"]
    assert sorted(result) == [
        *("best", "chosen", "filled", "floors", "format", "policy", "prices", "total", "verdict")
    ]
    numbers = {*instance["pairs"]["expert"], *result["chosen"]["expert"]}
    assert numbers <= set(range(instance["experts"]))


def test_people_are_numbered_by_a_lot_that_is_not_kept(world, two_boroughs, add_expert):
    """Of many files of one round, each shows the same people under other numbers."""
    for number in range(8):
        add_expert(f"P{number}", days_a_week=4 if number % 2 else 3)
    seen = set()
    for _ in range(4):
        found = solve_by("floor", world)
        problem, outcome = files_of(found)
        seen.add(tuple(problem.expert[outcome.chosen].tolist()))
        Proposal.objects.all().delete()
        Round.objects.filter(pk=found.pk).delete()

    assert len(seen) > 1


def test_what_is_kept_of_a_round_is_numbers_alone(world, two_boroughs, solve):
    kept = RoundFile.objects.get(round=solve())

    head = json.loads(zlib.decompress(bytes(kept.content)).partition(b"\n")[0])

    plain = {key: value for key, value in head.items() if not isinstance(value, list)}
    assert plain == {
        "problem.experts": 2,
        "outcome.policy": "floor",
        "outcome.total": head["outcome.total"],
        "outcome.best": head["outcome.best"],
        "outcome.verdict": "Nothing that keeps the floors has a greater total.",
    }
    assert len(gzip.compress(bytes(kept.content))) < 2_000


def test_orders_of_preference_are_in_the_file_only_where_they_decided(world, two_boroughs):
    fair = files_of(solve_by("floor", world))[0]
    Proposal.objects.all().delete()
    stable = files_of(solve_by("stable", world))[0]

    assert (fair.expert_rank, fair.role_rank) == (None, None)
    assert np.unique(stable.expert_rank).tolist() == [1, 2, 3]  # Lambeth’s stands in two rows
