"""Small claims: a lot that anybody can draw again, and what becomes of those not drawn."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from corps.notifications.models import Notification
from corps.savings import maths, services
from corps.savings.models import Claim, Kind, Part, Sample
from councils.models import Membership
from tests.factories.consensus import DeedFactory, FollowFactory
from tests.factories.councils import CouncilFactory, MembershipFactory
from tests.factories.savings import ClaimFactory, CouncilSettingFactory, MeasurementFactory

pytestmark = pytest.mark.django_db
SUMMER_2026 = datetime(2026, 7, 1, tzinfo=UTC)
Stage = Claim.Stage


@pytest.fixture
def council():
    return CouncilFactory()


@pytest.fixture
def officer(council):
    return MembershipFactory(council=council, role=Membership.Role.FINANCE).user


def small(council, number=1, **fields):
    """Claims of £1,000 that wait for the sample of 2026–27."""
    made = []
    for _ in range(number):
        claim = ClaimFactory(
            benefit__project__council=council,
            stage=Stage.SMALL,
            amount_gbp=1000,
            submitted_at=SUMMER_2026,
            **fields,
        )
        MeasurementFactory(benefit=claim.benefit, claim=claim, amount_gbp=1000)
        made.append(claim)
    return made


def whole(claim):
    return Part(
        verdict="verified",
        kind=Kind.CASH_RELEASING,
        amount_gbp=claim.amount_gbp,
        cost_centre="A",
        budget_line="B",
        goes_on=date(2027, 4, 1),
    )


def verify_drawn(sample, officer):
    for claim in sample.claims.filter(is_drawn=True, stage=Stage.WAITING):
        services.verify_claim(claim, by=officer, parts=[whole(claim)])


def stages(claims):
    return sorted(
        Claim.objects.filter(pk__in=[one.pk for one in claims]).values_list("stage", flat=True)
    )


def test_a_tenth_is_drawn_by_a_lot_that_can_be_drawn_again(council, officer):
    claims = small(council, 20)

    sample = services.draw_sample(council, year=2026, seed="known")

    drawn = sorted(sample.claims.filter(is_drawn=True).values_list("pk", flat=True))
    assert drawn == maths.draw([one.pk for one in claims], Decimal("0.1"), "known")
    assert stages(claims) == ["small"] * 18 + ["waiting"] * 2
    assert {notice.to for notice in Notification.objects.all()} == {officer}


def test_the_share_is_the_councils_own(council):
    CouncilSettingFactory(council=council, sample_share=Decimal("0.5"))
    claims = small(council, 4)

    services.draw_sample(council, year=2026)

    assert stages(claims) == ["small", "small", "waiting", "waiting"]


def test_a_seed_is_kept_where_none_is_given(council):
    small(council)

    assert len(services.draw_sample(council, year=2026).seed) == 16


def test_a_year_is_drawn_once(council):
    small(council)
    services.draw_sample(council, year=2026)
    small(council)

    again = services.draw_sample(council, year=2026)

    assert (again, Sample.objects.count()) == (None, 1)


def test_a_year_without_small_claims_has_no_sample(council):
    assert services.draw_sample(council, year=2026) is None


def test_only_years_that_are_over_are_drawn(council):
    small(council)

    before = services.draw_due(date(2027, 3, 31))
    after = services.draw_due(date(2027, 4, 1))
    again = services.draw_due(date(2027, 4, 2))

    assert (before, after, again) == (0, 1, 0)
    assert Sample.objects.get().year == 2026


def test_if_all_drawn_are_verified_whole_the_rest_is_verified_by_sample(council, officer):
    claims = small(council, 3)
    sample = services.draw_sample(council, year=2026)

    verify_drawn(sample, officer)

    sample.refresh_from_db()
    assert sample.stands is True
    assert stages(claims) == ["by_sample", "by_sample", "verified"]
    rest = Part.objects.filter(claim__stage=Stage.BY_SAMPLE)
    assert (
        list(rest.values_list("verdict", "kind", "amount_gbp", "cost_centre"))
        == [("verified", "cash_releasing", Decimal(1000), "PL-104")] * 2
    )


def test_followers_of_what_asked_for_it_hear_of_a_saving_verified_by_sample(council, officer):
    claims = small(council, 3)
    sample = services.draw_sample(council, year=2026)
    rest = sample.claims.filter(is_drawn=False).select_related("benefit__project").first()
    deed = DeedFactory(answer__reply__pledge__council=council, project=rest.benefit.project)
    follow = FollowFactory(conversation=deed.answer.statement.conversation)

    verify_drawn(sample, officer)

    event = follow.user.notifications.get(event__kind="consensus.saving_verified").event
    assert len(claims) == 3
    assert deed.answer.statement.text in event.text
    assert "Verified: £1,000." in event.text
    assert "Finance checked a sample" in event.text


def test_claims_of_no_money_are_verified_by_sample_without_parts(council, officer):
    claims = small(council, 2)
    Claim.objects.update(amount_gbp=0)
    sample = services.draw_sample(council, year=2026)
    drawn = sample.claims.get(is_drawn=True)

    services.verify_claim(drawn, by=officer, parts=[])

    assert stages(claims) == ["by_sample", "verified"]
    assert not Part.objects.exists()


def test_the_rest_waits_until_the_last_one_drawn_is_decided(council, officer):
    CouncilSettingFactory(council=council, sample_share=Decimal("0.5"))
    claims = small(council, 4)
    sample = services.draw_sample(council, year=2026)
    first = sample.claims.filter(is_drawn=True).first()

    services.verify_claim(first, by=officer, parts=[whole(first)])

    sample.refresh_from_db()
    assert sample.stands is None
    assert stages(claims) == ["small", "small", "verified", "waiting"]


def cut(claim, officer):
    """Verify all but a penny."""
    penny = Decimal("0.01")
    kept = whole(claim)
    kept.amount_gbp -= penny
    rest = Part(verdict="rejected", kind=Kind.CASH_RELEASING, amount_gbp=penny, reason="Cut")
    services.verify_claim(claim, by=officer, parts=[kept, rest])


def reject(claim, officer):
    services.reject_claim(claim, by=officer, reason="None of it")


@pytest.mark.parametrize("answer", [cut, reject])
def test_if_one_drawn_is_cut_or_rejected_each_of_the_rest_waits_by_itself(council, officer, answer):
    claims = small(council, 3)
    sample = services.draw_sample(council, year=2026)

    answer(sample.claims.get(is_drawn=True), officer)

    sample.refresh_from_db()
    rest = Claim.objects.filter(is_drawn=False)
    assert sample.stands is False
    assert stages(rest) == ["waiting", "waiting"]
    assert stages(claims)[-2:] == ["waiting", "waiting"]


def test_a_sample_falls_with_a_decision_taken_back(council, officer):
    small(council, 3)
    sample = services.draw_sample(council, year=2026)
    verify_drawn(sample, officer)

    services.take_back_decision(
        sample.claims.get(is_drawn=True), by=officer, reason="The post is back"
    )

    sample.refresh_from_db()
    assert sample.stands is False
    assert stages(sample.claims.all()) == ["waiting"] * 3
    assert not Part.objects.exists()


def test_a_fallen_sample_does_not_rise_again(council, officer):
    small(council, 2)
    sample = services.draw_sample(council, year=2026)
    verify_drawn(sample, officer)
    drawn = sample.claims.get(is_drawn=True)
    services.take_back_decision(drawn, by=officer, reason="Look again")

    services.verify_claim(drawn, by=officer, parts=[whole(drawn)])

    sample.refresh_from_db()
    assert sample.stands is False
    assert stages(sample.claims.all()) == ["verified", "waiting"]
