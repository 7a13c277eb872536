"""Writing a benefit, measuring it, and reading it."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from corps.savings.models import Benefit, Claim, Kind, Measurement
from tests.corps.savings.pages import counted
from tests.factories.accounts import UserFactory
from tests.factories.savings import (
    BaselinedBenefitFactory,
    BenefitFactory,
    CouncilSettingFactory,
    DecidedClaimFactory,
    ForecastFactory,
    MeasurementFactory,
    PartFactory,
    ToldBenefitFactory,
)

pytestmark = pytest.mark.django_db
LEAST = {"title": "Fewer calls", "kind": "unclassified", "beneficiary": "council", "unit": "hours"}
YEAR = {
    "forecast_from_0": "2026-04-01",
    "forecast_to_0": "2027-03-31",
    "forecast_amount_0": "96k",
}


@pytest.fixture
def project(world):
    return world.project("in_delivery")


def test_an_index_that_corps_staff_enter_shows_cash_in_real_terms(client):
    claim = DecidedClaimFactory(period_from=date(2026, 3, 1), period_to=date(2026, 4, 30))
    page = PartFactory(claim=claim, amount_gbp=61).claim.benefit.get_absolute_url()
    missing = "the price index (HM Treasury’s deflators) is not entered yet"
    before = client.get(page).text

    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    half_said = enter_index(client, 2025, 100)
    enter_index(client, 2026, 110)
    after = client.get(page).text

    assert (before.count(missing), before.count("In prices of")) == (1, 0)
    assert half_said.status_code == 302
    assert (after.count(missing), after.count("In prices of 2026–27")) == (0, 1)
    assert (after.count("£34.10"), after.count("The price index of this year")) == (1, 0)


def test_a_year_without_an_index_says_so_in_its_row(client):
    claim = DecidedClaimFactory(period_from=date(2026, 3, 1), period_to=date(2026, 4, 30))
    page = PartFactory(claim=claim, amount_gbp=61).claim.benefit.get_absolute_url()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    enter_index(client, 2025, 100)

    assert client.get(page).text.count("The price index of this year is not entered yet") == 1


def enter_index(client, year, index):
    """Enter the level of prices of a year in the back office."""
    typed = {"year": year, "index": index, "source": "Sample index"}
    return client.post(reverse("admin:savings_deflator_add"), typed)


@pytest.fixture
def officer(client, world):
    """The officer's browser."""
    client.force_login(world.people["officer"])
    return client


@pytest.fixture
def told(world, project):
    return {"project": project, "author": world.people["officer"]}


def said(response):
    """What the page says about what was just done."""
    return [str(message) for message in response.context["messages"]]


def go(client, name, row, data=None, **options):
    """Send something, and read the page it leads to."""
    return client.post(
        reverse(f"savings:{name}", args=[row.pk]), data or {}, follow=True, **options
    )


def test_a_new_benefit_begins_with_the_projects_forecast(officer, project):
    project.forecast_gbp = 96_000
    project.save()

    response = officer.get(reverse("savings:benefit-new", args=[project.pk]))

    assert response.context["form"]["forecast_amount_0"].value() == 96_000


def test_a_draft_is_saved_and_shown(officer, project):
    response = officer.post(
        reverse("savings:benefit-new", args=[project.pk]), LEAST | YEAR, follow=True
    )

    made = Benefit.objects.get()
    assert (made.stage, made.forecasts.get().amount_gbp) == ("draft", 96_000)
    assert said(response) == ["Saved “Fewer calls”."]
    assert response.context["benefit"] == made


def test_it_may_be_published_at_once(officer, project):
    officer.post(reverse("savings:benefit-new", args=[project.pk]), LEAST | YEAR | {"publish": "1"})

    assert Benefit.objects.get().stage == "claimed"


def test_without_a_forecast_it_stays_a_draft_and_says_why(officer, project):
    response = officer.post(
        reverse("savings:benefit-new", args=[project.pk]), LEAST | {"publish": "1"}, follow=True
    )

    assert Benefit.objects.get().stage == "draft"
    assert said(response) == ["Saved as a draft. Before it is published, give its forecast."]


def test_an_error_keeps_all_that_was_typed(officer, project):
    typed = LEAST | YEAR | {"title": "", "method": "Hours by rate", "running_cost_gbp": "lots"}

    response = officer.post(reverse("savings:benefit-new", args=[project.pk]), typed)

    page = response.content.decode()
    assert not Benefit.objects.exists()
    assert "Hours by rate" in page
    assert 'value="lots"' in page
    assert "The cost to run must be a number, like 45000" in page
    assert "<title>Error: Say what a project brings" in page


def test_a_plan_is_edited(officer, told):
    benefit = ForecastFactory(benefit=BenefitFactory(**told)).benefit

    go(officer, "benefit-edit", benefit, LEAST)

    benefit.refresh_from_db()
    assert benefit.title == "Fewer calls"


def test_a_development_counted_meanwhile_is_said_beside_its_field(officer, told):
    benefit = BenefitFactory(product="form-checker", is_development=True, **told)
    ForecastFactory(benefit=benefit)
    ToldBenefitFactory(product="form-checker", is_development=True)

    response = go(officer, "benefit-publish", benefit)

    assert said(response) == [
        "Not published: another benefit counts the development of this product."
    ]


def test_a_baselined_plan_is_settled(officer, told):
    benefit = BaselinedBenefitFactory(**told)

    read = officer.get(reverse("savings:benefit-edit", args=[benefit.pk]), follow=True)
    sent = go(officer, "benefit-edit", benefit, LEAST)

    assert said(read) == ["Its plan is baselined, so it is settled. You can open it again."]
    assert said(sent) == ["Somebody was there first: this is how it stands now."]


def test_what_is_missing_before_the_baseline_is_named(officer, told):
    benefit = BenefitFactory(stage="claimed", measure="Calls", **told)

    response = go(officer, "benefit-baseline", benefit)

    assert said(response) == [
        "Not baselined yet. Still to say: baseline, baseline's first day, baseline's last day,"
        " where the baseline is from, responsible officer, how the figures are worked out."
    ]


@pytest.mark.parametrize(
    ("name", "make", "stage"),
    [
        ("benefit-baseline", ToldBenefitFactory, "baselined"),
        ("benefit-reopen", BaselinedBenefitFactory, "claimed"),
        ("benefit-withdraw", ToldBenefitFactory, "withdrawn"),
    ],
)
def test_a_plan_is_held_still_opened_again_and_withdrawn(officer, told, name, make, stage):
    benefit = make(**told)

    go(officer, name, benefit, {"reason": "Because"})

    benefit.refresh_from_db()
    assert benefit.stage == stage


@pytest.mark.parametrize(
    "name",
    ["benefit-publish", "benefit-baseline", "benefit-reopen", "benefit-withdraw", "claim-submit"],
)
def test_who_comes_too_late_is_shown_how_it_stands(officer, told, name):
    benefit = ToldBenefitFactory(stage=Benefit.Stage.WITHDRAWN, **told)
    ForecastFactory(benefit=benefit)

    response = go(officer, name, benefit, {"reason": "Because"})

    assert said(response) == ["Somebody was there first: this is how it stands now."]


MONTH = {"period_from": "2026-04-01", "period_to": "2026-04-30", "value": "23", "amount_gbp": "8k"}


def test_a_measurement_is_added_with_its_file_which_only_insiders_download(
    officer, told, settings, tmp_path, client
):
    settings.MEDIA_ROOT = tmp_path
    benefit = BaselinedBenefitFactory(**told)
    file = SimpleUploadedFile("Monthly Report.txt", b"Two posts went.")

    go(officer, "measurement-new", benefit, MONTH | {"file": file})

    row = Measurement.objects.get()
    url = reverse("savings:measurement-file", args=[row.pk])
    inside = officer.get(url)
    content = b"".join(inside.streaming_content)
    officer.logout()
    outside = officer.get(url)
    assert content == b"Two posts went."
    assert inside["Content-Disposition"] == 'attachment; filename="monthly-report.txt"'
    assert (inside["X-Content-Type-Options"], outside.status_code) == ("nosniff", 404)


def test_a_measurement_of_measured_days_is_refused_with_all_that_was_typed(officer, told):
    benefit = ToldBenefitFactory(stage="measured", **told)
    MeasurementFactory(benefit=benefit)

    response = go(officer, "measurement-new", benefit, MONTH | {"link": "https://a.example/b"})

    page = response.content.decode()
    assert "was measured already: no day counts twice" in page
    assert 'value="https://a.example/b"' in page
    assert 'value="8k"' in page


def test_nothing_is_measured_before_the_baseline_is_set(officer, told):
    benefit = ToldBenefitFactory(**told)

    response = go(officer, "measurement-new", benefit, MONTH)

    assert said(response) == ["Baseline the plan first: results are held against it."]


def test_a_measurement_is_taken_away_with_a_reason(officer, told):
    row = MeasurementFactory(benefit=ToldBenefitFactory(stage="measured", **told))

    response = go(officer, "measurement-remove", row, {"reason": "Wrong month"})

    assert said(response) == ["The measurement is gone."]
    assert not Measurement.objects.exists()


def test_what_was_measured_is_sent_to_finance(officer, told):
    row = MeasurementFactory(benefit=ToldBenefitFactory(stage="measured", **told))

    response = go(officer, "claim-submit", row.benefit)

    assert said(response) == ["Sent to finance. You hear by e-mail."]
    assert Claim.objects.get().amount_gbp == 96_000


def test_a_small_claim_waits_for_the_sample(officer, told, world):
    row = MeasurementFactory(benefit=ToldBenefitFactory(stage="measured", **told))
    CouncilSettingFactory(council=world.council, verification_threshold_gbp=100_000)

    response = go(officer, "claim-submit", row.benefit)

    assert said(response) == ["It is below your council's threshold: the year's sample waits."]


def test_cash_without_a_budget_is_led_to_say_which(officer, told):
    benefit = ToldBenefitFactory(stage="measured", cost_centre="", **told)
    MeasurementFactory(benefit=benefit)

    asked = go(officer, "claim-submit", benefit)
    go(officer, "benefit-classify", benefit, {"kind": "cost_avoidance"})
    sent = go(officer, "claim-submit", benefit)

    benefit.refresh_from_db()
    assert said(asked) == ["Not sent yet. Finance first has to know what it verifies."]
    assert benefit.kind == Kind.COST_AVOIDANCE
    assert said(sent) == ["Sent to finance. You hear by e-mail."]


def test_a_draft_is_not_classified_apart(officer, told):
    response = go(officer, "benefit-classify", BenefitFactory(**told), {"kind": "income"})

    assert said(response) == ["Somebody was there first: this is how it stands now."]


def test_a_claimed_figure_never_looks_verified(client, told):
    row = MeasurementFactory(benefit=ToldBenefitFactory(stage="measured", **told))
    ForecastFactory(benefit=row.benefit)

    response = client.get(row.benefit.get_absolute_url())

    page = response.content.decode()
    assert response.context["standing"].cash == 0
    assert '<span class="pill measured">Measured</span>' in page
    assert "A forecast is a hope, and is summed with none of the above." in page
    assert 'class="pill verified"' not in page


def test_everybody_reads_why_a_part_was_rejected_and_which_budget_goes(client, told):
    part = PartFactory(claim__benefit=ToldBenefitFactory(stage="verified", **told), amount_gbp=1)
    PartFactory(claim=part.claim, verdict="rejected", reason="Counted in last year's budget")

    page = client.get(part.claim.benefit.get_absolute_url()).content.decode()

    assert "Counted in last year&#x27;s budget" in page
    assert "Cost centre PL-104, Validation officers; the budget goes on 1 April 2027." in page
    assert "Sample officer" not in page


def test_the_page_of_a_benefit_takes_as_many_queries_with_three_of_each(
    client, told, django_assert_max_num_queries
):
    benefit = ToldBenefitFactory(stage="verified", **told)
    for month in range(4, 7):
        part = PartFactory(claim__benefit=benefit, amount_gbp=1)
        days = {"period_from": date(2026, month, 1), "period_to": date(2026, month, 28)}
        MeasurementFactory(benefit=benefit, claim=part.claim, **days)
        ForecastFactory(benefit=benefit, **days)

    with django_assert_max_num_queries(16):
        client.get(benefit.get_absolute_url())


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Theirs", "Ours"]),
        ("?borough=lambeth", ["Ours"]),
        ("?service=housing", ["Theirs"]),
        ("?kind=income", ["Theirs"]),
        ("?stage=baselined", ["Ours"]),
        ("?stage=draft", ["Theirs", "Ours"]),
    ],
)
def test_the_list_is_narrowed_by_what_was_chosen(client, told, query, titles):
    BaselinedBenefitFactory(title="Ours", **told)
    ToldBenefitFactory(title="Theirs", service="housing", kind=Kind.INCOME)
    BenefitFactory(title="Hidden", **told)

    response = client.get(reverse("savings:benefits") + query)

    assert [benefit.title for benefit in response.context["page"]] == titles


@pytest.mark.parametrize("page", ["list", "project"])
def test_a_list_of_three_takes_as_many_queries_as_one(client, told, project, page):
    url = reverse("savings:benefits") if page == "list" else project.get_absolute_url()
    ToldBenefitFactory(**told)
    client.get(url)
    one = counted(client, url)

    ToldBenefitFactory.create_batch(2, **told)

    assert counted(client, url) == one


def test_a_project_shows_what_it_brings_and_what_was_verified(client, told, project):
    part = PartFactory(
        claim__benefit=ToldBenefitFactory(stage="verified", **told), amount_gbp=38_000
    )
    ForecastFactory(benefit=part.claim.benefit)

    page = client.get(project.get_absolute_url()).content.decode()

    assert "Forecast £96,000 in all." in page
    assert "<strong>£38k</strong> verified cash" in page
    assert "Say what it brings" not in page
