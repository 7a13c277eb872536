"""Rounds are asked for one at a time, solved once, and leave nothing half done."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from corps.notifications.models import Event, Notification
from councils.models import Project
from secondments.matching import maths, queries, services
from secondments.matching.models import PointsTable, Proposal, Reserve, Round, Shortfall
from secondments.models import Expert

pytestmark = pytest.mark.django_db


def test_a_round_asked_for_waits_for_a_worker_and_names_the_latest_points(world):
    PointsTable.objects.create(version=2)

    asked = services.request_round(by=world.people["officer"])

    assert (asked.stage, asked.step, asked.points.version) == ("queued", "waiting", 2)


def test_asking_again_joins_the_running_round(world):
    first = services.request_round(by=world.people["officer"])

    second = services.request_round(by=world.people["other_officer"])

    assert (second, Round.objects.count()) == (first, 1)


def test_the_database_refuses_a_second_live_round(world):
    first = services.request_round()

    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.create(points=first.points)


def test_a_round_proposes_the_expert_and_asks_three_sides_by_a_day(world, solve, today, settings):
    role = world.role("open")

    found = solve()

    proposal = Proposal.objects.get()
    assert (found.stage, found.places, found.experts, found.filled) == ("solved", 1, 2, 1)
    assert (proposal.role, proposal.place, proposal.stage) == (role, 1, "proposed")
    assert sum(proposal.terms.values()) == proposal.fit == found.total_fit
    assert set(proposal.terms) == set(maths.TERMS)
    due = today + timedelta(days=settings.PROPOSAL_DAYS)
    assert [(answer.side, answer.due_on, answer.yes_at) for answer in proposal.answers.all()] == [
        ("expert", due, None),
        ("employer", due, None),
        ("council", due, None),
    ]


def test_the_certificate_adds_up_to_the_total(world, solve):
    world.role("open")

    proof = solve().certificate

    assert proof["experts"] + proof["places"] - proof["floors"] == proof["total"] == proof["fit"]
    assert proof["verdict"] == "Nothing that keeps the floors has a greater total."


def test_who_is_not_chosen_stands_by(world, solve, experts):
    role = world.role("open")

    solve()

    chosen, reserve = Proposal.objects.get(), Reserve.objects.get()
    assert {chosen.expert, reserve.expert} == set(experts)
    assert (reserve.role, reserve.order, sum(reserve.terms.values())) == (role, 1, reserve.fit)


def test_no_more_than_two_stand_by_for_a_place(world, solve, add_expert):
    world.role("open")
    for name in ("Ada", "Bo", "Cy"):
        add_expert(name)

    solve()

    assert list(Reserve.objects.values_list("order", flat=True)) == [1, 2]


def test_three_sides_are_told_of_a_proposal_and_the_asker_of_the_round(world, proposal):
    about_it = Notification.objects.filter(event__kind="matching.proposal_made")
    about_round = Notification.objects.filter(event__kind="matching.round_solved")

    assert {notice.to for notice in about_it} == {
        world.people[name]
        for name in ("expert", "employer", "officer", "approver", "administrator")
    }
    assert [notice.to for notice in about_round] == [world.people["officer"]]


def test_a_role_with_places_gets_as_many_people_each_at_a_place_of_its_own(world, solve):
    role = world.role("open")
    role.places = 3
    role.save()

    solve()

    places = Proposal.objects.order_by("place").values_list("place", flat=True)
    assert list(places) == [1, 2]
    assert Shortfall.objects.get().places == 1


def test_a_shortfall_counts_who_each_rule_removed(world, solve, experts):
    world.role("open")
    Expert.objects.filter(pk=experts[0].pk).update(days_a_week=1)
    experts[1].user.holdings.all().delete()

    found = solve()

    shortfall = found.shortfalls.get()
    assert [rule for rule, _ in shortfall.removed] == list(maths.RULES)
    assert {rule: count for rule, count in shortfall.removed if count} == {"skills": 1, "days": 1}
    assert (shortfall.places, shortfall.eligible, shortfall.near_misses) == (1, 0, 0)


def test_a_near_miss_is_counted_and_not_proposed(world, solve, experts):
    role = world.role("open")
    latest = role.ends_on - timedelta(days=10)
    Expert.objects.update(available_until=latest)

    found = solve()

    assert (found.filled, found.shortfalls.get().near_misses) == (0, 2)


def test_a_council_is_told_once_that_its_places_stay_free(world, solve):
    world.role("open")
    Expert.objects.update(days_a_week=1)

    solve()
    solve()

    assert Event.objects.filter(kind="matching.places_unfilled").count() == 1


def test_a_round_over_nothing_is_solved(world, solve):
    found = solve()

    assert (found.stage, found.places, found.filled, found.total_fit) == ("solved", 0, 0, 0)


def test_a_project_that_is_not_ready_or_not_open_stays_out(world, solve):
    world.role("submitted")
    world.role("staffed")
    world.role("open")
    Project.objects.filter(stage="open").update(repository="")

    assert solve().places == 0


def test_a_live_proposal_holds_its_expert_and_its_place(world, proposal, solve):
    again = solve()

    assert (again.places, again.experts, Proposal.objects.get()) == (0, 0, proposal)


def test_a_second_run_of_the_same_round_does_nothing(world, solve):
    world.role("open")
    found = solve()

    services.solve(found.pk)

    assert (Proposal.objects.count(), Round.objects.count()) == (1, 1)


def test_a_round_that_is_gone_or_unknown_is_passed_over():
    services.solve(0)

    assert Round.objects.count() == 0


def test_a_round_cut_short_is_solved_by_the_next_worker(world):
    world.role("open")
    asked = services.request_round()
    Round.objects.filter(pk=asked.pk).update(stage="running", step="writing")

    services.solve(asked.pk)

    asked.refresh_from_db()
    assert (asked.stage, asked.step, asked.filled) == ("solved", "done", 1)


def test_a_round_whose_maths_fails_says_so_and_leaves_the_way_free(world):
    world.role("open")
    asked = services.request_round(by=world.people["officer"])
    PointsTable.objects.update(desirable=900)  # more than a fit may have

    services.solve(asked.pk)

    asked.refresh_from_db()
    assert (asked.stage, Proposal.objects.count()) == ("failed", 0)
    assert asked.failure.startswith("The best matching could not be worked out")
    told = Notification.objects.filter(event__kind="matching.round_failed")
    assert {notice.to for notice in told} == {
        world.people["officer"],
        world.people["corps_staff"],
    }
    assert services.request_round() != asked


def test_a_live_round_that_nobody_works_on_is_queued_anew(
    world, django_capture_on_commit_callbacks
):
    services.request_round()

    with django_capture_on_commit_callbacks() as published:
        services.take_up()

    assert [callback.args for callback in published] == [
        ("secondments.matching.tasks.solve", {"round_id": Round.objects.get().pk})
    ]


def test_a_round_that_runs_for_ever_is_given_up(world):
    asked = services.request_round()
    long_ago = timezone.now() - timedelta(hours=2)
    Round.objects.filter(pk=asked.pk).update(stage="running", moved_at=long_ago)

    services.take_up()

    asked.refresh_from_db()
    assert (asked.stage, asked.failure[:43]) == (
        "failed",
        "The round did not end within an hour, so no",
    )


def test_a_round_that_waits_for_a_worker_is_never_given_up(world):
    asked = services.request_round()
    long_ago = timezone.now() - timedelta(days=2)
    Round.objects.filter(pk=asked.pk).update(asked_at=long_ago, moved_at=long_ago)

    services.take_up()

    asked.refresh_from_db()
    assert asked.stage == "queued"


def test_without_a_live_round_there_is_nothing_to_take_up(world, solve):
    solve()

    services.take_up()

    assert Round.objects.count() == 1


def test_a_night_without_a_free_place_asks_for_nothing(world):
    services.nightly()

    assert Round.objects.count() == 0


def test_a_night_with_a_free_place_asks_for_a_round(world):
    world.role("open")

    services.nightly()

    assert Round.objects.get().by is None


@pytest.mark.django_db(transaction=True)
def test_people_who_ask_at_once_get_the_same_round(world, elsewhere):
    gate, got = threading.Barrier(4), []

    def ask():
        gate.wait(10)
        got.append(services.request_round(by=world.people["officer"]).pk)

    threads = [elsewhere(ask) for _ in range(4)]
    for thread in threads:
        thread.join(30)

    assert (len(got), len(set(got)), Round.objects.count()) == (4, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_only_one_worker_solves_at_a_time(world):
    world.role("open")
    asked = services.request_round()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", queries.SOLVING)

    services.solve(asked.pk)
    services.take_up()
    worked_on = queries.is_worked_on()
    other.close()

    asked.refresh_from_db()
    assert (asked.stage, worked_on) == ("queued", True)
