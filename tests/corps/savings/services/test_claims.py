"""What is measured, and how it reaches finance."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from corps.notifications.models import Event, Notification
from corps.savings import services
from corps.savings.models import Benefit, Claim, Kind, Measurement
from corps.stages import IllegalMove
from councils.models import Membership
from tests.factories.councils import MembershipFactory
from tests.factories.savings import (
    BaselinedBenefitFactory,
    BenefitFactory,
    ClaimFactory,
    CouncilSettingFactory,
    DecidedClaimFactory,
    MeasurementFactory,
    PartFactory,
    SampleFactory,
    ToldBenefitFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 1)
SUMMER = {"period_from": date(2026, 4, 1), "period_to": date(2026, 9, 30)}
SHOWN = {"value": Decimal(23), "amount_gbp": Decimal(96_000), "link": "https://sample.example/a"}


def measure(benefit, **changes):
    """One measurement of the summer, as the author adds it."""
    fields = SUMMER | SHOWN | {"today": TODAY} | changes
    return services.add_measurement(benefit, by=benefit.author, **fields)


def finance_officer(benefit):
    """Somebody who may verify it."""
    return MembershipFactory(council=benefit.project.council, role=Membership.Role.FINANCE).user


def test_the_first_measurement_makes_a_benefit_measured():
    benefit = BaselinedBenefitFactory()

    made = measure(benefit)

    benefit.refresh_from_db()
    assert (benefit.stage, made.amount_gbp, made.claim) == (
        Benefit.Stage.MEASURED,
        Decimal(96_000),
        None,
    )


def test_a_file_is_kept_as_evidence(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("report.txt", b"Two posts went.")

    made = measure(BaselinedBenefitFactory(), link="", file=file)

    with made.file.open() as kept:
        assert kept.read() == b"Two posts went."


def test_nothing_is_measured_before_the_plan_is_baselined():
    with pytest.raises(IllegalMove, match="not baselined"):
        measure(ToldBenefitFactory())


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (date(2026, 9, 30), date(2026, 4, 1), "backwards"),
        (date(2026, 3, 31), date(2026, 4, 30), "before_baseline"),
        (date(2026, 10, 1), date(2026, 11, 2), "to_come"),
    ],
)
def test_days_that_do_not_fit_are_refused(first, last, code):
    with pytest.raises(services.BadPeriod) as caught:
        measure(BaselinedBenefitFactory(), period_from=first, period_to=last)

    assert caught.value.code == code


def test_no_day_is_measured_twice():
    benefit = BaselinedBenefitFactory()
    first = measure(benefit)

    with pytest.raises(services.BadPeriod) as caught:
        measure(benefit, period_from=date(2026, 9, 30), period_to=date(2026, 10, 31))

    assert (caught.value.code, caught.value.clash) == ("overlaps", first)


def test_a_measurement_is_taken_away_and_the_history_keeps_it():
    row = measure(BaselinedBenefitFactory())

    services.remove_measurement(row, by=row.by, reason="Wrong month")

    row.benefit.refresh_from_db()
    event = Event.objects.about(row.benefit).first()
    assert row.benefit.stage == Benefit.Stage.BASELINED
    assert not Measurement.objects.exists()
    assert (event.kind, event.reason) == ("savings.measurement_removed", "Wrong month")


def test_a_measurement_before_finance_stays():
    claim = ClaimFactory()
    row = MeasurementFactory(benefit=claim.benefit, claim=claim)

    with pytest.raises(IllegalMove):
        services.remove_measurement(row, by=row.by, reason="No")


def test_all_that_is_new_goes_before_finance_as_one_claim_and_they_are_told():
    benefit = BaselinedBenefitFactory()
    officer = finance_officer(benefit)
    measure(benefit)
    measure(
        benefit,
        period_from=date(2026, 10, 1),
        period_to=date(2026, 10, 31),
        amount_gbp=Decimal("0.01"),
    )

    claim = services.submit_claim(benefit, by=benefit.author)

    assert (claim.stage, claim.amount_gbp) == (Claim.Stage.WAITING, Decimal("96000.01"))
    assert (claim.period_from, claim.period_to) == (date(2026, 4, 1), date(2026, 10, 31))
    assert claim.measurements.count() == 2
    notice = Notification.objects.get()
    assert (notice.to, notice.event.link) == (officer, claim.get_absolute_url())


def test_a_measurement_goes_before_finance_once():
    benefit = BaselinedBenefitFactory()
    measure(benefit)
    services.submit_claim(benefit, by=benefit.author)

    with pytest.raises(IllegalMove, match="nothing measured"):
        services.submit_claim(benefit, by=benefit.author)


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"kind": Kind.UNCLASSIFIED}, ["kind"]),
        ({"cost_centre": "", "goes_on": None}, ["cost_centre", "goes_on"]),
        ({"budget_line": ""}, ["budget_line"]),
    ],
)
def test_cash_says_which_budget_goes_before_finance_is_asked(fields, missing):
    benefit = BaselinedBenefitFactory(**fields)
    measure(benefit)

    with pytest.raises(services.Unsaid) as caught:
        services.submit_claim(benefit, by=benefit.author)

    assert caught.value.missing == missing


def test_what_is_no_cash_needs_no_budget():
    benefit = BaselinedBenefitFactory(kind=Kind.COST_AVOIDANCE, cost_centre="", goes_on=None)
    measure(benefit)

    assert services.submit_claim(benefit, by=benefit.author).stage == Claim.Stage.WAITING


def test_a_claim_below_the_threshold_waits_for_the_years_sample_and_troubles_nobody():
    benefit = BaselinedBenefitFactory()
    finance_officer(benefit)
    CouncilSettingFactory(
        council=benefit.project.council, verification_threshold_gbp=Decimal("96000.01")
    )
    measure(benefit)

    claim = services.submit_claim(benefit, by=benefit.author)

    assert claim.stage == Claim.Stage.SMALL
    assert not Notification.objects.exists()


def test_a_claim_at_the_threshold_is_verified_by_itself():
    benefit = BaselinedBenefitFactory()
    CouncilSettingFactory(
        council=benefit.project.council, verification_threshold_gbp=Decimal(96_000)
    )
    measure(benefit)

    assert services.submit_claim(benefit, by=benefit.author).stage == Claim.Stage.WAITING


def test_what_is_not_in_money_is_claimed_at_nothing():
    benefit = BaselinedBenefitFactory(kind=Kind.QUANTITATIVE)
    measure(benefit, amount_gbp=None)

    assert services.submit_claim(benefit, by=benefit.author).amount_gbp == 0


def test_new_figures_after_a_rejection_are_measured_again():
    part = PartFactory(
        claim__stage=Claim.Stage.REJECTED,
        claim__benefit__stage=Benefit.Stage.REJECTED,
        verdict="rejected",
        reason="No",
    )
    benefit = part.claim.benefit
    MeasurementFactory(benefit=benefit, claim=part.claim)

    measure(benefit, period_from=date(2026, 10, 1), period_to=date(2026, 10, 31))
    services.submit_claim(benefit, by=benefit.author)

    benefit.refresh_from_db()
    assert benefit.stage == Benefit.Stage.MEASURED


def test_a_claim_is_taken_back_and_its_measurements_are_free_again():
    claim = ClaimFactory()
    row = MeasurementFactory(benefit=claim.benefit, claim=claim)

    gone = services.withdraw_claim(claim, by=claim.submitted_by, reason="Wrong rate")

    row.refresh_from_db()
    assert (gone.stage, gone.stage_reason, row.claim) == (
        Claim.Stage.WITHDRAWN,
        "Wrong rate",
        None,
    )


def test_a_claim_that_a_sample_holds_is_not_taken_back():
    claim = ClaimFactory(stage=Claim.Stage.SMALL, sample=SampleFactory())

    with pytest.raises(IllegalMove, match="belongs to a sample"):
        services.withdraw_claim(claim, by=claim.submitted_by, reason="Drawn")


def test_a_decided_claim_is_not_taken_back():
    claim = DecidedClaimFactory()

    with pytest.raises(IllegalMove):
        services.withdraw_claim(claim, by=claim.submitted_by, reason="No")


def test_the_sort_of_gain_is_set_right_after_the_plan_stands():
    benefit = BaselinedBenefitFactory()

    services.classify_benefit(benefit, by=benefit.author, kind=Kind.NON_CASH_RELEASING)

    benefit.refresh_from_db()
    assert benefit.kind == Kind.NON_CASH_RELEASING


@pytest.mark.parametrize("make", [BenefitFactory, lambda: ClaimFactory().benefit])
def test_the_sort_of_gain_stays_in_a_draft_and_while_finance_has_it(make):
    benefit = make()

    with pytest.raises(IllegalMove):
        services.classify_benefit(benefit, by=benefit.author, kind=Kind.INCOME)
