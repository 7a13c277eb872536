"""How money stands, what a forecast is worth, and what waits for whom."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corps.savings import maths, queries, services
from corps.savings.models import Benefit, Claim, Kind, Summary
from councils.models import Membership
from tests.factories.councils import MembershipFactory, ProjectFactory, RoleFactory
from tests.factories.savings import (
    BenefitFactory,
    ClaimFactory,
    DecidedClaimFactory,
    DeflatorFactory,
    ForecastFactory,
    MeasurementFactory,
    PartFactory,
    ToldBenefitFactory,
)

pytestmark = pytest.mark.django_db


def test_each_measured_pound_stands_in_one_place():
    benefit = ToldBenefitFactory(stage=Benefit.Stage.VERIFIED)
    ForecastFactory(benefit=benefit)
    MeasurementFactory(benefit=benefit, amount_gbp=10)
    ClaimFactory(benefit=benefit, amount_gbp=20)
    claim = DecidedClaimFactory(benefit=benefit)
    PartFactory(claim=claim, amount_gbp=30)
    PartFactory(claim=claim, amount_gbp=40, verdict="rejected", reason="Twice")
    other = DecidedClaimFactory(benefit=benefit)
    PartFactory(claim=other, amount_gbp=50, kind=Kind.INCOME)
    PartFactory(
        claim=other, amount_gbp=60, kind=Kind.NON_CASH_RELEASING, verdict="filed", reason="Hours"
    )

    standing = queries.standing(benefit)

    assert (standing.forecast, standing.measured, standing.waiting) == (96_000, 10, 20)
    assert (standing.cash, standing.other) == (30, {"Income": 50})
    assert (standing.filed, standing.rejected, standing.whole) == (60, 40, 210)


def test_a_claim_taken_back_counts_nowhere():
    claim = ClaimFactory(stage=Claim.Stage.WITHDRAWN)

    assert queries.standing(claim.benefit).whole == 0


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.decimals(0, 10_000, places=2), min_size=1, max_size=6),
    st.randoms(use_true_random=False),
)
def test_any_order_of_measurements_gives_the_same_totals(db, amounts, random):
    def total(order):
        benefit = ToldBenefitFactory(stage=Benefit.Stage.MEASURED)
        for month, amount in order:
            MeasurementFactory(
                benefit=benefit,
                period_from=date(2026, month, 1),
                period_to=date(2026, month, 28),
                amount_gbp=amount,
            )
        return queries.standing(benefit)

    rows = list(enumerate(amounts, start=4))

    assert total(rows) == total(random.sample(rows, len(rows)))


def test_a_forecast_is_worth_what_the_green_book_says_with_bias_apart():
    benefit = ToldBenefitFactory(one_off_cost_gbp=200_000, running_cost_gbp=10_000)
    for year in range(2026, 2031):
        ForecastFactory(
            benefit=benefit,
            period_from=date(year, 4, 1),
            period_to=date(year + 1, 3, 31),
            amount_gbp=90_000,
        )

    found = queries.appraisal(benefit)

    assert (found.years, found.worth) == (5, Decimal("161204.19"))
    assert found.upper < found.lower < found.worth


def test_without_a_forecast_there_is_nothing_to_discount():
    assert queries.appraisal(BenefitFactory()) is None


def verified_over_two_years():
    """£61 verified for the 31 days of March and the 30 of April 2026."""
    claim = DecidedClaimFactory(period_from=date(2026, 3, 1), period_to=date(2026, 4, 30))
    return PartFactory(claim=claim, amount_gbp=61).claim.benefit


def test_verified_cash_falls_into_financial_years_by_days():
    years = queries.verified_by_year(verified_over_two_years())

    assert [(str(row), row.nominal, row.real) for row in years.rows] == [
        ("2025–26", 31, None),
        ("2026–27", 30, None),
    ]
    assert years.base == ""


def test_with_deflators_it_is_shown_in_the_prices_of_the_latest_year():
    DeflatorFactory(year=2025, index=100)
    DeflatorFactory(year=2027, index=110)

    years = queries.verified_by_year(verified_over_two_years())

    assert [row.real for row in years.rows] == [Decimal("34.10"), None]
    assert years.base == "2027–28"


def test_a_claim_is_spread_over_its_measurements_by_what_they_are_worth():
    claim = DecidedClaimFactory()
    for month, amount in ((3, 300), (4, 100)):
        MeasurementFactory(
            benefit=claim.benefit,
            claim=claim,
            period_from=date(2026, month, 1),
            period_to=date(2026, month, 28),
            amount_gbp=amount,
        )
    PartFactory(claim=claim, amount_gbp=100)

    years = queries.verified_by_year(claim.benefit)

    assert [row.nominal for row in years.rows] == [75, 25]


def test_what_waits_is_told_to_finance_and_to_the_author():
    claim = ClaimFactory(amount_gbp=12_400, benefit__title="Fewer calls")
    council = claim.benefit.project.council
    officer = MembershipFactory(council=council, role=Membership.Role.FINANCE).user
    free = MeasurementFactory(benefit__title="Less post")
    MembershipFactory(council=free.benefit.project.council, user=free.benefit.author)
    MeasurementFactory(benefit__stage=Benefit.Stage.WITHDRAWN)

    told = [
        [(one.text, one.link) for one in queries.waiting_for(user)]
        for user in (officer, free.benefit.author, claim.benefit.author)
    ]

    assert told == [
        [("Verify £12,400 of “Fewer calls”", claim.get_absolute_url())],
        [
            (
                "Send what was measured of “Less post” to finance",
                free.benefit.get_absolute_url(),
            )
        ],
        [],
    ]


def test_the_first_forecast_is_a_year_of_the_projects_own_after_its_roles_end():
    project = ProjectFactory(forecast_gbp=96_000)
    RoleFactory(project=project, ends_on=date(2027, 8, 15))

    assert queries.first_forecast(project) == [(date(2027, 9, 1), date(2028, 8, 31), 96_000)]


def test_a_year_that_can_begin_at_once_does():
    project = ProjectFactory(forecast_gbp=1)
    RoleFactory(project=project, ends_on=date(2027, 8, 31))

    assert queries.first_forecast(project)[0][0] == date(2027, 9, 1)


def test_a_project_without_forecast_suggests_none():
    assert queries.first_forecast(ProjectFactory()) == []


def test_the_evidence_pack_tells_all_that_finance_asks_for():
    claim = DecidedClaimFactory(benefit__title="Fewer calls", benefit__baseline_from=None)
    for month in range(1, 13):
        MeasurementFactory(
            benefit=claim.benefit,
            claim=claim,
            period_from=date(2027, month, 1),
            period_to=date(2027, month, 28),
            amount_gbp=Decimal("0.50"),
            link=f"https://sample.example/{'long' * 40}",
        )
    PartFactory(claim=claim)

    found = queries.pack(claim)

    assert (found["title"], found["claimed"]) == ("Evidence: Fewer calls", "£96,000")
    assert (len(found["measurements"]), found["more"], found["more_worth"]) == (10, 2, "£1")
    assert found["measurements"][0]["period"] == "1 Jan 2027 to 28 Jan 2027"
    assert len(found["measurements"][0]["evidence"]) == 80
    assert found["baseline"] == "Not given"
    assert found["budget"][0] == ["Cost centre", "PL-104"]
    assert found["parts"] == [
        {"verdict": "Verified", "amount": "£96,000", "words": "PL-104 Validation officers"}
    ]


def test_a_pack_of_a_file_and_of_no_money_names_the_file():
    claim = ClaimFactory(amount_gbp=0)
    MeasurementFactory(
        benefit=claim.benefit,
        claim=claim,
        file="savings/evidence/count.csv",
        link="",
        amount_gbp=None,
    )

    row = queries.pack(claim)["measurements"][0]

    assert (row["evidence"], row["worth"]) == ("File: count.csv", "")


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.decimals("0.01", 1_000_000, places=2),
    st.lists(st.tuples(st.integers(1, 120), st.integers(0, 999)), min_size=1, max_size=4),
)
def test_a_benefits_years_are_the_dashboards_to_the_penny(db, amount, rows):
    claim = DecidedClaimFactory(amount_gbp=amount)
    first = date(2026, 1, 17)
    for days, worth in rows:
        last = first + timedelta(days=days - 1)
        MeasurementFactory(
            benefit=claim.benefit,
            claim=claim,
            period_from=first,
            period_to=last,
            amount_gbp=worth,
        )
        first = last + timedelta(days=1)
    PartFactory(claim=claim, amount_gbp=amount)

    services.summarise()

    years = {row.year: row.nominal for row in queries.verified_by_year(claim.benefit).rows}
    summed = {}
    council = claim.benefit.project.council
    for row in Summary.objects.filter(council=council, state="verified"):
        year = maths.financial_year(row.month)
        summed[year] = summed.get(year, 0) + row.amount_gbp
    kept, shown = ({year: one for year, one in sums.items() if one} for sums in (years, summed))
    assert kept == shown
    assert sum(years.values()) == amount
