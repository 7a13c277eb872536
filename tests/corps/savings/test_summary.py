"""The sums that the dashboard reads are those of the rows, whatever happens to the rows."""

import contextlib
import threading
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import hypothesis
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import strategies as st

from corps.savings import queries, services
from corps.savings.models import (
    Benefit,
    Claim,
    CouncilYear,
    Forecast,
    Kind,
    Measurement,
    Part,
    ServiceMonth,
    Stale,
    Summary,
)
from councils.models import Project
from tests.factories.accounts import UserFactory
from tests.factories.councils import CouncilFactory, ProjectFactory
from tests.factories.savings import (
    ClaimFactory,
    DecidedClaimFactory,
    ForecastFactory,
    MeasurementFactory,
    PartFactory,
    ToldBenefitFactory,
)

pytestmark = pytest.mark.django_db


def sums():
    """Pounds by category and state, over all."""
    services.summarise()
    found = defaultdict(Decimal)
    for row in Summary.objects.all():
        found[row.category, row.state] += row.amount_gbp
    return dict(found)


def by_month():
    services.summarise()
    return dict(Summary.objects.order_by("month").values_list("month", "amount_gbp"))


def test_a_forecast_counts_as_one_by_the_days_of_its_months():
    ForecastFactory(period_from=date(2026, 4, 1), period_to=date(2026, 5, 31), amount_gbp=61)

    assert by_month() == {date(2026, 4, 1): Decimal(30), date(2026, 5, 1): Decimal(31)}
    assert sums() == {("cash_releasing", "forecast"): Decimal(61)}


def test_months_of_an_amount_that_does_not_divide_add_up_to_the_penny():
    ForecastFactory(amount_gbp=Decimal("100.01"))

    found = by_month()

    assert (len(found), sum(found.values())) == (12, Decimal("100.01"))


def test_a_measurement_counts_as_measured_until_it_is_put_to_finance():
    claim = ClaimFactory()
    MeasurementFactory(
        benefit=claim.benefit, amount_gbp=5, period_from="2026-10-01", period_to="2026-10-31"
    )
    MeasurementFactory(benefit=claim.benefit, claim=claim, amount_gbp=96_000)

    assert sums() == {
        ("cash_releasing", "measured"): Decimal(5),
        ("cash_releasing", "waiting"): Decimal(96_000),
    }


def test_a_claim_is_spread_over_its_measurements_by_what_they_are_worth():
    claim = ClaimFactory(
        period_from=date(2026, 4, 1), period_to=date(2026, 5, 31), amount_gbp=Decimal("0.10")
    )
    for month, last, worth in ((4, 30, Decimal("0.07")), (5, 31, Decimal("0.03"))):
        MeasurementFactory(
            benefit=claim.benefit,
            claim=claim,
            period_from=date(2026, month, 1),
            period_to=date(2026, month, last),
            amount_gbp=worth,
        )

    assert by_month() == {date(2026, 4, 1): Decimal("0.07"), date(2026, 5, 1): Decimal("0.03")}


def test_each_part_of_a_decided_claim_counts_where_finance_put_it():
    claim = DecidedClaimFactory()
    reason = {"reason": "Counted as time.", "cost_centre": "", "budget_line": "", "goes_on": None}
    PartFactory(claim=claim, amount_gbp=38_000)
    PartFactory(
        claim=claim,
        verdict=Part.Verdict.FILED,
        kind=Kind.NON_CASH_RELEASING,
        amount_gbp=51_000,
        **reason,
    )
    PartFactory(claim=claim, verdict=Part.Verdict.REJECTED, amount_gbp=7_000, **reason)

    assert sums() == {
        ("cash_releasing", "verified"): Decimal(38_000),
        ("non_cash_releasing", "verified"): Decimal(51_000),
        ("cash_releasing", "rejected"): Decimal(7_000),
    }
    assert {row.claims for row in Summary.objects.filter(month=date(2026, 9, 1))} == {1}
    assert {row.claims for row in Summary.objects.exclude(month=date(2026, 9, 1))} == {0}


@pytest.mark.parametrize("beneficiary", ["resident", "public_body"])
def test_what_others_gain_is_never_the_councils_cash(beneficiary):
    claim = DecidedClaimFactory()
    Benefit.objects.filter(pk=claim.benefit_id).update(beneficiary=beneficiary)
    PartFactory(claim=claim)

    assert sums() == {(beneficiary, "verified"): Decimal(96_000)}


def test_running_cost_counts_for_the_days_that_were_measured_and_what_was_paid_once_at_the_start():
    benefit = ToldBenefitFactory(running_cost_gbp=365, one_off_cost_gbp=1_000)
    MeasurementFactory(benefit=benefit, amount_gbp=None)
    ForecastFactory(benefit=benefit, amount_gbp=0, period_from=date(2026, 2, 1))

    assert sums() == {
        ("cash_releasing", "running"): Decimal(183),
        ("cash_releasing", "one_off"): Decimal(1_000),
        ("cash_releasing", "forecast"): Decimal(0),
    }
    assert Summary.objects.get(state="one_off").month == date(2026, 2, 1)


SERVICES = ["planning", "housing", ""]
TODAY = date(2027, 6, 1)  # after all that is made here


class Acts:
    """Anything that may happen to a row, by whatever door; each takes a number to choose by."""

    def __init__(self):
        self.projects = [
            ProjectFactory(council=council, opened_at=timezone.now())
            for council in CouncilFactory.create_batch(2)
        ]

    def add_forecast(self, at):
        ForecastFactory(benefit=self.benefit(at), amount_gbp=Decimal(at + 1) / 100, **period(at))

    def add_measurement(self, at):
        amount = Decimal(7 * at + 1) / 100
        MeasurementFactory(benefit=self.benefit(at), amount_gbp=amount, **period(at))

    def put_to_finance(self, at):
        loose = Measurement.objects.filter(claim=None).order_by("pk")
        if found := pick(loose, at):
            claim = ClaimFactory(benefit=found.benefit, amount_gbp=found.amount_gbp)
            Measurement.objects.filter(pk=found.pk).update(claim=claim)

    def decide(self, at):
        claim = pick(Claim.objects.undecided().order_by("pk"), at)
        if claim is None:
            return
        kept = claim.amount_gbp / 3
        parts = [("verified", kept.quantize(Decimal("0.01")))]
        parts.append(("rejected", claim.amount_gbp - parts[0][1]))
        for verdict, amount in parts:
            if amount:
                PartFactory(claim=claim, verdict=verdict, amount_gbp=amount, reason="Some")
        Claim.objects.filter(pk=claim.pk).update(
            stage="verified", decided_by=UserFactory(), decided_at=timezone.now()
        )

    def take_back(self, at):
        if claim := pick(Claim.objects.decided().order_by("pk"), at):
            claim.parts.all().delete()
            Claim.objects.filter(pk=claim.pk).update(
                stage="waiting", decided_by=None, decided_at=None
            )

    def reclassify(self, at):
        kinds = [Kind.CASH_RELEASING, Kind.COST_AVOIDANCE]
        benefit = self.benefit(at)
        Benefit.objects.filter(pk=benefit.pk).update(
            kind=kinds[at % 2],
            service=SERVICES[at % 3],
            beneficiary=["council", "resident"][at % 2],
        )

    def withdraw(self, at):
        benefit = self.benefit(at)
        Benefit.objects.filter(pk=benefit.pk).update(stage="withdrawn")

    def move_project(self, at):
        project, other = self.projects[at % 2], self.projects[(at + 1) % 2]
        opened = [None, timezone.now()][at % 2]
        Project.objects.filter(pk=project.pk).update(council=other.council, opened_at=opened)

    def take_away_forecast(self, at):
        if found := pick(Forecast.objects.order_by("pk"), at):
            found.delete()

    def sum_up(self, at):
        services.summarise()

    def benefit(self, at):
        """A new one, or one that is there."""
        if at % 3 == 0 or not Benefit.objects.exists():
            return ToldBenefitFactory(
                project=self.projects[at % 2], service=SERVICES[at % 3], running_cost_gbp=at
            )
        return pick(Benefit.objects.order_by("pk"), at)


ACTS = sorted(name for name in vars(Acts) if name[0] != "_" and name != "benefit")


def period(at):
    """A period of a month to three, which may overlap another."""
    begins = date(2026, at % 9 + 1, at % 28 + 1)
    return {"period_from": begins, "period_to": begins + timedelta(days=20 + at)}


def pick(rows, at):
    listed = list(rows)
    return listed[at % len(listed)] if listed else None


def by_hand():
    """Pounds by council, service, category and state, worked out from the rows one by one."""
    found = defaultdict(Decimal)
    public = Benefit.objects.exclude(stage__in=["draft", "withdrawn"])
    for benefit in public.filter(project__opened_at__isnull=False):
        own = benefit.kind if benefit.beneficiary == "council" else benefit.beneficiary
        place = benefit.project.council_id, benefit.service
        for forecast in benefit.forecasts.all():
            found[*place, own, "forecast"] += forecast.amount_gbp
        for measured in benefit.measurements.all():
            days = (measured.period_to - measured.period_from).days + 1
            cost = benefit.running_cost_gbp * days / 365
            found[*place, own, "running"] += cost.quantize(Decimal("0.01"), ROUND_HALF_UP)
            if measured.claim is None:
                found[*place, own, "measured"] += measured.amount_gbp
        for claim in benefit.claims.all():
            if claim.stage == "waiting":
                found[*place, own, "waiting"] += claim.amount_gbp
            for part in claim.parts.all():
                category = part.kind if benefit.beneficiary == "council" else own
                found[*place, category, part.verdict] += part.amount_gbp
    return {key: gbp for key, gbp in found.items() if gbp}


def from_sums(model, *names):
    found = defaultdict(Decimal)
    for row in model.objects.all():
        found[tuple(getattr(row, name) for name in names)] += row.amount_gbp
    return {key: gbp for key, gbp in found.items() if gbp}


@hypothesis.settings(max_examples=40, deadline=None)
@hypothesis.given(
    st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 30)), max_size=20),
    st.sampled_from(["cash_releasing", "cost_avoidance", "resident"]),
)
def test_after_any_acts_the_sums_are_those_of_the_rows(transactional_acts, acts, category):
    with transactional_acts() as doer:
        for name, at in acts:
            with contextlib.suppress(IntegrityError), transaction.atomic():
                getattr(doer, name)(at)
        services.summarise()
        truth = by_hand()

        keys = ("council_id", "service", "category", "state")
        assert from_sums(Summary, *keys) == truth
        assert from_sums(CouncilYear, *keys) == truth
        assert sum(from_sums(ServiceMonth, "month").values()) == sum(truth.values())
        assert not Stale.objects.exists()
        assert_parts_add_up(category, truth)


def assert_parts_add_up(category, truth):
    """Every way in which a page divides a figure comes to the same, to the penny."""
    choices = queries.Choices(TODAY, category=category)
    shown = queries.work_out(choices)
    years = [
        queries.work_out(queries.Choices(TODAY, category=category, **queries.of_year(year)))
        for year in queries.years()
    ]
    verified = shown.whole.verified.gbp
    assert verified == sum(gbp for key, gbp in truth.items() if key[2:] == (category, "verified"))
    assert sum(one.sums.verified.gbp for one in shown.boroughs) == verified
    assert sum(one.verified.gbp for one in shown.services) == verified
    assert sum(one.whole.verified.gbp for one in years) == verified
    drawn = [one.verified for one in shown.points if one.verified is not None]
    assert not drawn or drawn[-1] == verified
    assert sum(one.forecast_in_all.gbp for one in years) == shown.forecast_in_all.gbp
    for state in ("verified", "waiting", "measured", "rejected", "forecast"):
        asked = queries.Asked(choices, state)
        rows = queries.with_amounts(asked, list(queries.evidence(asked)))
        figure = getattr(shown.whole, state).gbp
        assert sum(gbp for _, gbp, _ in rows) == figure == queries.figure(asked)


@pytest.fixture(scope="session")
def transactional_acts():
    """Acts on rows that are rolled back when the block ends: one run of many."""

    @contextlib.contextmanager
    def run():
        with transaction.atomic():
            yield Acts()
            transaction.set_rollback(True)

    return run


def test_summing_up_twice_changes_nothing():
    PartFactory()
    services.summarise()
    before = list(Summary.objects.values_list("month", "amount_gbp", "claims"))

    again = services.summarise()

    assert again == 0
    assert list(Summary.objects.values_list("month", "amount_gbp", "claims")) == before


@pytest.mark.django_db(transaction=True)
def test_a_change_that_commits_while_others_are_summed_up_is_not_forgotten():
    benefit = ToldBenefitFactory()
    changed, may_commit = threading.Event(), threading.Event()

    def change():
        with contextlib.closing(connection), transaction.atomic():
            ForecastFactory(benefit=benefit, amount_gbp=7)
            changed.set()
            may_commit.wait(10)

    other = threading.Thread(target=change)
    other.start()
    changed.wait(10)
    services.summarise()
    unseen = Summary.objects.filter(state="forecast").exists()
    may_commit.set()
    other.join()
    services.summarise()

    found = sum(Summary.objects.filter(state="forecast").values_list("amount_gbp", flat=True))
    assert (unseen, found) == (False, 7)


def test_only_what_has_changed_is_summed_up_anew():
    PartFactory(claim__benefit__service="housing")
    PartFactory(claim__benefit__service="health")
    services.summarise()
    ForecastFactory(benefit__service="housing", benefit__project__council=CouncilFactory())

    assert set(Stale.objects.values_list("service", flat=True)) == {"housing"}


def test_a_month_of_a_summary_begins_on_its_first_day():
    with pytest.raises(IntegrityError, match="summary_is_of_a_whole_month"):
        Summary.objects.create(
            council=CouncilFactory(),
            category="income",
            state="verified",
            month=date(2026, 4, 2),
            amount_gbp=1,
            claims=1,
        )


@pytest.mark.parametrize(
    ("model", "place", "name"),
    [
        (Summary, {"month": date(2026, 4, 1)}, "summary_has_one_row_of_a_sort"),
        (CouncilYear, {"year": 2026}, "council_year_has_one_row_of_a_sort"),
        (ServiceMonth, {"month": date(2026, 4, 1)}, "service_month_has_one_row_of_a_sort"),
    ],
)
def test_each_sum_stands_once(model, place, name):
    if model is not ServiceMonth:
        place = {**place, "council": CouncilFactory()}
    row = {"category": "income", "state": "verified", "amount_gbp": 1, "claims": 1, **place}
    model.objects.create(**row)

    with pytest.raises(IntegrityError, match=name):
        model.objects.create(**row)
