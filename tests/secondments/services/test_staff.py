import pytest

from corps.notifications.models import Notification
from corps.skills.models import Skill
from corps.stages import IllegalMove
from secondments import services
from secondments.models import Expert, StaffInvitation
from tests.factories.accounts import UserFactory
from tests.factories.secondments import (
    AvailableExpertFactory,
    ExpertFactory,
    StaffInvitationFactory,
    StaffSheetFactory,
)
from tests.factories.skills import HoldingFactory

pytestmark = pytest.mark.django_db


def told(kind):
    return {n.to.email for n in Notification.objects.filter(event__kind=f"secondments.{kind}")}


def sheet_of(*rows, **fields):
    listed = [[at, list(row)] for at, row in enumerate(rows, start=2)]
    return StaffSheetFactory(rows=listed, size=len(listed), **fields)


def test_everybody_on_a_sheet_is_asked_and_nobody_is_on_offer_by_it():
    sheet = sheet_of(("Ada Sample", "ada@one.example"), ("Bo Sample", "BO@one.example"))

    services.ask_staff(sheet, by=sheet.by)

    assert told("staff_invited") == {"ada@one.example", "bo@one.example"}
    assert not Expert.objects.exists()
    with pytest.raises(IllegalMove):
        services.ask_staff(sheet, by=sheet.by)


def test_a_sheet_with_a_fault_asks_nobody():
    sheet = sheet_of(("Ada Sample", "ada@one.example"), ("=1+1", "bo@one.example"))

    with pytest.raises(services.Faulty):
        services.ask_staff(sheet, by=sheet.by)

    assert not StaffInvitation.objects.exists()


def test_a_company_that_nobody_has_checked_writes_to_nobody():
    sheet = StaffSheetFactory(employer__organisation__stage="applied")

    with pytest.raises(services.NotYet, match="once corps staff have verified"):
        services.ask_staff(sheet, by=sheet.by)

    assert not StaffInvitation.objects.exists()


def test_who_was_asked_or_is_on_offer_is_left_out_and_drafts_are_not_betrayed():
    sheet = sheet_of(
        ("Ada Sample", "asked@one.example"),
        ("Bo Sample", "offered@one.example"),
        ("Cy Sample", "draft@one.example"),
    )
    StaffInvitationFactory(sheet__employer=sheet.employer, email="asked@one.example")
    AvailableExpertFactory(employer=sheet.employer, user__email="offered@one.example")
    ExpertFactory(employer=sheet.employer, user__email="draft@one.example")

    checked = services.choose_staff_columns(sheet, mapping=sheet.mapping)

    assert ([line for line, _, _ in checked.passed], checked.good) == ([2, 3], 1)


def test_what_was_asked_is_taken_back_while_nobody_has_accepted():
    sheet = sheet_of(("Ada Sample", "ada@one.example"))
    services.ask_staff(sheet, by=sheet.by)

    services.undo_staff(sheet, by=sheet.by)

    assert told("staff_uninvited") == {"ada@one.example"}
    assert not StaffInvitation.objects.exists()


def test_nothing_is_taken_back_once_somebody_has_accepted():
    sheet = sheet_of(("Ada Sample", "ada@one.example"), ("Bo Sample", "bo@one.example"))
    services.ask_staff(sheet, by=sheet.by)
    services.accept_staff(
        StaffInvitation.objects.first(), user=UserFactory(email="late@one.example")
    )

    with pytest.raises(services.InvitationGone):
        services.undo_staff(sheet, by=sheet.by)

    sheet.refresh_from_db()
    assert (sheet.stage, StaffInvitation.objects.count()) == ("taken", 2)


def test_who_accepts_has_a_draft_filled_in_and_keeps_what_they_said_themselves():
    skills = Skill.objects.order_by("name")[:2]
    invitation = StaffInvitationFactory(
        headline="From the list", days_a_week=3, skills=[[one.pk, 2] for one in skills]
    )
    mine = ExpertFactory(headline="My own words")
    HoldingFactory(user=mine.user, skill=skills[0], level=4)

    expert = services.accept_staff(invitation, user=mine.user)

    assert (expert.stage, expert.employer) == ("draft", invitation.employer)
    assert (expert.headline, expert.days_a_week) == ("My own words", 3)
    assert {h.skill: h.level for h in mine.user.holdings.all()} == {skills[0]: 4, skills[1]: 2}
    with pytest.raises(services.InvitationGone):
        services.accept_staff(invitation, user=mine.user)


def test_who_is_on_offer_elsewhere_stays_there():
    expert = AvailableExpertFactory()

    with pytest.raises(services.NotYet, match="Your profile is with"):
        services.accept_staff(StaffInvitationFactory(), user=expert.user)
