"""Three yeses make one secondment, in any order; a no, silence or a change frees the place."""

import itertools
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from corps.notifications.models import Event, Notification
from corps.organisations.models import Organisation
from corps.stages import IllegalMove
from councils.contracts.models import Interest
from councils.models import Project
from secondments.matching import services
from secondments.matching.models import Proposal
from secondments.models import Expert, Secondment
from tests.conftest import wait_for

pytestmark = pytest.mark.django_db

SIDES = ("expert", "employer", "council")


def declare_interest(world):
    """The first employer now supplies the council."""
    return Interest.objects.create(
        organisation=Organisation.objects.get(company_number="00000001"),
        council=world.council,
        kind=Interest.Kind.SUPPLIES,
        declared_by=world.people["officer"],
    )


@pytest.mark.parametrize("order", list(itertools.permutations(SIDES)))
def test_three_yeses_in_any_order_make_a_secondment(proposal, answer, order):
    accepted = answer(proposal, *order)

    secondment = Secondment.objects.get()
    assert (accepted.stage, accepted.secondment) == ("accepted", secondment)
    assert (secondment.expert, secondment.role, secondment.place) == (
        proposal.expert,
        proposal.role,
        1,
    )
    assert (secondment.starts_on, secondment.ends_on, secondment.days_a_week) == (
        proposal.role.starts_on,
        proposal.role.ends_on,
        proposal.role.days_a_week,
    )


def test_two_yeses_are_not_enough(proposal, answer):
    waiting = answer(proposal, "expert", "council")

    assert (waiting.stage, Secondment.objects.count()) == ("proposed", 0)


def test_a_role_that_has_begun_begins_for_the_expert_today(proposal, answer, today):
    role = proposal.role
    role.starts_on = today - timedelta(days=20)
    role.save()

    secondment = answer(proposal, *SIDES).secondment

    assert secondment.starts_on == today


def test_a_yes_is_told_to_the_others_and_names_who_still_owes_one(world, proposal, answer):
    answer(proposal, "expert")

    event = Event.objects.get(kind="matching.proposal_answered")
    assert event.subject.startswith("The expert has said yes: ")
    assert event.text.startswith("Still to answer: the employer by ")
    assert {notice.to for notice in event.notifications.all()} == {
        world.people[name] for name in ("employer", "officer", "approver", "administrator")
    }


def test_the_third_yes_is_told_once_to_the_expert(world, proposal, answer):
    answer(proposal, *SIDES)

    about_it = Notification.objects.filter(to=world.people["expert"]).exclude(
        event__kind="matching.proposal_made"
    )
    assert [notice.event.kind for notice in about_it.order_by("pk")] == [
        "matching.proposal_answered",
        "secondments.secondment_planned",
    ]


def test_yes_cannot_be_said_twice(proposal, answer):
    answer(proposal, "expert")

    with pytest.raises(services.NotAnswerable, match="The expert has said yes already"):
        answer(proposal, "expert")


def test_yes_counts_on_the_last_day_and_not_after(proposal, answer, today, settings):
    last = today + timedelta(days=settings.PROPOSAL_DAYS)
    answer(proposal, "expert", on=last)

    with pytest.raises(services.NotAnswerable, match="The employer had until"):
        answer(proposal, "employer", on=last + timedelta(days=1))


def test_nobody_says_yes_for_two_sides(world, proposal):
    officer = world.people["officer"]
    services.accept_proposal(proposal, by=officer, side="council")

    with pytest.raises(services.NotAnswerable, match="a colleague must answer"):
        services.accept_proposal(proposal, by=officer, side="employer")


def test_a_conflict_declared_meanwhile_stops_the_third_yes(world, proposal, answer):
    answer(proposal, "expert", "employer")
    declare_interest(world)

    ended = answer(proposal, "council")

    assert (ended.stage, Secondment.objects.count()) == ("withdrawn", 0)
    assert ended.stage_reason == ("The employer's group has declared an interest in this council.")


def test_a_project_closed_meanwhile_stops_the_third_yes(proposal, answer):
    answer(proposal, "expert", "employer")
    Project.objects.update(stage="cancelled")

    ended = answer(proposal, "council")

    assert (ended.stage, ended.stage_reason) == ("withdrawn", "The project is no longer open.")


def test_a_place_filled_meanwhile_stops_the_third_yes(proposal, answer, experts, today, add_expert):
    answer(proposal, "expert", "employer")
    Secondment.objects.create(
        role=proposal.role,
        place=1,
        expert=add_expert("Ada"),
        starts_on=today,
        ends_on=today + timedelta(days=30),
        days_a_week=3,
    )

    ended = answer(proposal, "council")

    assert (ended.stage, Secondment.objects.count()) == ("withdrawn", 1)


def test_a_no_frees_the_place_and_starts_the_next_round(world, proposal):
    ended = services.decline_proposal(
        proposal, by=world.people["employer"], side="employer", reason="We need her here."
    )

    assert (ended.stage, ended.stage_reason, ended.ended_by) == (
        "declined",
        "We need her here.",
        world.people["employer"],
    )
    assert services.repair().kind == "repair"
    event = Event.objects.get(kind="matching.proposal_declined")
    assert event.subject.startswith("The employer has said no: ")
    assert event.reason == "We need her here."


def test_the_side_of_a_no_is_found_from_who_says_it(world, proposal):
    services.decline_proposal(proposal, by=world.people["expert"], reason="Not now.")

    event = Event.objects.get(kind="matching.proposal_declined")
    assert event.subject.startswith("The expert has said no: ")


def test_after_a_no_somebody_else_is_proposed_and_never_the_same(
    world, proposal, solve, add_expert
):
    other = add_expert("Ada")
    services.decline_proposal(proposal, by=world.people["expert"], reason="Not now.")

    solve()

    live = Proposal.objects.get(stage="proposed")
    assert (live.expert, live.role) == (other, proposal.role)


def test_after_a_no_what_others_accepted_stands(world, proposal, answer, solve, add_expert):
    role = proposal.role
    role.places = 2
    role.save()
    add_expert("Ada")
    solve()
    accepted = answer(proposal, *SIDES)
    other = Proposal.objects.get(stage="proposed")

    services.decline_proposal(other, by=other.expert.user, reason="Not now.")
    solve()

    accepted.refresh_from_db()
    assert (accepted.stage, accepted.secondment.stage) == ("accepted", "planned")


def test_what_is_over_cannot_be_answered(world, proposal):
    services.decline_proposal(proposal, by=world.people["expert"], reason="Not now.")

    with pytest.raises(IllegalMove):
        services.accept_proposal(proposal, by=world.people["officer"], side="council")
    with pytest.raises(IllegalMove):
        services.decline_proposal(proposal, by=world.people["officer"], reason="No.")
    with pytest.raises(IllegalMove):
        services.withdraw_proposal(proposal, by=world.people["corps_staff"], reason="No.")


def test_silence_ends_a_proposal_after_its_last_day(proposal, answer, today, settings):
    answer(proposal, "expert")
    last = today + timedelta(days=settings.PROPOSAL_DAYS)

    on_the_day = services.expire_proposals(on=last)
    after_it = services.expire_proposals(on=last + timedelta(days=1))

    proposal.refresh_from_db()
    assert (on_the_day, after_it, proposal.stage) == (0, 1, "expired")
    assert proposal.stage_reason.startswith("The employer and the council did not answer by ")
    assert services.repair().kind == "repair"


def test_a_proposal_expires_once(proposal, today):
    later = today + timedelta(days=100)
    services.expire_proposals(on=later)

    assert services.expire_proposals(on=later) == 0


def test_corps_staff_take_a_proposal_back_with_a_reason(world, proposal):
    ended = services.withdraw_proposal(
        proposal, by=world.people["corps_staff"], reason="Entered by mistake."
    )

    assert (ended.stage, ended.stage_reason) == ("withdrawn", "Entered by mistake.")


STALE = {
    "closed": lambda world: Project.objects.update(stage="cancelled"),
    "over": lambda world: world.project("open").roles.update(
        starts_on=timezone.localdate() - timedelta(days=9), ends_on=timezone.localdate()
    ),
    "paused": lambda world: Expert.objects.update(stage="paused"),
    "no consent": lambda world: Expert.objects.update(consent_at=None, consent_by=None),
    "refused": lambda world: Organisation.objects.update(stage="refused"),
    "interest": declare_interest,
}


@pytest.mark.parametrize("change", STALE)
def test_what_cannot_come_to_anything_is_taken_back(world, proposal, change):
    STALE[change](world)

    withdrawn = services.withdraw_stale()

    proposal.refresh_from_db()
    assert (withdrawn, proposal.stage) == (1, "withdrawn")


def test_an_interest_of_the_group_keeps_its_members_away(world, proposal):
    head = Organisation.objects.get(company_number="00000002")
    Organisation.objects.filter(company_number="00000001").update(group=head)
    Interest.objects.create(
        organisation=head,
        council=world.council,
        kind=Interest.Kind.BIDS,
        declared_by=world.people["officer"],
    )

    assert services.withdraw_stale() == 1


def test_what_may_still_come_to_something_is_left_alone(proposal):
    withdrawn = services.withdraw_stale()

    proposal.refresh_from_db()
    assert (withdrawn, proposal.stage) == (0, "proposed")


def test_a_meeting_is_noted_and_told(world, proposal, today):
    noted = services.note_meeting(proposal, by=world.people["expert"], on=today)

    event = Event.objects.get(kind="matching.meeting_noted")
    assert (noted.met_on, event.by) == (today, world.people["expert"])
    assert event.notifications.filter(to=world.people["officer"]).count() == 1


def test_a_message_reaches_the_others(world, proposal):
    message = services.write_message(proposal, by=world.people["officer"], text="Hello.")

    event = Event.objects.get(kind="matching.message_written")
    assert (message.text, event.text, message.about) == ("Hello.", "Hello.", proposal)
    assert {notice.to for notice in event.notifications.all()} == {
        world.people[name] for name in ("expert", "employer", "approver", "administrator")
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rivals", [("employer", "council"), ("council", "council")])
def test_two_who_say_yes_at_once_make_one_secondment(world, proposal, answer, rivals):
    """Both are the last to answer, or both answer for the same side."""
    answer(proposal, *(side for side in SIDES if side not in rivals))
    gate, refused = threading.Barrier(2), []
    who = {"employer": ["employer"], "council": ["officer", "approver"]}

    def say_yes(side):
        gate.wait(10)
        try:
            services.accept_proposal(proposal, by=world.people[who[side].pop()], side=side)
        except (IllegalMove, services.NotAnswerable) as refusal:
            refused.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=say_yes, args=[side]) for side in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    proposal.refresh_from_db()
    assert (proposal.stage, Secondment.objects.count()) == ("accepted", 1)
    assert len(refused) == (1 if rivals[0] == rivals[1] else 0)


WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def somebody_waits():
    """Whether some session waits for a lock of another one."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0] > 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sweep", ["expire_proposals", "withdraw_stale"])
def test_what_somebody_ends_at_the_same_moment_is_ended_once(
    proposal, elsewhere, other_session, today, sweep
):
    other_session("UPDATE matching_proposal SET stage = 'declined'")
    ended = []
    later = today + timedelta(days=999)  # too late for every side, and after the role
    sweeper = elsewhere(lambda: ended.append(getattr(services, sweep)(on=later)))
    wait_for(somebody_waits)

    other_session.commit()
    sweeper.join(30)

    proposal.refresh_from_db()
    assert (ended, proposal.stage) == ([0], "declined")
