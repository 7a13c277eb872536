"""Another council stands behind a project: asked, answered, taken back."""

import pytest
from django.db import IntegrityError, transaction

from corps.notifications.models import Event, Notification
from corps.stages import IllegalMove
from councils import permissions, queries, services
from councils.models import Project, Sponsorship
from tests.factories.councils import SponsorshipFactory

pytestmark = pytest.mark.django_db
Stage = Sponsorship.Stage


@pytest.fixture
def asked(world):
    """Southwark asks to co-sponsor Lambeth's open project."""
    return services.ask_to_sponsor(
        world.project("open"),
        council=world.other_council,
        by=world.people["other_officer"],
        words="We have the same form.",
    )


def told(kind):
    return set(Notification.objects.filter(event__kind=kind).values_list("to__email", flat=True))


LAMBETH = {f"{who}@lambeth.gov.uk" for who in ("officer", "approver", "administrator")}
SOUTHWARK = {"officer@southwark.gov.uk"}


def test_who_is_asked_is_told_and_finds_it_waiting(asked, world):
    waiting = [thing.text for thing in queries.waiting_for(world.people["approver"])]

    assert told("councils.sponsorship_asked") == LAMBETH
    assert waiting == ["Say whether Southwark may co-sponsor “Sample project, open”"]
    assert list(queries.waiting_for(world.people["other_officer"])) == []


def test_from_the_yes_on_its_people_see_inside_and_hear_what_happens(asked, world):
    other, project = world.people["other_officer"], world.project("open")
    before = permissions.can_see_inside(other, project)

    services.accept_sponsorship(asked, by=world.people["approver"])
    services.cancel_project(project, by=world.people["officer"], reason="No money")

    assert (before, permissions.can_see_inside(other, project)) == (False, True)
    assert not permissions.can_write_project(other, project)
    assert told("councils.sponsor_joined") == (LAMBETH | SOUTHWARK) - {"approver@lambeth.gov.uk"}
    assert told("councils.project_cancelled") > SOUTHWARK


def test_the_owner_invites_and_the_other_council_answers(world):
    project, other = world.project("open"), world.people["other_officer"]
    invited = services.invite_sponsor(
        project, council=world.other_council, by=world.people["officer"]
    )

    may = {
        who: permissions.can_answer_sponsorship(user, invited) for who, user in world.people.items()
    }
    services.decline_sponsorship(invited, by=other, reason="No time")

    assert [who for who, yes in may.items() if yes] == ["other_officer"]
    assert told("councils.sponsor_invited") == SOUTHWARK
    assert told("councils.sponsorship_declined") == LAMBETH
    assert Event.objects.get(kind="councils.sponsorship_declined").reason == "No time"


def test_it_is_taken_back_before_and_after_the_answer(asked, world):
    other = world.people["other_officer"]
    services.withdraw_sponsorship(asked, by=other, reason="Too soon")
    again = services.ask_to_sponsor(world.project("open"), council=world.other_council, by=other)
    services.accept_sponsorship(again, by=world.people["approver"])

    services.withdraw_sponsorship(again, by=other, reason="Other plans")

    assert told("councils.sponsorship_withdrawn") == LAMBETH
    assert told("councils.sponsor_left") == LAMBETH
    assert not queries.is_sponsor(other, world.project("open"))


@pytest.mark.parametrize("stage", ["draft", "completed", "cancelled"])
def test_what_is_not_open_or_is_over_takes_no_sponsor(world, stage):
    with pytest.raises(services.NotOpenToSponsors):
        services.ask_to_sponsor(
            world.project(stage), council=world.other_council, by=world.people["other_officer"]
        )


def test_what_is_over_accepts_no_sponsor_that_asked_before(asked, world):
    Project.objects.filter(pk=asked.project_id).update(stage="cancelled")

    with pytest.raises(services.NotOpenToSponsors):
        services.accept_sponsorship(asked, by=world.people["approver"])


def test_the_owner_and_who_asked_already_cannot_ask(asked, world):
    for council in (world.council, world.other_council):
        with pytest.raises(services.NotOpenToSponsors):
            services.ask_to_sponsor(
                world.project("open"), council=council, by=world.people["officer"]
            )


def test_a_council_sponsors_a_project_once(asked):
    with (
        pytest.raises(IntegrityError, match="council_sponsors_a_project_once"),
        transaction.atomic(),
    ):
        SponsorshipFactory(project=asked.project, council=asked.council)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (Stage.DECLINED, Stage.ACCEPTED),
        (Stage.WITHDRAWN, Stage.ASKED),
        (Stage.ACCEPTED, Stage.DECLINED),
    ],
)
def test_it_moves_along_its_table_alone(start, end):
    with pytest.raises(IllegalMove):
        Sponsorship(stage=start).move_to(end)
