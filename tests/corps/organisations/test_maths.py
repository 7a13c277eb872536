from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corps.organisations import maths

EXAMPLES = "such as 01234567 or SC123456"


@pytest.mark.parametrize(
    "number",
    [
        "00968498",
        "01785381",
        "05375099",
        "OC336077",
        "01628868",
        "04482788",
        "10161344",
        "06279757",
        "11393390",
    ],
)
def test_a_number_as_the_register_writes_it_stays_as_it_is(number):
    assert maths.normalise_company_number(number) == number
    assert maths.is_company_number(number)
    assert maths.company_number_error(number) == ""


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("7590785", "07590785"),
        ("7689604", "07689604"),
        ("454323", "00454323"),
        ("4142000", "04142000"),
        ("158718", "00158718"),
        ("4103211", "04103211"),
        ("4013122", "04013122"),
        (" 0414 2000 ", "04142000"),
        ("04-142-000", "04142000"),
        ("04\N{EN DASH}142000", "04142000"),
        ("04\N{NO-BREAK SPACE}142000\t", "04142000"),
        ("sc1234", "SC001234"),
        ("SC 123456", "SC123456"),
        ("oc336077", "OC336077"),
        ("NI12345", "NI012345"),
        ("1", "00000001"),
    ],
)
def test_the_zeros_that_people_leave_out_are_put_back(written, number):
    assert maths.normalise_company_number(written) == number
    assert maths.is_company_number(number)
    assert maths.company_number_error(written) == ""


@pytest.mark.parametrize(
    "number",
    [
        "R0123456",
        "IP12345R",
        "SPABCDEF",
        "RS12345R",
        "NI12345A",
        "SL12345A",
        "ES123456",
        "EN123456",
    ],
)
def test_the_rarer_registers_are_known(number):
    assert maths.is_company_number(number)


@pytest.mark.parametrize(
    "number",
    [
        "458577871",
        "",
        "4142000",
        "XX123456",
        "SC12345A",
        "OC12345A",
        "NI1234AA",
        "NI12345B",
        "IP12_456",
        "R1123456",
        "R012345A",
        "A1234567",
        "1A234567",
        "sc123456",
        "SC123456\n",
        "0414200٣",
        "GBCOH04142000",
    ],
)
def test_what_the_register_could_not_have_given_is_refused(number):
    assert not maths.is_company_number(number)


@pytest.mark.parametrize(
    ("written", "error"),
    [
        (" - ", f"Enter the company number, {EXAMPLES}."),
        (
            "458577871",
            f"A company number has 8 characters, and this one has 9. Copy it from the register,"
            f" {EXAMPLES}.",
        ),
        (
            "XX1234",
            f"No company number begins with XX. Copy it from the register, {EXAMPLES}.",
        ),
        (
            "SC12345A",
            "A company number is 8 figures, or two letters and 6 figures."
            f" Copy it from the register, {EXAMPLES}.",
        ),
        (
            "IP12_456",
            "A company number is 8 figures, or two letters and 6 figures."
            f" Copy it from the register, {EXAMPLES}.",
        ),
    ],
)
def test_an_error_says_how_to_mend_it(written, error):
    assert maths.company_number_error(written) == error


@given(st.text())
def test_normalising_twice_changes_nothing_more(text):
    once = maths.normalise_company_number(text)

    assert maths.normalise_company_number(once) == once


@given(st.text())
def test_there_is_an_error_exactly_where_there_is_no_number(text):
    number = maths.normalise_company_number(text)

    assert bool(maths.company_number_error(text)) != maths.is_company_number(number)


@given(st.integers(1, 99_999_999))
def test_every_number_of_up_to_eight_figures_is_found_with_or_without_its_zeros(figures):
    assert maths.normalise_company_number(str(figures)) == f"{figures:08}"
    assert maths.is_company_number(f"{figures:08}")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("Company No. 01234567", "01234567"),
        ("company number: sc 123456", "SC123456"),
        ("CRN 1234567890", "1234567890"),
        ("No 7590785", "07590785"),
        ("\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17", "01234567"),
        ("NO123456", "NO123456"),
    ],
)
def test_words_before_a_number_are_left_out(written, number):
    assert maths.normalise_company_number(written) == number


def test_a_letter_for_a_figure_is_pointed_out():
    assert maths.company_number_error("O1234567").startswith("This has a letter where")


DAY = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(DAY, st.integers(0, 60), st.lists(st.tuples(DAY, st.integers(0, 20)), max_size=3))
def test_working_days_are_those_after_the_first_that_no_pause_holds(after, days, pauses):
    until = after + timedelta(days=days)
    spans = [(first, first + timedelta(days=n)) for first, n in pauses]
    held = {
        first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)
    }

    counted = [after + timedelta(days=n) for n in range(1, days + 1)]

    assert maths.working_days(after, until, spans) == sum(
        day.weekday() < 5 and day not in held for day in counted
    )


def test_an_open_pause_lasts_until_today():
    friday, next_friday = date(2027, 3, 5), date(2027, 3, 12)

    assert maths.working_days(friday, next_friday) == 5
    assert maths.working_days(friday, next_friday, [(date(2027, 3, 9), None)]) == 1
