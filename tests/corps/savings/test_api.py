"""Benefits, figures, frozen quarters and reports, as programs read them."""

import csv
import io
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from corps.savings import formats, services
from corps.savings.models import Published
from corps.savings.queries import quarters_to_freeze
from councils.models import Council
from tests.councils.asking import ask
from tests.factories.accounts import UserFactory
from tests.factories.savings import (
    BenefitFactory,
    ClaimFactory,
    DecidedClaimFactory,
    ForecastFactory,
    MeasurementFactory,
    PartFactory,
    ToldBenefitFactory,
)

pytestmark = pytest.mark.django_db
OF_LIMITS = 6  # queries by which the limit of questions is kept


@pytest.fixture(autouse=True)
def forget():
    cache.clear()


def decided(**fields):
    """A benefit of Lambeth of which a claim was verified."""
    council = Council.objects.get(code="LBH")
    benefit = ToldBenefitFactory(project__council=council, **fields)
    claim = DecidedClaimFactory(benefit=benefit)
    MeasurementFactory(benefit=benefit, claim=claim)
    ForecastFactory(benefit=benefit)
    PartFactory(claim=claim)
    return benefit


def titles(client, **query):
    return {row["title"] for row in ask(client, "benefits", **query)["results"]}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("benefits", 2), ("reports", 2), ("snapshots", 1)])
def test_a_list_costs_the_same_however_long(
    client, count, path, queries, django_assert_num_queries
):
    kept = Published.objects.values_list("pk", flat=True)[:count]
    Published.objects.exclude(pk__in=list(kept)).delete()
    for ends_on in quarters_to_freeze(timezone.localdate())[:count]:
        decided()
        services.freeze_quarter(ends_on, by=UserFactory(is_staff=True))

    with django_assert_num_queries(OF_LIMITS + queries):
        client.get(f"/api/{path}/")


@pytest.mark.parametrize("count", [1, 3])
def test_one_benefit_costs_the_same_however_many_claims(client, count, django_assert_num_queries):
    benefit = decided()
    for _ in range(count - 1):
        PartFactory(claim=DecidedClaimFactory(benefit=benefit))

    with django_assert_num_queries(OF_LIMITS + 6):
        client.get(f"/api/benefits/{benefit.pk}/")


def test_a_benefit_tells_what_its_page_tells(client):
    benefit = decided(title="Fewer bounced forms")

    told = ask(client, f"benefits/{benefit.pk}")

    assert (told["council"], told["kind"], told["service"]) == (
        "lambeth",
        "cash_releasing",
        "planning",
    )
    assert [row["amount_gbp"] for row in told["forecasts"]] == ["96000.00"]
    assert [(row["stage"], row["amount_gbp"]) for row in told["measurements"]] == [
        ("verified", "96000.00")
    ]
    assert [part["verdict"] for part in told["claims"][0]["parts"]] == ["verified"]


def test_no_name_is_told_that_the_page_keeps(client):
    benefit = decided(officer_name="Sample officer", officer_email="officer@sample.gov.uk")

    body = client.get(f"/api/benefits/{benefit.pk}/").content.decode()

    assert "Sample officer" not in body
    assert "officer@sample.gov.uk" not in body
    assert str(benefit.author) not in body


def test_what_is_not_published_is_not_there(client):
    draft = BenefitFactory()
    early = ToldBenefitFactory(project__opened_at=None)

    assert titles(client) == set()
    assert {client.get(f"/api/benefits/{one.pk}/").status_code for one in (draft, early)} == {404}


def test_a_withdrawn_claim_is_not_told(client):
    claim = ClaimFactory(stage="withdrawn")

    assert ask(client, f"benefits/{claim.benefit_id}")["claims"] == []


def test_benefits_are_narrowed_as_the_page_is(client):
    decided(title="Fewer bounced forms")
    ToldBenefitFactory(title="Hours saved", kind="non_cash_releasing", service="housing")

    for query in (
        {},
        {"borough": "lambeth"},
        {"kind": "non_cash_releasing"},
        {"service": "planning"},
        {"stage": "claimed"},
        {"stage": "verified"},
    ):
        page = client.get(reverse("savings:benefits"), query).context["page"]
        assert titles(client, **query) == {benefit.title for benefit in page}, query


@pytest.mark.parametrize(
    ("path", "query", "errors"),
    [
        ("benefits", {"stage": "draft"}, {"stage"}),
        ("benefits", {"kind": "wonderful"}, {"kind"}),
        ("savings", {"year": "1066"}, {"year"}),
        ("savings", {"category": "wonderful"}, {"category"}),
        ("savings", {"cursor": "x"}, {"cursor"}),
        ("reports", {"borough": "lambeth"}, {"borough"}),
    ],
)
def test_what_cannot_be_read_is_told(client, path, query, errors):
    assert set(ask(client, path, 400, **query)["errors"]) == errors


def test_the_figures_are_exactly_those_of_the_page(client):
    decided()
    services.summarise()

    told = ask(client, "savings", service="planning")

    page = client.get(reverse("savings:dashboard"), {"service": "planning"}).context["shown"]
    shown = formats.as_plain(page)
    assert told | {"as_at": ""} == shown | {"as_at": ""}
    assert Decimal(told["totals"]["verified"]["gbp"]) == 96_000


def test_the_figures_come_as_the_pages_own_sheet(client):
    decided()
    services.summarise()

    response = client.get("/api/savings/?format=csv")

    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert next(row["value"] for row in rows if row["figure"] == "verified") == "96000.00"


def test_figures_that_are_held_already_are_not_sent_again(client):
    decided()
    services.summarise()
    tag = client.get("/api/savings/")["ETag"]

    same = client.get("/api/savings/", headers={"If-None-Match": tag})
    decided()
    services.summarise()
    new = client.get("/api/savings/", headers={"If-None-Match": tag})

    assert (same.status_code, new.status_code) == (304, 200)


def test_the_figures_cost_the_same_whatever_they_are_made_of(client):
    counts = []
    for rows in (1, 2):
        for _ in range(rows):
            decided()
        services.summarise()
        with CaptureQueriesContext(connection) as asked:
            client.get("/api/savings/")
        counts.append(len(asked))
        cache.clear()

    assert counts[0] == counts[1]


def test_reports_of_others_are_told_apart(client):
    report = Published.objects.create(
        who="Sample council", project="Sample", amount_gbp=5, basis="per_year", kind="target"
    )
    report.councils.add(Council.objects.get(code="LBH"))

    told = ask(client, f"reports/{report.pk}")

    assert (told["councils"], told["kind"], told["amount_gbp"]) == (["lambeth"], "target", "5.00")


def test_a_frozen_quarter_keeps_its_figures(client):
    decided()
    services.summarise()
    staff = UserFactory(is_staff=True)
    ends_on = quarters_to_freeze(timezone.localdate())[0]
    snapshot = services.freeze_quarter(ends_on, by=staff)

    listed = ask(client, "snapshots")["results"]
    told = ask(client, f"snapshots/{snapshot.slug}")

    assert [row["slug"] for row in listed] == [snapshot.slug]
    assert told["figures"] == snapshot.figures
    assert "frozen_by" not in told
