"""Who or what comes free is matched again within seconds, and everything at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from councils.models import Project
from secondments.matching import queries, services
from secondments.matching.models import Proposal, Reserve, Round, RoundFile
from secondments.models import Expert, Secondment
from tests.conftest import wait_for
from tests.factories.matching import UrgencyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def repair():
    """What the clock does every five seconds, and a worker at once."""

    def repair_now():
        asked = services.repair()
        if asked:
            services.solve(asked.pk)
            asked.refresh_from_db()
        return asked

    return repair_now


def decline(proposal, world):
    services.decline_proposal(proposal, by=world.people["officer"], side="council", reason="No.")


def test_nothing_is_repaired_before_the_first_round(world):
    world.role("open")

    assert services.repair() is None


def test_a_decline_brings_a_repair_that_finds_somebody_else(world, solve, repair, experts):
    role = world.role("open")
    solve()
    first = Proposal.objects.get()
    decline(first, world)

    mended = repair()

    second = Proposal.objects.get(stage="proposed")
    assert (mended.kind, mended.filled, mended.policy) == ("repair", 1, "floor")
    assert (second.role, {first.expert, second.expert}) == (role, set(experts))


def test_a_repair_that_finds_nobody_is_not_asked_for_again(world, proposal, repair):
    decline(proposal, world)

    asked = [repair() is not None for _ in range(3)]

    assert asked == [True, False, False]


def test_many_declines_bring_one_repair(world, solve, repair, add_expert):
    role = world.role("open")
    role.places = 4
    role.save()
    for name in ("Ada", "Bo", "Cy", "Di"):
        add_expert(name)
    solve()
    for proposal in Proposal.objects.filter(stage="proposed"):
        decline(proposal, world)

    mended = repair()

    assert (mended.places, Round.objects.count()) == (4, 2)


def test_a_withdrawal_by_corps_staff_brings_a_repair(world, proposal, repair):
    services.withdraw_proposal(proposal, by=world.people["corps_staff"], reason="By mistake.")

    assert repair().places == 1


def test_a_new_expert_brings_a_repair_where_a_place_is_free(world, solve, repair, add_expert):
    role = world.role("open")
    role.places = 3
    role.save()
    solve()
    add_expert("Ada")

    mended = repair()

    assert (mended.filled, mended.experts, Proposal.objects.count()) == (1, 1, 3)


def test_a_new_expert_brings_none_where_no_place_is_free(proposal, repair, add_expert):
    add_expert("Ada")

    assert repair() is None


def test_a_new_role_waits_until_its_council_asks_or_for_the_night(world, solve, repair):
    solve()
    world.role("open")

    assert (repair(), services.nightly().kind) == (None, "full")


def test_a_new_urgent_role_brings_a_repair_once(world, solve, repair):
    Expert.objects.update(days_a_week=1)
    solve()
    role = world.role("open")
    UrgencyFactory(role=role)

    asked = [repair() is not None for _ in range(2)]

    assert asked == [True, False]


def test_a_secondment_cut_short_is_repaired(world, proposal, answer, solve, repair):
    secondment = answer(proposal, "expert", "employer", "council").secondment
    solve()
    Secondment.objects.filter(pk=secondment.pk).update(stage="ended_early", moved_at=timezone.now())
    Project.objects.update(stage="open")

    assert repair().places == 1


def test_live_proposals_and_accepted_pairs_stand_through_a_repair(
    world, solve, repair, answer, add_expert
):
    role = world.role("open")
    role.places = 3
    role.save()
    add_expert("Ada")
    solve()
    accepted, waiting, declined = Proposal.objects.order_by("place")
    for side, who in (("expert", accepted.expert.user), ("employer", "employer")):
        by = world.people[who] if who == "employer" else who
        if accepted.expert.employer != world.people["expert"].expert.employer:
            by = world.people["other_employer"] if who == "employer" else by
        services.accept_proposal(accepted, by=by, side=side)
    services.accept_proposal(accepted, by=world.people["officer"], side="council")
    decline(declined, world)

    repair()

    stages = [Proposal.objects.get(pk=row.pk).stage for row in (accepted, waiting, declined)]
    assert stages == ["accepted", "proposed", "declined"]


def test_who_stood_by_comes_first_unless_another_is_much_fitter(
    world, solve, repair, experts, add_expert
):
    world.role("open")
    solve()
    stood_by = Reserve.objects.get().expert
    equal = add_expert("Ada")
    equal.boroughs.add(world.council)
    decline(Proposal.objects.get(), world)

    repair()

    assert Proposal.objects.get(stage="proposed").expert == stood_by


def test_while_a_round_is_on_its_way_no_repair_is_asked_for(world, proposal, repair):
    services.request_round()
    decline(proposal, world)

    assert repair() is None


def test_after_a_round_that_failed_the_clock_takes_a_breath(world, proposal, repair):
    decline(proposal, world)
    failed = Round.objects.create(points=proposal.round.points, stage="failed")
    at_once = repair()
    Round.objects.filter(pk=failed.pk).update(moved_at=timezone.now() - timedelta(minutes=11))

    later = repair()

    assert (at_once, later.kind) == (None, "repair")


def test_the_beat_reads_a_handful_of_rows(proposal, django_assert_num_queries):
    with django_assert_num_queries(6):
        services.repair()


def test_what_a_round_leaves_over_is_no_news(world, solve):
    role = world.role("open")
    role.places = 3
    role.save()
    Expert.objects.filter(user=world.people["expert"]).update(days_a_week=1)

    found = solve()

    left = RoundFile.objects.get(round=found)
    idle = world.people["expert"].expert.pk
    assert (left.left_places, left.left_experts, left.left_out) == (
        [[role.pk, 2], [role.pk, 3]],
        [idle],
        [],
    )
    assert not queries.is_news(timezone.localdate())


@pytest.mark.django_db(transaction=True)
def test_who_comes_free_while_a_round_is_written_gets_the_next_one(
    world, elsewhere, solve, other_session, repair
):
    """A decline is not seen by the round that runs: so the clock asks for another."""
    role = world.role("open")
    first = solve()
    proposal = Proposal.objects.get()
    second = world.project("returned")
    Project.objects.filter(pk=second.pk).update(stage="open", opened_at=timezone.now())
    other_session("LOCK TABLE matching_reserve IN EXCLUSIVE MODE")
    asked = services.request_round()
    worker = elsewhere(lambda: services.solve(asked.pk))
    wait_for(lambda: Round.objects.get(pk=asked.pk).step == "writing")

    decline(proposal, world)
    other_session.rollback()
    worker.join(30)
    mended = repair()

    assert [first.pk < asked.pk, asked.pk < mended.pk] == [True, True]
    assert Proposal.objects.filter(role=role, round=mended).count() == 0
    assert mended.places == 1


@pytest.mark.django_db(transaction=True)
def test_who_pauses_while_a_round_is_solved_is_left_out_and_another_follows(
    world, elsewhere, other_session
):
    world.role("open")
    asked = services.request_round()
    other_session("UPDATE secondments_expert SET stage = 'paused'")
    worker = elsewhere(lambda: services.solve(asked.pk))
    wait_for(lambda: Round.objects.get(pk=asked.pk).step == "writing")

    other_session.commit()
    worker.join(30)

    asked.refresh_from_db()
    assert (asked.stage, asked.filled, asked.total_fit) == ("solved", 0, 0)
    assert asked.certificate["fit"] > 0
    assert (Proposal.objects.count(), Reserve.objects.count()) == (0, 0)
    assert services.repair().kind == "repair"


@pytest.mark.django_db(transaction=True)
def test_an_expert_who_comes_while_a_round_is_written_gets_the_next_one(
    world, elsewhere, other_session, add_expert
):
    role = world.role("open")
    role.places = 3
    role.save()
    late = add_expert("Ada", stage=Expert.Stage.PAUSED)
    other_session("LOCK TABLE matching_reserve, matching_shortfall IN EXCLUSIVE MODE")
    asked = services.request_round()
    worker = elsewhere(lambda: services.solve(asked.pk))
    wait_for(lambda: Round.objects.get(pk=asked.pk).step == "writing")

    Expert.objects.filter(pk=late.pk).update(stage=Expert.Stage.AVAILABLE)
    other_session.rollback()
    worker.join(30)

    assert services.repair().kind == "repair"
