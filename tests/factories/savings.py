"""Benefits, what was measured of them, and claims, each the least that is valid."""

from datetime import date
from decimal import Decimal

import factory
from django.utils import timezone

from corps.savings.models import (
    Benefit,
    Claim,
    CouncilSetting,
    Deflator,
    Forecast,
    Kind,
    Measurement,
    Part,
    Sample,
)

USER = "tests.factories.accounts.UserFactory"
PROJECT = "tests.factories.councils.ProjectFactory"
COUNCIL = "tests.factories.councils.CouncilFactory"


class BenefitFactory(factory.django.DjangoModelFactory):
    """A draft with a title, of a project that was opened."""

    class Meta:
        model = Benefit

    project = factory.SubFactory(PROJECT, opened_at=factory.LazyFunction(timezone.now))
    author = factory.SubFactory(USER)
    title = factory.Sequence(lambda n: f"Sample benefit {n}")


class ToldBenefitFactory(BenefitFactory):
    """A published one, in which everything is said that a baselined plan or finance asks for."""

    stage = Benefit.Stage.CLAIMED
    kind = Kind.CASH_RELEASING
    service = Benefit.Service.PLANNING
    measure = "Share of applications that bounce"
    unit = Benefit.Unit.PERCENT
    method = "Hours by the rate of the grade."
    officer_name = "Sample officer"
    baseline_value = Decimal(41)
    baseline_from = date(2026, 1, 1)
    baseline_to = date(2026, 3, 31)
    baseline_source = "Case system, January to March 2026"
    cost_centre = "PL-104"
    budget_line = "Validation officers"
    goes_on = date(2027, 4, 1)


class BaselinedBenefitFactory(ToldBenefitFactory):
    stage = Benefit.Stage.BASELINED


class ForecastFactory(factory.django.DjangoModelFactory):
    """The financial year 2026–27."""

    class Meta:
        model = Forecast

    benefit = factory.SubFactory(ToldBenefitFactory)
    period_from = date(2026, 4, 1)
    period_to = date(2027, 3, 31)
    amount_gbp = Decimal(96_000)


class MeasurementFactory(factory.django.DjangoModelFactory):
    """One of April to September 2026, not yet claimed."""

    class Meta:
        model = Measurement

    benefit = factory.SubFactory(ToldBenefitFactory, stage=Benefit.Stage.MEASURED)
    period_from = date(2026, 4, 1)
    period_to = date(2026, 9, 30)
    value = Decimal(23)
    amount_gbp = Decimal(96_000)
    link = "https://sample.example/evidence"
    by = factory.SelfAttribute("benefit.author")


class ClaimFactory(factory.django.DjangoModelFactory):
    """One that waits for finance, of April to September 2026."""

    class Meta:
        model = Claim

    benefit = factory.SubFactory(ToldBenefitFactory, stage=Benefit.Stage.MEASURED)
    period_from = date(2026, 4, 1)
    period_to = date(2026, 9, 30)
    amount_gbp = Decimal(96_000)
    submitted_by = factory.SelfAttribute("benefit.author")


class DecidedClaimFactory(ClaimFactory):
    """A verified one; its parts are the test's to make."""

    stage = Claim.Stage.VERIFIED
    decided_by = factory.SubFactory(USER)
    decided_at = factory.LazyFunction(timezone.now)


class PartFactory(factory.django.DjangoModelFactory):
    """Verified cash that leaves a budget."""

    class Meta:
        model = Part

    claim = factory.SubFactory(DecidedClaimFactory)
    verdict = Part.Verdict.VERIFIED
    kind = Kind.CASH_RELEASING
    amount_gbp = Decimal(96_000)
    cost_centre = "PL-104"
    budget_line = "Validation officers"
    goes_on = date(2027, 4, 1)


class SampleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Sample

    council = factory.SubFactory(COUNCIL)
    year = 2026
    seed = "seed"
    share = Decimal("0.1")


class CouncilSettingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CouncilSetting

    council = factory.SubFactory(COUNCIL)


class DeflatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Deflator

    year = factory.Sequence(lambda n: 2020 + n)
    index = Decimal(100)
    source = "Sample"
