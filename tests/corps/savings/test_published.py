"""What others report: shown apart, marked where disputed, and in no total of ours."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError
from django.urls import reverse

from corps.savings import queries, services
from corps.savings.models import Population, Published

pytestmark = pytest.mark.django_db

REAL = Path(__file__).resolve().parents[4] / "shared/data"


def test_all_reports_stand_with_their_source_and_who_they_are_of():
    found = Published.objects.all()

    assert found.count() == 14
    assert [one.source for one in found if not one.source] == []
    harrow = found.get(who="Harrow")
    assert [council.code for council in harrow.councils.all()] == ["HRW"]
    assert found.get(who__startswith="Hammersmith and Fulham, ").councils.count() == 3


def test_none_of_them_is_in_a_total_of_ours(client):
    services.summarise()

    assert queries.verified_cash() == 0
    assert client.get(reverse("savings:dashboard")).context["shown"].forecast_in_all.gbp == 0


def test_the_page_shows_each_under_its_kind_with_its_basis_and_marks_the_disputed(client):
    response = client.get(reverse("savings:published"))

    kinds = {kind.value: len(rows) for kind, rows in response.context["kinds"]}
    assert kinds == {
        "realised": 8,
        "target": 1,
        "forecast": 1,
        "programme_total": 2,
        "projection": 2,
    }
    text = response.content.decode()
    assert text.count("Disputed") == Published.objects.exclude(dispute="").count() == 3
    assert text.count("Time not stated") == 3


def test_the_page_costs_the_same_however_much_there_is(client, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get(reverse("savings:published"))


@pytest.mark.parametrize(
    ("written", "words"), [("2019", "2019"), ("2023-03-23", "23 March 2023"), ("", "")]
)
def test_a_source_is_dated_as_exactly_as_it_is_known(written, words):
    assert Published(source_date=written).dated == words


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"amount_gbp": 0}, "published_saving_is_of_some_money"),
        ({"source_date": "March 2020"}, "published_saving_is_dated_by_year_or_day"),
        ({"who": "Harrow"}, "published_saving_stands_once"),
    ],
)
def test_a_report_keeps_the_rules(fields, name):
    project = Published.objects.get(who="Harrow").project
    row = {"who": "Sample", "project": project, "amount_gbp": 1, "source": "A paper", **fields}

    with pytest.raises(IntegrityError, match=name):
        Published.objects.create(**row)


def test_every_council_has_residents_once():
    assert Population.objects.count() == 33
    assert sum(Population.objects.values_list("people", flat=True)) == 9_002_488


@pytest.mark.parametrize(
    ("people", "year", "name"),
    [(0, 2019, "population_is_of_somebody"), (5, 2020, "population_is_known_once")],
)
def test_residents_keep_the_rules(people, year, name):
    council = Population.objects.first().council

    with pytest.raises(IntegrityError, match=name):
        Population.objects.create(council=council, people=people, year=year)


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason="The shared data is not here.")
def test_the_amounts_and_bases_are_those_of_the_sources():
    kinds = {"reported_realised": "realised"}
    with (REAL / "savings/savings_records.csv").open(encoding="utf-8") as file:
        truth = sorted(
            (Decimal(row["amount_gbp"]), row["basis"], kinds.get(row["kind"], row["kind"]))
            for row in csv.DictReader(file)
        )

    found = Published.objects.values_list("amount_gbp", "basis", "kind")

    assert sorted(found) == truth


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason="The shared data is not here.")
def test_the_residents_are_those_of_the_sources():
    with (REAL / "boroughs/borough_facts.csv").open(encoding="utf-8") as file:
        truth = {row["gss-code"]: int(float(row["pop-2020"])) for row in csv.DictReader(file)}

    assert dict(Population.objects.values_list("council__gss", "people")) == truth
