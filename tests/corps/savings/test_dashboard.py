"""The public dashboard: what it shows, how it adds up, and what it costs to show."""

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from corps.savings import queries, services
from corps.savings.models import Kind, Part
from corps.savings.queries.lines import amounts_of
from councils.models import Council, Project
from tests.factories.savings import (
    ClaimFactory,
    DecidedClaimFactory,
    ForecastFactory,
    MeasurementFactory,
    PartFactory,
    ToldBenefitFactory,
)

pytestmark = pytest.mark.django_db

CUT = {"reason": "Counted before.", "cost_centre": "", "budget_line": "", "goes_on": None}


def lambeth(**fields):
    """A claimed cash-releasing benefit of Lambeth."""
    return ToldBenefitFactory(project__council=Council.objects.get(code="LBH"), **fields)


def the_story():
    """Forecast £100,000; claimed £96,000: verified 38, filed as time 51, rejected 7 thousand."""
    benefit = lambeth(title="Fewer bounced forms", running_cost_gbp=3_650)
    ForecastFactory(benefit=benefit, amount_gbp=100_000, period_to=date(2026, 9, 30))
    claim = DecidedClaimFactory(benefit=benefit)
    MeasurementFactory(benefit=benefit, claim=claim)
    PartFactory(claim=claim, amount_gbp=38_000)
    PartFactory(
        claim=claim, verdict="filed", kind=Kind.NON_CASH_RELEASING, amount_gbp=51_000, **CUT
    )
    PartFactory(claim=claim, verdict=Part.Verdict.REJECTED, amount_gbp=7_000, **CUT)
    services.summarise()
    return benefit


def shown(client, **chosen):
    """What the page shows."""
    return client.get(reverse("savings:dashboard"), chosen).context["shown"]


def test_the_headline_is_what_finance_verified_as_cash_and_nothing_else(client):
    the_story()

    found = shown(client)

    assert found.whole.verified.gbp == Decimal(38_000)
    assert found.whole.rejected.gbp == Decimal(7_000)
    assert found.share_of_forecast == 38
    assert [(one.key, one.verified.gbp) for one in found.beside] == [
        ("non_cash_releasing", Decimal(51_000))
    ]
    assert found.costs.running.gbp == Decimal(1_830)


def test_nothing_is_said_where_nothing_is_known(client):
    response = client.get(reverse("savings:dashboard"))

    assert response.context["chart"] is None
    assert response.context["shown"].whole.verified.gbp == 0
    assert "No other sort of saving was claimed" in response.content.decode()
    assert "None recorded yet" in response.content.decode()


def test_a_draft_and_a_project_that_never_opened_count_nowhere(client):
    ForecastFactory(benefit=lambeth(stage="draft"))
    ForecastFactory(benefit=lambeth(project__opened_at=None))
    services.summarise()

    assert shown(client).forecast_in_all.gbp == 0


def test_boroughs_are_compared_by_what_was_verified_for_each_resident(client):
    the_story()

    first, second, *_ = found = shown(client).boroughs

    assert len(found) == 33
    assert (first.code, first.people, first.per_head) == ("LBH", 321_813, Decimal("0.12"))
    assert second.per_head == 0


def test_each_view_of_the_figures_adds_up_to_the_headline(client):
    the_story()
    PartFactory(claim__benefit=lambeth(service="housing"), amount_gbp=Decimal("0.07"))
    services.summarise()

    found = shown(client)

    total = Decimal("38000.07")
    assert found.whole.verified.gbp == total
    assert sum(one.sums.verified.gbp for one in found.boroughs) == total
    assert sum(one.verified.gbp for one in found.services) == total
    assert [one.verified for one in found.points if one.verified is not None][-1] == total
    assert sum(found_of(client, year).whole.verified.gbp for year in queries.years()) == total
    assert queries.verified_cash() == total


def found_of(client, year):
    return shown(client, year=year)


def test_a_year_is_shown_by_its_months_and_holds_no_other(client):
    benefit = lambeth()
    ForecastFactory(
        benefit=benefit,
        period_from=date(2026, 3, 1),
        period_to=date(2026, 4, 30),
        amount_gbp=Decimal(61),
    )
    services.summarise()

    found = shown(client, year=2025)

    assert found.forecast_in_all.gbp == Decimal(31)
    assert len(found.points) == 12
    assert (found.points[0].name, found.points[-1].name) == ("Apr 25", "Mar 26")


def test_another_sort_is_shown_alone_when_it_is_chosen(client):
    the_story()

    found = shown(client, category="non_cash_releasing")

    assert found.whole.verified.gbp == Decimal(51_000)
    assert [(one.key, one.verified.gbp) for one in found.beside] == [
        ("cash_releasing", Decimal(38_000))
    ]


@pytest.mark.parametrize(("service", "expected"), [("planning", 38_000), ("housing", 0)])
def test_a_service_area_is_shown_alone_when_it_is_chosen(client, service, expected):
    the_story()

    assert shown(client, service=service).whole.verified.gbp == expected


def test_a_benefit_without_a_service_area_can_be_chosen(client):
    PartFactory(claim__benefit=lambeth(service=""))
    services.summarise()

    found = shown(client, service="none")

    assert found.whole.verified.gbp == 96_000
    assert [one.name for one in found.services] == ["not stated"]


@pytest.mark.parametrize("chosen", [{"year": "x"}, {"category": "gold"}, {"service": "moon"}])
def test_a_choice_that_there_is_not_is_said_and_passed_over(client, chosen):
    response = client.get(reverse("savings:dashboard"), chosen)

    assert response.status_code == 200
    assert "Choose from the list" in response.content.decode()


def test_what_waits_is_counted_with_the_day_since_when(client):
    claim = ClaimFactory(benefit=lambeth(), submitted_at=timezone.now() - timedelta(days=24))
    services.summarise()

    found = shown(client)

    assert (found.whole.waiting.gbp, found.whole.waiting.claims) == (Decimal(96_000), 1)
    assert found.oldest_waiting == timezone.localdate(claim.submitted_at)


def test_the_page_says_that_a_change_is_not_in_yet(client):
    PartFactory()

    behind = client.get(reverse("savings:dashboard")).context["is_behind"]
    services.summarise()

    assert (behind, client.get(reverse("savings:dashboard")).context["is_behind"]) == (True, False)


def test_a_change_shows_as_soon_as_it_is_summed_up_though_figures_are_kept(client):
    PartFactory(claim__benefit=lambeth(), amount_gbp=1)
    services.summarise()
    before = shown(client)

    PartFactory(claim__benefit=lambeth(service="housing"), amount_gbp=2)
    kept = shown(client)
    services.summarise()

    assert [one.whole.verified.gbp for one in (before, kept, shown(client))] == [1, 1, 3]
    assert kept.as_at == before.as_at


def test_what_was_kept_costs_next_to_nothing(client, django_assert_max_num_queries):
    PartFactory(claim__benefit=lambeth())
    services.summarise()
    client.get(reverse("savings:dashboard"))

    with django_assert_max_num_queries(7):
        client.get(reverse("savings:dashboard"))


def test_the_dashboard_costs_the_same_however_much_there_is(client, django_assert_max_num_queries):
    for service in ("planning", "housing", "health"):
        PartFactory(claim__benefit=lambeth(service=service))
    services.summarise()

    with django_assert_max_num_queries(22):
        client.get(reverse("savings:dashboard"))


@pytest.mark.parametrize(
    ("state", "gbp"),
    [("verified", 38_000), ("rejected", 7_000), ("forecast", 100_000), ("waiting", 0)],
)
def test_a_figure_leads_to_the_benefits_that_it_is_made_of(client, state, gbp):
    benefit = the_story()

    context = client.get(reverse("savings:evidence"), {"state": state}).context

    assert context["total"] == Decimal(gbp)
    assert [(one, amount) for one, amount, _ in context["rows"]] == (
        [(benefit, Decimal(gbp))] if gbp else []
    )


def figures_that_lead_on(page):
    """(address, pounds) of every figure of the page's tables that is a link."""
    found = re.findall(r'<a href="([^"]+)">£([0-9,]+(?:\.[0-9]{2})?)</a>', page.text)
    return [(unescape(to), Decimal(gbp.replace(",", ""))) for to, gbp in found]


@pytest.mark.parametrize(
    "chosen", [{}, {"category": "non_cash_releasing"}, {"service": "planning"}]
)
def test_every_figure_in_a_table_leads_to_what_adds_up_to_it(client, chosen):
    the_story()
    ClaimFactory(benefit=lambeth(service="housing"), amount_gbp=500)
    services.summarise()

    links = figures_that_lead_on(client.get(reverse("savings:dashboard"), chosen))

    assert len(links) >= 8  # those of the table over time among them
    assert [client.get(to).context["total"] for to, _ in links] == [gbp for _, gbp in links]


def test_the_cost_to_run_leads_to_what_each_benefit_costs(client):
    the_story()

    assert client.get(reverse("savings:dashboard")).text.count("See what each costs") == 1
    assert client.get(reverse("savings:benefits")).text.count("Costs £3,650 a year to run.") == 1


def test_what_was_rejected_is_shown_with_its_reason(client):
    the_story()

    [(_, _, [part])] = client.get(reverse("savings:evidence"), {"state": "rejected"}).context[
        "rows"
    ]

    assert (part.amount_gbp, part.reason) == (Decimal(7_000), "Counted before.")


def test_the_evidence_of_a_borough_adds_up_to_the_boroughs_figure(client):
    the_story()
    PartFactory(claim__benefit__project__council=Council.objects.get(code="SWK"))
    services.summarise()

    page = client.get(reverse("savings:evidence"), {"borough": "lambeth"}).context

    assert page["total"] == sum(gbp for _, gbp, _ in page["rows"]) == Decimal(38_000)


@pytest.mark.parametrize("many", [1, 3])
def test_the_evidence_costs_the_same_however_much_there_is(client, many, django_assert_num_queries):
    for _ in range(many):
        PartFactory(claim__benefit=lambeth())
    services.summarise()

    with django_assert_num_queries(8):
        client.get(reverse("savings:evidence"), {"borough": "lambeth"})


def test_a_quarter_after_quarter_picture_turns_to_years_when_it_would_be_too_long(client):
    benefit = lambeth()
    for year in range(2019, 2027):
        ForecastFactory(
            benefit=benefit,
            period_from=date(year, 4, 1),
            period_to=date(year + 1, 3, 31),
            amount_gbp=1,
        )
    services.summarise()

    names = [point.name for point in shown(client).points]

    assert names == [f"Mar {year}" for year in range(20, 28)]


@pytest.mark.parametrize("table", ["summary", "councilyear", "servicemonth", "stale", "snapshot"])
def test_what_is_summed_up_or_frozen_is_read_in_the_back_office_and_never_written(
    admin_client, admin_user, table
):
    PartFactory()
    services.freeze_quarter(date(2026, 9, 30), by=admin_user)
    PartFactory()

    page = admin_client.get(reverse(f"admin:savings_{table}_changelist"))

    assert (page.status_code, bool(page.context["cl"].result_count)) == (200, True)
    assert admin_client.get(reverse(f"admin:savings_{table}_add")).status_code == 403


@pytest.mark.parametrize("table", ["published", "population"])
def test_facts_of_others_can_be_mended_in_the_back_office(
    admin_client, table, django_assert_max_num_queries
):
    url = reverse(f"admin:savings_{table}_changelist")
    admin_client.get(url)

    with django_assert_max_num_queries(13):
        assert admin_client.get(url).status_code == 200


def test_what_is_no_longer_used_forecasts_nothing_from_the_next_month_on(client):
    benefit = lambeth()
    ForecastFactory(
        benefit=benefit,
        amount_gbp=1_200,
        period_from=date(2026, 4, 1),
        period_to=date(2027, 3, 31),
    )
    services.summarise()
    before = shown(client).forecast_in_all.gbp

    Project.objects.filter(pk=benefit.project_id).update(use_ended_on=date(2026, 6, 15))
    services.summarise()

    months = {"category": "cash_releasing", "state": "forecast"}
    left = amounts_of([benefit.pk], since=date(2026, 4, 1), until=date(2027, 4, 1), **months)
    assert (before, shown(client).forecast_in_all.gbp) == (1_200, left[benefit.pk])
    assert left[benefit.pk] == Decimal("299.18")  # 91 of 365 days: April to June
