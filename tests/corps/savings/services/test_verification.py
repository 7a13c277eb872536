"""Finance answers to the penny, never about its own work, and may take it back."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corps.notifications.models import Event, Notification
from corps.savings import maths, queries, services
from corps.savings.models import Benefit, Claim, CouncilSetting, Kind, Part
from corps.stages import IllegalMove
from councils.models import Membership
from tests.factories.accounts import UserFactory
from tests.factories.consensus import DeedFactory, FollowFactory
from tests.factories.councils import CouncilFactory, MembershipFactory, TeammateFactory
from tests.factories.savings import ClaimFactory, MeasurementFactory

pytestmark = pytest.mark.django_db
BUDGET = {"cost_centre": "PL-104", "budget_line": "Officers", "goes_on": date(2027, 4, 1)}


def finance_officer(claim):
    """Somebody who may decide it."""
    council = claim.benefit.project.council
    return MembershipFactory(council=council, role=Membership.Role.FINANCE).user


def waiting(**fields):
    """A claim before finance, with its measurement."""
    claim = ClaimFactory(**fields)
    MeasurementFactory(benefit=claim.benefit, claim=claim, amount_gbp=claim.amount_gbp)
    return claim


def verified(amount, kind=Kind.CASH_RELEASING):
    budget = BUDGET if kind == Kind.CASH_RELEASING else {}
    return Part(verdict="verified", kind=kind, amount_gbp=Decimal(amount), **budget)


def filed(amount):
    return Part(
        verdict="filed", kind=Kind.NON_CASH_RELEASING, amount_gbp=Decimal(amount), reason="Hours"
    )


def rejected(amount):
    return Part(
        verdict="rejected", kind=Kind.CASH_RELEASING, amount_gbp=Decimal(amount), reason="Twice"
    )


def test_a_claim_is_split_into_cash_time_and_what_is_rejected():
    claim = waiting()
    officer = finance_officer(claim)

    decided = services.verify_claim(
        claim, by=officer, parts=[verified(38_000), filed(51_000), rejected(7_000)]
    )

    claim.benefit.refresh_from_db()
    standing = queries.standing(claim.benefit)
    assert (decided.stage, decided.decided_by) == (Claim.Stage.VERIFIED, officer)
    assert claim.benefit.stage == Benefit.Stage.VERIFIED
    assert (standing.cash, standing.filed, standing.rejected) == (38_000, 51_000, 7_000)
    assert (standing.waiting, standing.measured, standing.whole) == (0, 0, 96_000)
    assert {notice.to for notice in Notification.objects.all()} == {claim.benefit.author}


@pytest.mark.parametrize("amount", ["95999.99", "96000.01"])
def test_parts_that_miss_the_claim_by_a_penny_are_refused(amount):
    claim = waiting()

    with pytest.raises(services.NotWhole):
        services.verify_claim(claim, by=finance_officer(claim), parts=[verified(amount)])

    claim.refresh_from_db()
    assert claim.stage == Claim.Stage.WAITING


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.decimals("0.03", 1_000_000, places=2),
    st.lists(st.integers(1, 100), min_size=3, max_size=3),
)
def test_the_parts_of_a_claim_sum_to_it_to_the_penny(db, amount, weights):
    claim = waiting(amount_gbp=amount)
    shares = maths.split(amount, weights)
    makers = (verified, filed, rejected)
    parts = [make(share) for make, share in zip(makers, shares, strict=True) if share]

    services.verify_claim(claim, by=finance_officer(claim), parts=parts)

    standing = queries.standing(claim.benefit)
    assert standing.whole == amount
    assert sum(part.amount_gbp for part in claim.parts.all()) == amount


def test_a_split_that_keeps_nothing_is_a_rejection():
    claim = waiting()

    decided = services.verify_claim(claim, by=finance_officer(claim), parts=[rejected(96_000)])

    claim.benefit.refresh_from_db()
    assert (decided.stage, claim.benefit.stage) == (
        Claim.Stage.REJECTED,
        Benefit.Stage.REJECTED,
    )


def test_a_whole_claim_is_rejected_with_a_reason():
    claim = waiting()

    services.reject_claim(claim, by=finance_officer(claim), reason="No budget went")

    part = claim.parts.get()
    assert (part.verdict, part.amount_gbp, part.reason) == (
        Part.Verdict.REJECTED,
        Decimal(96_000),
        "No budget went",
    )


def test_a_claim_of_no_money_is_verified_as_it_stands_or_rejected():
    yes, no = (waiting(amount_gbp=0, benefit__kind=Kind.QUANTITATIVE) for _ in range(2))

    services.verify_claim(yes, by=finance_officer(yes), parts=[])
    services.reject_claim(no, by=finance_officer(no), reason="Another count")

    yes.refresh_from_db()
    no.refresh_from_db()
    assert (yes.stage, no.stage) == (Claim.Stage.VERIFIED, Claim.Stage.REJECTED)
    assert not Part.objects.exists()


def a_stranger(claim):
    return UserFactory()


def another_councils_officer(claim):
    return MembershipFactory(council=CouncilFactory(), role=Membership.Role.FINANCE).user


def an_approver(claim):
    council = claim.benefit.project.council
    return MembershipFactory(council=council, role=Membership.Role.APPROVER).user


def one_not_confirmed(claim):
    council = claim.benefit.project.council
    role = Membership.Role.FINANCE
    return MembershipFactory(council=council, role=role, confirmed_at=None).user


def in_finance(claim, user):
    """The person, made a finance officer of the council."""
    MembershipFactory(
        council=claim.benefit.project.council, role=Membership.Role.FINANCE, user=user
    )
    return user


def the_author(claim):
    return in_finance(claim, claim.benefit.author)


def the_projects_author(claim):
    return in_finance(claim, claim.benefit.project.author)


def one_on_the_team(claim):
    return in_finance(claim, TeammateFactory(project=claim.benefit.project).user)


def one_who_left_the_team(claim):
    mate = TeammateFactory(project=claim.benefit.project, left_on=date(2027, 4, 1))
    return in_finance(claim, mate.user)


def one_who_edited(claim):
    officer = finance_officer(claim)
    Event.objects.create(
        kind="savings.benefit_edited", about=claim.benefit, by=officer, subject="Edited"
    )
    return officer


def one_who_edited_the_project(claim):
    officer = finance_officer(claim)
    Event.objects.create(
        kind="councils.project_edited", about=claim.benefit.project, by=officer, subject="Edited"
    )
    return officer


KEPT_AWAY = [
    a_stranger,
    another_councils_officer,
    an_approver,
    one_not_confirmed,
    the_author,
    the_projects_author,
    one_on_the_team,
    one_who_left_the_team,
    one_who_edited,
    one_who_edited_the_project,
]


@pytest.mark.parametrize("who", KEPT_AWAY)
def test_only_a_finance_officer_who_had_no_part_in_it_decides(who):
    claim = waiting()
    person = who(claim)

    with pytest.raises(IllegalMove, match="to decide"):
        services.verify_claim(claim, by=person, parts=[verified(96_000)])

    assert list(queries.to_verify(person)) == []


def test_a_claim_is_decided_once():
    claim = waiting()
    officer = finance_officer(claim)
    services.verify_claim(claim, by=officer, parts=[verified(96_000)])

    with pytest.raises(IllegalMove):
        services.reject_claim(claim, by=officer, reason="After all")


def test_a_decision_is_taken_back_with_a_reason_and_the_claim_waits_again():
    claim = waiting()
    officer = finance_officer(claim)
    services.verify_claim(claim, by=officer, parts=[verified(96_000)])

    services.take_back_decision(claim, by=officer, reason="The post was filled again")

    claim.refresh_from_db()
    claim.benefit.refresh_from_db()
    event = Event.objects.about(claim.benefit).first()
    assert (claim.stage, claim.decided_by, claim.decided_at) == (Claim.Stage.WAITING, None, None)
    assert (claim.parts.count(), claim.benefit.stage) == (0, Benefit.Stage.MEASURED)
    assert (event.kind, event.reason) == (
        "savings.decision_taken_back",
        "The post was filled again",
    )
    assert "Verified: £96,000" in event.text


def test_a_claim_decided_again_counts_once():
    claim = waiting()
    officer = finance_officer(claim)
    services.verify_claim(claim, by=officer, parts=[verified(96_000)])
    services.take_back_decision(claim, by=officer, reason="Wrong centre")
    services.verify_claim(claim, by=officer, parts=[verified(30_000), rejected(66_000)])

    assert queries.standing(claim.benefit).cash == 30_000


def test_one_verified_claim_keeps_a_benefit_verified_while_another_waits():
    claim = waiting()
    services.verify_claim(claim, by=finance_officer(claim), parts=[verified(96_000)])
    second = ClaimFactory(
        benefit=claim.benefit, period_from=date(2026, 10, 1), period_to=date(2026, 10, 31)
    )
    services.reject_claim(second, by=finance_officer(claim), reason="Not yet")

    claim.benefit.refresh_from_db()
    assert claim.benefit.stage == Benefit.Stage.VERIFIED


def test_a_threshold_is_set_once_a_council_and_its_finance_is_told():
    council = CouncilFactory()
    officer = MembershipFactory(council=council, role=Membership.Role.FINANCE).user

    for pounds in (5_000, 10_000):
        services.set_threshold(
            council,
            by=UserFactory(),
            verification_threshold_gbp=Decimal(pounds),
            sample_share=Decimal("0.2"),
        )

    assert CouncilSetting.objects.get().verification_threshold_gbp == 10_000
    assert {notice.to for notice in Notification.objects.all()} == {officer}


@pytest.mark.parametrize(
    ("unit", "said"), [("percent", "41% before, 23% now."), ("count", "41 before, 23 now.")]
)
def test_those_who_asked_for_a_project_hear_what_was_verified(unit, said):
    claim = waiting(
        benefit__title="Fewer forms bounce",
        benefit__measure="Share that bounces",
        benefit__unit=unit,
        benefit__baseline_value=Decimal(41),
    )
    claim.measurements.update(value=Decimal(23))
    project = claim.benefit.project
    deed = DeedFactory(project=project, answer__reply__pledge__council=project.council)
    follow = FollowFactory(conversation=deed.answer.statement.conversation)

    services.verify_claim(
        claim, by=finance_officer(claim), parts=[verified(38_000), rejected(58_000)]
    )

    notice = follow.user.notifications.get()
    assert notice.event.subject == "You asked; this changed."
    assert f"Fewer forms bounce.\nShare that bounces: {said}" in notice.event.text
    assert "Verified: £38,000." in notice.event.text


def test_what_was_rejected_is_told_to_nobody_who_asked():
    claim = waiting()
    project = claim.benefit.project
    deed = DeedFactory(project=project, answer__reply__pledge__council=project.council)
    follow = FollowFactory(conversation=deed.answer.statement.conversation)

    services.reject_claim(claim, by=finance_officer(claim), reason="Counted before.")

    assert not follow.user.notifications.exists()
