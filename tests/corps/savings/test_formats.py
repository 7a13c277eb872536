"""What is downloaded is exactly what is shown."""

import csv
import io
import json
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from corps.savings import formats, services
from corps.savings.formats import Borough, Dashboard, Given, Point, Sum, Sums
from tests.factories.savings import ForecastFactory, PartFactory

JULY = date(2026, 7, 1)
money = st.decimals(0, 10**9, places=2)
sums = st.builds(Sum, money, st.integers(0, 1000))
sorts = st.builds(Sums, st.just("housing"), st.just("housing"), sums, sums, sums, sums, sums)
dashboards = st.builds(
    Dashboard,
    as_at=st.just(datetime(2026, 11, 22, tzinfo=UTC)),
    period=st.just("to 22 November 2026"),
    filters=st.just({"financial year": "all"}),
    category=st.just("cash-releasing"),
    whole=sorts,
    forecast_in_all=sums,
    beside=st.lists(sorts, max_size=3).map(tuple),
    costs=sorts,
    points=st.lists(
        st.builds(Point, st.just("Jun 26"), st.just(JULY), money, st.none() | money), max_size=4
    ).map(tuple),
    boroughs=st.lists(
        st.builds(Borough, sorts, st.just("LBH"), st.none() | st.integers(1, 400_000)), max_size=3
    ).map(tuple),
    services=st.lists(sorts, max_size=3).map(tuple),
    given=st.builds(Given, money, money, st.integers(0, 99)),
    residents_year=st.just(2020),
    oldest_waiting=st.none() | st.just(date(2026, 11, 1)),
)


@given(dashboards)
def test_the_same_figures_stand_in_csv_and_in_json(shown):
    figures = formats.as_plain(shown)

    rows = list(csv.DictReader(io.StringIO(formats.as_csv(figures))))

    assert json.loads(formats.as_json(figures)) == json.loads(formats.canonical(figures)) == figures
    totals = {row["figure"]: row["value"] for row in rows if row["section"] == "total"}
    assert totals == {
        state.replace("_", " "): amount["gbp"] for state, amount in figures["totals"].items()
    }
    boroughs = [
        row["value"] for row in rows if (row["section"], row["figure"]) == ("borough", "verified")
    ]
    assert boroughs == [f"{one.sums.verified.gbp:.2f}" for one in shown.boroughs]


@given(st.lists(sums))
def test_sums_add_up_in_any_order_to_the_penny(listed):
    forwards, backwards = sum(listed, Sum()), sum(reversed(listed), Sum())

    assert forwards == backwards
    assert forwards.gbp == sum(one.gbp for one in listed)


@given(st.dictionaries(st.text(), st.text() | st.none() | st.integers()))
def test_one_text_is_hashed_whatever_the_order_of_the_keys(figures):
    turned = dict(reversed(figures.items()))

    assert formats.canonical(figures) == formats.canonical(turned)
    assert json.loads(formats.canonical(figures)) == figures


@pytest.mark.parametrize(
    ("verified", "people", "per_head", "compared"),
    [(38_000, 321_813, "0.12", "0.12"), (5, None, None, "0"), (1_094, 10_938, "0.10", "0")],
)
def test_pounds_for_each_resident_are_compared_where_there_are_many(
    verified, people, per_head, compared
):
    borough = Borough(Sums("x", "X", verified=Sum(Decimal(verified))), "SAM", people)

    assert borough.per_head == (per_head and Decimal(per_head))
    assert borough.compared == Decimal(compared)


@pytest.mark.parametrize(("verified", "hoped", "share"), [(38, 100, 38), (5, 0, None), (3, 2, 150)])
def test_verified_in_per_cent_of_what_was_forecast(verified, hoped, share):
    whole = Sums("x", "X", verified=Sum(Decimal(verified)), forecast=Sum(Decimal(hoped)))
    empty = dict.fromkeys(("beside", "points", "boroughs", "services"), ())

    shown = Dashboard(
        as_at=datetime(2026, 11, 22, tzinfo=UTC),
        period="",
        filters={},
        category="",
        whole=whole,
        forecast_in_all=Sum(),
        costs=Sums("", ""),
        given=Given(),
        **empty,
    )

    assert shown.share_of_forecast == share


@pytest.mark.django_db
def test_the_page_and_both_files_say_the_same(client):
    part = PartFactory(amount_gbp=Decimal("12345.67"))
    ForecastFactory(benefit=part.claim.benefit)
    services.summarise()
    chosen = {"service": "planning", "year": "2026"}

    shown = client.get(reverse("savings:dashboard"), chosen).context["shown"]
    from_json = client.get(reverse("savings:figures-json"), chosen).json()
    sheet = client.get(reverse("savings:figures-csv"), chosen)

    by_section = defaultdict(list)
    for row in csv.DictReader(io.StringIO(sheet.content.decode())):
        by_section[row["section"], row["figure"]].append(row["value"])
    assert from_json["totals"]["verified"]["gbp"] == f"{shown.whole.verified.gbp}" == "12345.67"
    assert by_section["total", "verified"] == ["12345.67"]
    assert sum(map(Decimal, by_section["borough", "verified"])) == Decimal("12345.67")
    assert from_json["filters"]["service area"] == "planning and building control"
    assert sheet["Content-Disposition"] == 'attachment; filename="savings.csv"'
