from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corps.formats import CsvError, Row, read_csv
from councils.formats import PHASES, fold_council, read_projects

ROOT = Path(__file__).resolve().parents[2]
FUND = ROOT.parent / "shared/data/projects/local_digital_fund_projects.csv"

COUNCILS = {
    "Camden": "CMD",
    "City of London": "LND",
    "City of London Corporation": "LND",
    "City of Westminster": "WSM",
    "Croydon": "CRY",
    "Greenwich": "GRE",
    "Hammersmith and Fulham": "HMF",
    "Kingston upon Thames": "KTT",
    "Lambeth": "LBH",
    "Lewisham": "LEW",
    "Richmond upon Thames": "RIC",
    "Southwark": "SWK",
}


def read(sheet, column="council"):
    return read_projects(read_csv(sheet, ["title", column]), column, COUNCILS)


def only_draft(sheet):
    (draft,), skipped, _ = read(sheet)
    assert skipped == []
    return draft


def refusal(sheet):
    with pytest.raises(CsvError) as caught:
        read(sheet)
    return str(caught.value)


def test_a_row_becomes_a_draft_of_what_it_says_and_no_more():
    draft = only_draft(
        "title,council,stage,award_gbp,round,date,source,licence,partners\n"
        "Housing  repairs,Lambeth,Beta,350000,3,2020-03,https://council.example/a,OGL v3,Camden\n"
    )

    assert (draft.line, draft.council, draft.title) == (2, "LBH", "Housing repairs")
    assert (draft.phase, draft.problem, draft.department) == ("beta", "", "")
    assert draft.source_url == "https://council.example/a"
    assert draft.source_note == (
        "Grant awarded £350,000, round 3, March 2020. Licence of the source: OGL v3."
        " Partners: Camden."
    )


def test_a_title_and_a_council_are_enough():
    draft = only_draft("title,council\nHousing repairs,Camden\n")

    assert (draft.phase, draft.source_url, draft.source_note) == ("", "", "")


def test_what_a_sheet_calls_by_other_names_is_read_too():
    draft = only_draft(
        "title,council,phase,description,department,award,source_url\n"
        "Forms,Camden,live,They are long.,Planning,£1240.50,http://council.example\n"
    )

    assert (draft.phase, draft.problem, draft.department) == ("live", "They are long.", "Planning")
    assert draft.source_url == "http://council.example"
    assert draft.source_note == "Grant awarded £1,240.50."


@pytest.mark.parametrize(
    "source",
    ["Cabinet paper 7", "javascript:alert(1)", "https://", "http://a b.example", "http://["],
)
def test_a_source_that_is_no_web_address_is_kept_as_words(source):
    draft = only_draft(f"title,council,source\nForms,Camden,{source}\n")

    assert draft.source_url == ""
    assert draft.source_note == f"Source: {source}."


def test_a_row_of_no_london_council_is_skipped_with_its_reason():
    sheet = "title,council,partners\nA,Leeds,Camden\nB,,Camden\nC,London,\nD,Camden,Leeds\n"

    drafts, skipped, notes = read(sheet)

    assert [draft.title for draft in drafts] == ["D"]
    assert [str(remark) for remark in skipped] == [
        "Line 2: “Leeds” is not a London council.",
        "Line 3: the column “council” is empty.",
        "Line 4: “London” is not a London council.",
    ]
    assert notes == []


@pytest.mark.parametrize("phase", ["prototype", "proposal", "private beta"])
def test_a_phase_outside_the_list_becomes_blank_and_is_reported(phase):
    (draft,), _, notes = read(f"title,council,stage\nForms,Camden,{phase}\n")

    assert draft.phase == ""
    assert [str(remark) for remark in notes] == [
        f"Line 2: the phase “{phase}” is none of discovery, alpha, beta, live, and was left blank."
    ]


def test_nothing_is_reported_of_rows_that_are_skipped():
    _, skipped, notes = read("title,council,stage\nForms,Leeds,prototype\n")

    assert len(skipped) == 1
    assert notes == []


def test_a_note_too_long_to_keep_is_cut_and_reported():
    partners = "; ".join(["Somewhere in England"] * 20)

    (draft,), _, notes = read(f"title,council,round,partners\nForms,Camden,1,{partners}\n")

    assert len(draft.source_note) <= 300
    assert draft.source_note.startswith("Round 1. Partners: Somewhere in England; ")
    assert draft.source_note.endswith("…")
    assert [str(remark) for remark in notes] == [
        "Line 2: the note on its source was cut to 300 characters."
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2018", "2018"),
        ("2023-2024", "2023 to 2024"),
        ("2023/24", "2023 to 2024"),
        ("2023–24", "2023 to 2024"),
        ("2010-12", "December 2010"),
        ("2020-3", "March 2020"),
        ("2020-03-13", "13 March 2020"),
        ("2020-02-29", "29 February 2020"),
        ("03/04/2020", "3 April 2020"),
    ],
)
def test_a_date_is_said_as_people_say_it(written, said):
    assert only_draft(f"title,council,date\nForms,Camden,{written}\n").source_note == f"{said}."


@pytest.mark.parametrize(
    ("sheet", "error"),
    [
        (
            "title,council\nA,Camden\n ,Camden\n",
            "Line 3, column “title”: Give the project a title.",
        ),
        (
            f"title,council\n{'x' * 201},Camden\n",
            "Line 2, column “title”: This has 201 characters. Shorten it to 200 or fewer.",
        ),
        (
            f"title,council,department\nForms,Camden,{'x' * 101}\n",
            "Line 2, column “department”: This has 101 characters. Shorten it to 100 or fewer.",
        ),
        (
            f"title,council,source\nForms,Camden,https://a.example/{'x' * 183}\n",
            "Line 2, column “source”: This has 201 characters. Shorten it to 200 or fewer.",
        ),
    ],
)
def test_a_cell_that_cannot_be_kept_aborts_the_file(sheet, error):
    assert refusal(sheet) == error


@pytest.mark.parametrize(
    "amount", ["lots", "-5", "1.5m", "NaN", "1,24", "£", "1.234", "1e6", "٣", "$5", "350.000.00"]
)
def test_an_amount_that_is_no_number_of_pounds_aborts_the_file(amount):
    sheet = f'title,council,award_gbp\nForms,Camden,100\nForms,Camden,"{amount}"\n'

    assert refusal(sheet) == (
        f"Line 3, column “award_gbp”: “{amount}” is not a number of pounds."
        " Write it like 350000 or 1240.50."
    )


@pytest.mark.parametrize(
    "written",
    ["soon", "2020-13", "2020-02-30", "31/04/2020", "2024-2023", "2023-2023", "20", "1066", "0000"],
)
def test_a_date_that_is_none_aborts_the_file(written):
    assert refusal(f"title,council,date\nForms,Camden,{written}\n") == (
        f"Line 2, column “date”: “{written}” is not a date."
        " Write it like 2027-03-13, 2027-03 or 2027."
    )


def test_a_malformed_row_aborts_the_file_even_out_of_scope():
    sheet = "title,council,award_gbp\nForms,Camden,1\nForms,Leeds,lots\n"

    assert refusal(sheet).startswith("Line 3, column “award_gbp”: ")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Lambeth", "LBH"),
        ("LAMBETH", "LBH"),
        ("London Borough of Lambeth", "LBH"),
        ("LB Lambeth", "LBH"),
        ("LB of Lambeth", "LBH"),
        ("Lambeth Council", "LBH"),
        ("Lambeth LBC", "LBH"),
        ("Lambeth London Borough Council", "LBH"),
        ("The Mayor and Burgesses of the London Borough of Lambeth", "LBH"),
        ("Royal Borough of Greenwich", "GRE"),
        ("Royal Greenwich", "GRE"),
        ("Hammersmith & Fulham", "HMF"),
        ("LBHF", "HMF"),
        ("Kingston-upon-Thames", "KTT"),
        ("Kingston", "KTT"),
        ("Richmond", "RIC"),
        ("Westminster", "WSM"),
        ("Westminster City Council", "WSM"),
        ("City of London", "LND"),
        ("The City of London Corporation", "LND"),
    ],
)
def test_a_council_is_known_by_any_of_its_names(written, code):
    assert only_draft(f"title,council\nForms,{written}\n").council == code


@pytest.mark.parametrize(
    "written",
    ["London", "LOTI", "GLA", "City of Lincoln", "Kingston upon Hull", "RBKC", "London Borough of"],
)
def test_others_are_not_taken_for_a_london_council(written):
    drafts, skipped, _ = read(f"title,council\nForms,{written}\n")

    assert drafts == []
    assert len(skipped) == 1


@given(st.sampled_from(sorted(COUNCILS)), st.sampled_from(["", "the ", "The "]))
def test_capitals_and_a_council_at_the_end_do_not_change_a_name(name, article):
    folded = fold_council(name)

    assert fold_council(f"{article}{name.upper()} Council") == folded
    assert fold_council(f" {name.lower()}. ") == folded


@given(st.text())
def test_any_phase_is_one_of_ours_or_blank_with_a_remark(words):
    row = Row(2, {"title": "Forms", "council": "Camden", "phase": words})

    (draft,), _, notes = read_projects([row], "council", COUNCILS)

    assert draft.phase in {"", *PHASES}
    assert len(notes) == (words != "" and draft.phase == "")


@pytest.mark.real_data
@pytest.mark.skipif(not FUND.exists(), reason="../shared is not beside this repository")
def test_the_local_digital_fund_gives_six_drafts_and_skips_eleven():
    rows = read_csv(FUND.read_bytes(), ["title", "lead_council"])

    drafts, skipped, notes = read_projects(rows, "lead_council", COUNCILS)

    assert [(draft.line, draft.council, draft.phase) for draft in drafts] == [
        (4, "SWK", "alpha"),
        (8, "SWK", "beta"),
        (9, "LBH", "beta"),
        (10, "GRE", ""),
        (12, "CRY", ""),
        (14, "LEW", ""),
    ]
    assert [remark.line for remark in skipped] == [2, 3, 5, 6, 7, 11, 13, 15, 16, 17, 18]
    assert [remark.line for remark in notes] == [10, 12, 14]
    assert drafts[2].source_note == (
        "Grant awarded £350,000, round 4, 13 March 2020. Licence of the source: OGL v3."
        " Partners: Wycombe; Camden; Lewisham; Southwark."
    )
