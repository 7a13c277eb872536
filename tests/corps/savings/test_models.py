"""What the database itself refuses, and how benefits and claims move."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from corps.savings.models import Benefit, Claim, Kind
from corps.stages import IllegalMove
from tests.factories.accounts import UserFactory
from tests.factories.councils import CouncilFactory, MembershipFactory, ProjectFactory
from tests.factories.savings import (
    BaselinedBenefitFactory,
    BenefitFactory,
    ClaimFactory,
    CouncilSettingFactory,
    DecidedClaimFactory,
    DeflatorFactory,
    ForecastFactory,
    MeasurementFactory,
    PartFactory,
    SampleFactory,
    ToldBenefitFactory,
)

pytestmark = pytest.mark.django_db
EARLY, LATE = date(2026, 4, 1), date(2026, 9, 30)


def decided_by_its_author():
    author = UserFactory()
    DecidedClaimFactory(submitted_by=author, decided_by=author)


def overlapping(factory):
    """Two rows of one benefit that share a day."""
    first = factory(period_from=EARLY, period_to=LATE)
    factory(benefit=first.benefit, period_from=LATE, period_to=date(2026, 12, 31))


def the_same_development_twice():
    ToldBenefitFactory.create_batch(2, product="form-checker", is_development=True)


def a_development_where_the_product_is_reused():
    made = ToldBenefitFactory(product="form-checker")
    BenefitFactory(product="form-checker", is_development=True, reuses=made)


def the_same_name_twice():
    project = ProjectFactory()
    BenefitFactory.create_batch(2, project=project, title="Fewer calls")


def two_parts_of_one_verdict():
    PartFactory(claim=PartFactory().claim)


def one_year_drawn_twice():
    council = CouncilFactory()
    SampleFactory.create_batch(2, council=council)


REFUSED = {
    "benefit_costs_nothing_or_more": lambda: BenefitFactory(running_cost_gbp=-1),
    "benefit_starts_from_nothing_or_more": lambda: BenefitFactory(baseline_value=-1),
    "baseline_ends_after_it_begins": lambda: BenefitFactory(baseline_from=LATE, baseline_to=EARLY),
    "benefit_is_measured_from_a_baseline": lambda: BaselinedBenefitFactory(baseline_value=None),
    "reuse_saves_no_development_again": a_development_where_the_product_is_reused,
    "product_saves_development_once": the_same_development_twice,
    "project_names_a_benefit_once": the_same_name_twice,
    "forecast_is_nothing_or_more": lambda: ForecastFactory(amount_gbp=-1),
    "forecast_ends_after_it_begins": lambda: ForecastFactory(period_from=LATE, period_to=EARLY),
    "forecasts_do_not_overlap": lambda: overlapping(ForecastFactory),
    "measurement_is_nothing_or_more": lambda: MeasurementFactory(value=-1),
    "measurement_is_worth_nothing_or_more": lambda: MeasurementFactory(amount_gbp=-1),
    "measurement_ends_after_it_begins": lambda: MeasurementFactory(
        period_from=LATE, period_to=EARLY
    ),
    "measurement_shows_its_evidence": lambda: MeasurementFactory(link=""),
    "measurements_do_not_overlap": lambda: overlapping(MeasurementFactory),
    "claim_is_nothing_or_more": lambda: ClaimFactory(amount_gbp=-1),
    "claim_ends_after_it_begins": lambda: ClaimFactory(period_from=LATE, period_to=EARLY),
    "claim_is_decided_by_another": decided_by_its_author,
    "claim_is_decided_by_somebody": lambda: ClaimFactory(stage=Claim.Stage.VERIFIED),
    "claim_is_drawn_from_a_sample": lambda: ClaimFactory(is_drawn=True),
    "part_is_something": lambda: PartFactory(amount_gbp=0),
    "verified_cash_leaves_a_budget": lambda: PartFactory(cost_centre=""),
    "part_that_is_cut_has_a_reason": lambda: PartFactory(verdict="rejected"),
    "part_filed_is_time_saved": lambda: PartFactory(verdict="filed", reason="Hours"),
    "claim_has_a_part_of_each_verdict": two_parts_of_one_verdict,
    "council_draws_once_a_year": one_year_drawn_twice,
    "sample_is_some_of_all": lambda: SampleFactory(share=0),
    "threshold_is_nothing_or_more": lambda: CouncilSettingFactory(verification_threshold_gbp=-1),
    "setting_samples_some_of_all": lambda: CouncilSettingFactory(sample_share=2),
    "deflator_is_above_nothing": lambda: DeflatorFactory(index=0),
}


@pytest.mark.parametrize("rule", REFUSED)
def test_the_database_refuses_what_cannot_be(rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        REFUSED[rule]()


@pytest.mark.parametrize("gap", ["cost_centre", "budget_line"])
def test_verified_cash_names_its_budget(gap):
    with pytest.raises(IntegrityError, match="verified_cash_leaves_a_budget"):
        PartFactory(**{gap: ""})


def test_verified_cash_says_when_the_budget_goes():
    with pytest.raises(IntegrityError, match="verified_cash_leaves_a_budget"):
        PartFactory(goes_on=None)


def test_what_is_verified_as_no_cash_needs_no_budget():
    part = PartFactory(kind=Kind.COST_AVOIDANCE, cost_centre="", budget_line="", goes_on=None)

    assert part.pk


def test_days_beside_one_another_do_not_overlap():
    first = MeasurementFactory(period_from=EARLY, period_to=LATE)

    second = MeasurementFactory(
        benefit=first.benefit, period_from=date(2026, 10, 1), period_to=date(2026, 10, 1)
    )

    assert second.pk


def test_a_product_may_be_used_by_many_who_count_no_development():
    made = ToldBenefitFactory(product="form-checker", is_development=True)

    users = ToldBenefitFactory.create_batch(2, product="form-checker", reuses=made)

    assert set(made.reused_by.all()) == set(users)


@pytest.mark.parametrize("model", [Benefit, Claim])
def test_rows_move_along_their_table_and_no_other_way(model):
    for start, end in product(model.Stage.values, repeat=2):
        row = model(stage=start)
        if end in model.MOVES[start]:
            row.move_to(end)
            assert row.stage == end
        else:
            with pytest.raises(IllegalMove):
                row.move_to(end)


def test_what_is_hidden_is_seen_by_its_council_and_corps_staff_alone():
    member = MembershipFactory()
    staff = UserFactory(is_staff=True)
    project = ProjectFactory(council=member.council, opened_at=timezone.now())
    draft, shown = BenefitFactory(project=project), ToldBenefitFactory(project=project)
    unopened = ToldBenefitFactory(project__opened_at=None, project__council=member.council)

    seen = [
        set(Benefit.objects.visible_to(user))
        for user in (AnonymousUser(), UserFactory(), member.user, staff)
    ]

    every = {draft, shown, unopened}
    assert seen == [{shown}, {shown}, every, every]
    assert list(Benefit.objects.public()) == [shown]


def test_rows_say_what_they_are():
    claim = ClaimFactory.build(benefit__title="Fewer calls")
    said = [
        str(ForecastFactory.build(benefit__title="Fewer calls")),
        str(MeasurementFactory.build(benefit__title="Fewer calls")),
        str(claim),
        str(PartFactory.build(claim=claim)),
        str(SampleFactory.build(council__name="Camden")),
        str(CouncilSettingFactory.build(council__name="Camden")),
        str(DeflatorFactory.build(year=2099, index=Decimal(100))),
    ]

    assert said == [
        "Fewer calls: 2026-04-01 to 2027-03-31",
        "Fewer calls: 2026-04-01 to 2026-09-30",
        "Fewer calls, 2026-04-01 to 2026-09-30",
        "Verified: Fewer calls, 2026-04-01 to 2026-09-30",
        "Camden, 2026–27",
        "Camden",
        "2099–00: 100",
    ]
