"""A measurement and a split that do not fit are answered at their fields."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from corps.savings.forms import MeasurementForm, SplitForm
from corps.savings.models import Kind
from tests.factories.savings import BaselinedBenefitFactory, ClaimFactory, MeasurementFactory

pytestmark = pytest.mark.django_db
ABSURD = "is above £100m: check the noughts, or split it into benefits"


def errors(form):
    """What is said, at which field."""
    return {name: list(said) for name, said in form.errors.items()}


def measured(benefit=None, files=None, **typed):
    """The form of a measurement as it was typed."""
    least = {
        "period_from": "2026-04-01",
        "period_to": "2026-04-30",
        "value": "23",
        "amount_gbp": "£8,000",
        "link": "sample.example/report",
    }
    return MeasurementForm(least | typed, files, benefit=benefit or BaselinedBenefitFactory())


def test_a_measurement_is_read_as_people_type_it():
    form = measured()

    assert form.is_valid()
    assert (form.cleaned_data["amount_gbp"], form.cleaned_data["link"]) == (
        Decimal(8000),
        "https://sample.example/report",
    )


TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount_gbp": "-1"}, {"amount_gbp": ["What it is worth cannot be less than 0"]}),
        ({"amount_gbp": "9000m"}, {"amount_gbp": [f"What it is worth {ABSURD}"]}),
        ({"amount_gbp": "1e400"}, {"amount_gbp": [f"What it is worth {ABSURD}"]}),
        ({"amount_gbp": ""}, {"amount_gbp": ["Enter what it is worth, in pounds"]}),
        ({"value": "-1"}, {"value": ["What was measured cannot be less than 0"]}),
        (
            {"value": "230"},
            {"value": ["A share cannot be above 100 per cent: check the figure or the unit"]},
        ),
        (
            {"period_to": "2026-03-31"},
            {"period_to": ["The last day must not be before the first"]},
        ),
        (
            {"period_from": "2026-03-31"},
            {"period_from": ["The baseline goes up to 31 March 2026: measure from a later day on"]},
        ),
        (
            {"period_to": TOMORROW.isoformat()},
            {"period_to": ["This is still to come: measure what is over"]},
        ),
        ({"link": ""}, {"file": ["Add what shows it: a file, or the address of one"]}),
        ({"link": "not an address"}, {"link": ["Enter a valid URL."]}),
    ],
)
def test_what_is_wrong_with_a_measurement_is_said_at_its_field(typed, said):
    assert errors(measured(**typed)) == said


def test_days_that_were_measured_already_are_named():
    row = MeasurementFactory()

    form = measured(row.benefit, period_from="2026-09-30", period_to="2026-10-01")

    assert errors(form) == {
        "period_from": [
            "1 April 2026 to 30 September 2026 was measured already: no day counts twice"
        ]
    }


def test_a_file_that_is_not_what_it_says_is_refused_beside_its_field():
    file = SimpleUploadedFile("report.pdf", b"Just words.")

    form = measured(files={"file": file}, link="")

    assert errors(form) == {
        "file": [
            "This says it is a PDF, but is not: it looks like plain text in UTF-8."
            " Give it the name that fits, or save it again"
        ]
    }


def test_a_good_file_beside_an_error_is_asked_for_again():
    file = SimpleUploadedFile("report.txt", b"Just words.")

    form = measured(files={"file": file}, value="")

    assert "Choose the file again: browsers do not keep it." in str(form)


def test_what_is_not_in_money_is_asked_for_no_pounds():
    form = measured(BaselinedBenefitFactory(kind=Kind.QUANTITATIVE))

    assert "amount_gbp" not in form.fields


def test_a_benefit_in_pounds_says_what_its_value_means():
    form = measured(BaselinedBenefitFactory(unit="pounds"))

    assert form.fields["value"].help_text == "What it costs or brings now, in pounds."


BUDGET = {"cost_centre": "PL-104", "budget_line": "Officers", "goes_on": "2027-04-01"}


def split(**typed):
    """How finance split £96,000."""
    return SplitForm({"kind": "cash_releasing"} | typed, claim=ClaimFactory())


def test_a_split_becomes_its_parts_and_those_of_nothing_are_none():
    form = split(
        verified_gbp="38k",
        filed_gbp="51,000",
        filed_reason="Hours",
        rejected_gbp="7000",
        rejected_reason="Twice",
        **BUDGET,
    )
    whole = split(kind="income", verified_gbp="96000", rejected_gbp="0")

    assert (form.is_valid(), whole.is_valid()) == (True, True)
    assert [(part.verdict, part.kind, part.amount_gbp) for part in form.parts()] == [
        ("verified", "cash_releasing", 38_000),
        ("filed", "non_cash_releasing", 51_000),
        ("rejected", "cash_releasing", 7_000),
    ]
    assert [(part.kind, part.cost_centre) for part in whole.parts()] == [("income", "")]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            {"kind": "income", "verified_gbp": "95999.99"},
            {
                "verified_gbp": [
                    "The parts come to £95,999.99: £0.01 less than the £96,000.00 claimed"
                ]
            },
        ),
        (
            {"kind": "income", "verified_gbp": "97000"},
            {
                "verified_gbp": [
                    "The parts come to £97,000.00: £1,000.00 more than the £96,000.00 claimed"
                ]
            },
        ),
        (
            {"verified_gbp": "96000"},
            {
                "cost_centre": ["Enter the cost centre: cash leaves a budget"],
                "budget_line": ["Enter the budget line that goes"],
                "goes_on": ["Enter the date on which the budget goes"],
            },
        ),
        (
            {"filed_gbp": "90000", "rejected_gbp": "6000"},
            {
                "filed_reason": ["Give the reason: everybody can read it"],
                "rejected_reason": ["Give the reason: everybody can read it"],
            },
        ),
        (
            {"verified_gbp": "-1"},
            {"verified_gbp": ["The part verified cannot be less than 0"]},
        ),
    ],
)
def test_what_is_wrong_with_a_split_is_said_at_its_field(typed, said):
    assert errors(split(**typed)) == said


def test_a_split_begins_with_the_whole_claim_and_the_budget_that_was_named():
    form = SplitForm(claim=ClaimFactory())

    assert (form["verified_gbp"].value(), form["cost_centre"].value()) == (96_000, "PL-104")
