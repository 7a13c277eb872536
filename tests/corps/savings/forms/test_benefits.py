"""Bad input is answered at its field, with how to mend it, and nothing typed is lost."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from corps.savings.forms import BenefitForm, ClassifyForm
from tests.factories.councils import ProjectFactory
from tests.factories.savings import (
    BenefitFactory,
    ForecastFactory,
    ToldBenefitFactory,
)

pytestmark = pytest.mark.django_db
LEAST = {"title": "Fewer calls", "kind": "unclassified", "beneficiary": "council", "unit": "hours"}
ABSURD = "is above £100m: check the noughts, or split it into benefits"


def errors(form):
    """What is said, at which field."""
    return {name: list(said) for name, said in form.errors.items()}


def plan(project=None, instance=None, forecasts=(), **typed):
    """The plan's form as it was typed."""
    return BenefitForm(
        LEAST | typed,
        instance=instance,
        project=project or ProjectFactory(),
        forecasts=forecasts,
    )


def test_a_draft_needs_little_more_than_a_title():
    form = plan(title="  Fewer   calls ")

    assert form.is_valid()
    assert form.plan()["title"] == "Fewer calls"
    assert (form.plan()["running_cost_gbp"], form.plan()["forecasts"]) == (0, [])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, {"title": ["Say what gets better"]}),
        (
            {"running_cost_gbp": "-5"},
            {"running_cost_gbp": ["The cost to run cannot be less than 0"]},
        ),
        ({"one_off_cost_gbp": "101m"}, {"one_off_cost_gbp": [f"The one-off cost {ABSURD}"]}),
        ({"baseline_value": "-1"}, {"baseline_value": ["The baseline cannot be less than 0"]}),
        (
            {"baseline_value": "many"},
            {"baseline_value": ["The baseline must be a number, like 41 or 4.5"]},
        ),
        (
            {"unit": "percent", "baseline_value": "141"},
            {
                "baseline_value": [
                    "A share cannot be above 100 per cent: check the figure or the unit"
                ]
            },
        ),
        (
            {"baseline_from": "2026-03-31", "baseline_to": "2026-01-01"},
            {"baseline_to": ["The last day must not be before the first"]},
        ),
        (
            {"kind": "cash_releasing", "beneficiary": "resident"},
            {
                "beneficiary": [
                    "Only cash of the council's own budget is released: choose the council as"
                    " who gains, or another sort of gain"
                ]
            },
        ),
        ({"product": "!!!"}, {"product": ["Use letters and figures, like “form-checker”"]}),
        ({"is_development": "on"}, {"product": ["Name the product whose development is saved"]}),
        (
            {"forecast_amount_0": "5000"},
            {
                "forecast_from_0": ["Enter the first day of row 1"],
                "forecast_to_0": ["Enter the last day of row 1"],
            },
        ),
        (
            {
                "forecast_from_0": "2027-03-31",
                "forecast_to_0": "2026-04-01",
                "forecast_amount_0": "5",
            },
            {"forecast_to_0": ["The last day of row 1 must not be before the first"]},
        ),
        ({"forecast_amount_0": "-5"}, {"forecast_amount_0": ["Forecast cannot be less than 0"]}),
        ({"forecast_amount_0": "1000m"}, {"forecast_amount_0": [f"Forecast {ABSURD}"]}),
    ],
)
def test_what_is_wrong_with_a_plan_is_said_at_its_field(typed, said):
    assert errors(plan(**typed)) == said


def forecast(*rows):
    """What a browser sends for rows of a forecast."""
    return {
        f"forecast_{part}_{at}": value
        for at, row in enumerate(rows)
        for part, value in zip(("from", "to", "amount"), row, strict=True)
    }


def test_forecasts_are_kept_in_order_and_empty_rows_left_out():
    form = plan(
        **forecast(
            ("2027-04-01", "2028-03-31", "£1.2m"),
            ("", "", ""),
            ("2026-04-01", "2027-03-31", "96000"),
        )
    )

    assert form.is_valid()
    assert form.plan()["forecasts"] == [
        (date(2026, 4, 1), date(2027, 3, 31), Decimal(96_000)),
        (date(2027, 4, 1), date(2028, 3, 31), Decimal(1_200_000)),
    ]


def test_forecasts_that_share_a_day_are_refused_and_kept_as_typed():
    form = plan(**forecast(("2026-04-01", "2027-03-31", "1"), ("2027-03-31", "2027-12-31", "2")))

    assert errors(form) == {
        "forecast_from_1": ["This overlaps the period from 1 April 2026: change one of them"]
    }
    assert 'value="2027-12-31"' in str(form)


def test_there_is_always_an_empty_row_to_go_on_with():
    year = timedelta(days=365)
    kept = [(date(2026, 4, 1) + n * year, date(2026, 4, 2) + n * year, 1) for n in range(5)]

    few = BenefitForm(project=ProjectFactory())
    many = BenefitForm(project=ProjectFactory(), forecasts=kept)

    assert (len(list(few.forecast)), len(list(many.forecast))) == (3, 6)


def test_a_name_is_used_once_in_a_project():
    taken = BenefitFactory(title="Fewer calls")
    BenefitFactory(title="Gone", project=taken.project, stage="withdrawn")

    again = plan(project=taken.project)
    itself = plan(project=taken.project, instance=taken)
    freed = plan(project=taken.project, title="Gone")

    assert errors(again) == {"title": ["This project has a benefit of that name: choose another"]}
    assert (itself.is_valid(), freed.is_valid()) == (True, True)


def test_a_development_that_another_counts_is_named():
    counted = ToldBenefitFactory(title="One form", product="form-checker", is_development=True)
    said = [
        f"“One form” ({counted.project.council}) counts that already:"
        " leave this out, and count here only what using it saves"
    ]

    by_name = plan(product="Form checker", is_development="on")
    by_reuse = plan(reuses=counted.pk, is_development="on")

    assert errors(by_name) == {"is_development": said}
    assert errors(by_reuse) == {"is_development": said}


def test_reuse_brings_the_products_name():
    made = ToldBenefitFactory(product="form-checker")

    form = plan(reuses=made.pk)

    assert form.is_valid()
    assert (form.plan()["product"], form.plan()["reuses"]) == ("form-checker", made)


def test_only_what_changed_is_handed_on():
    row = ForecastFactory(benefit=BenefitFactory(title="Fewer calls", unit="hours"))
    kept = [(row.period_from, row.period_to, row.amount_gbp)]
    days = ("2026-04-01", "2027-03-31")

    same = plan(
        instance=row.benefit,
        forecasts=kept,
        one_off_cost_gbp="0",
        running_cost_gbp="0",
        **forecast((*days, "96000")),
    )
    more = plan(instance=row.benefit, forecasts=kept, **forecast((*days, "97000")))

    assert (same.is_valid(), same.changes()) == (True, {"product": ""})
    assert more.is_valid()
    assert more.changes()["forecasts"] == [(row.period_from, row.period_to, Decimal(97_000))]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            {"kind": "unclassified"},
            {"kind": ["Choose the sort of gain: finance has to know what it verifies"]},
        ),
        (
            {"kind": "cash_releasing"},
            {
                "cost_centre": ["Enter the cost centre from which the cash goes"],
                "budget_line": ["Enter the budget line that goes"],
                "goes_on": ["Enter the date on which the budget goes"],
            },
        ),
        ({"kind": "cost_avoidance"}, {}),
    ],
)
def test_before_finance_is_asked_the_sort_of_gain_is_said(typed, said):
    assert errors(ClassifyForm(typed, instance=BenefitFactory())) == said


def test_residents_release_no_cash_of_the_council():
    form = ClassifyForm(
        {"kind": "cash_releasing", "cost_centre": "A", "budget_line": "B", "goes_on": "2027-04-01"},
        instance=BenefitFactory(beneficiary="resident"),
    )

    assert list(errors(form)) == ["kind"]
