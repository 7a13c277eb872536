"""Employers, experts and secondments, each the least that is valid."""

from datetime import date, timedelta
from decimal import Decimal

import factory
from django.utils import timezone

from secondments.models import (
    Consent,
    Employer,
    Expert,
    Intake,
    Lead,
    Naming,
    Period,
    Pledge,
    PledgeSkill,
    Preference,
    RoleInterest,
    Secondment,
    StaffInvitation,
    StaffSheet,
)


class EmployerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Employer

    organisation = factory.SubFactory("tests.factories.organisations.OrganisationFactory")


class ExpertFactory(factory.django.DjangoModelFactory):
    """A draft: nothing is said yet."""

    class Meta:
        model = Expert

    user = factory.SubFactory("tests.factories.accounts.UserFactory")
    employer = factory.SubFactory(EmployerFactory)


class AvailableExpertFactory(ExpertFactory):
    """On offer for a year, anywhere, without consent and without skills."""

    stage = Expert.Stage.AVAILABLE
    headline = "Sample developer"
    available_from = factory.LazyFunction(timezone.localdate)
    available_until = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=365))
    days_a_week = Decimal(5)
    remote = True


class PreferenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Preference

    expert = factory.SubFactory(ExpertFactory)
    role = factory.SubFactory("tests.factories.councils.RoleFactory")
    rank = 1


class SecondmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Secondment

    role = factory.SubFactory("tests.factories.councils.RoleFactory")
    place = 1
    expert = factory.SubFactory(AvailableExpertFactory)
    starts_on = date(2027, 3, 1)
    ends_on = date(2027, 8, 31)
    days_a_week = Decimal(3)


class PledgeFactory(factory.django.DjangoModelFactory):
    """Of two people of a verified company, two days a week from today on, remotely; no skill."""

    class Meta:
        model = Pledge

    employer = factory.SubFactory(EmployerFactory, organisation__stage="verified")
    title = "Sample developers"
    people = 2
    days_a_week = Decimal(3)
    available_from = factory.LazyFunction(timezone.localdate)
    available_until = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=400))
    remote = True
    by = factory.SubFactory("tests.factories.accounts.UserFactory")


class PledgeSkillFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PledgeSkill

    pledge = factory.SubFactory(PledgeFactory)
    skill = factory.SubFactory("tests.factories.skills.SkillFactory")
    level = 3


class NamingFactory(factory.django.DjangoModelFactory):
    """Of somebody whose profile is a draft."""

    class Meta:
        model = Naming

    pledge = factory.SubFactory(PledgeFactory, named=1)
    expert = factory.SubFactory(ExpertFactory)
    by = factory.SubFactory("tests.factories.accounts.UserFactory")


class LeadFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Lead

    pledge = factory.SubFactory(PledgeFactory)
    role = factory.SubFactory("tests.factories.councils.RoleFactory")
    fit = 415


class IntakeFactory(factory.django.DjangoModelFactory):
    """Open now."""

    class Meta:
        model = Intake

    name = factory.Sequence(lambda n: f"Sample season {n}")
    opens_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=10))
    closes_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=5))
    round_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=10))
    by = factory.SubFactory("tests.factories.accounts.UserFactory", is_staff=True)


class RoleInterestFactory(factory.django.DjangoModelFactory):
    """Shared, without a word."""

    class Meta:
        model = RoleInterest

    expert = factory.SubFactory(AvailableExpertFactory)
    role = factory.SubFactory("tests.factories.councils.RoleFactory")
    shared_at = factory.LazyFunction(timezone.now)


class ConsentFactory(factory.django.DjangoModelFactory):
    """Standing from today on, without an end; the expert's own row does not know of it."""

    class Meta:
        model = Consent

    expert = factory.SubFactory(AvailableExpertFactory)
    by = factory.SubFactory("tests.factories.accounts.UserFactory")
    starts_on = factory.LazyFunction(timezone.localdate)


class PeriodFactory(factory.django.DjangoModelFactory):
    """Away for a week from today on."""

    class Meta:
        model = Period

    expert = factory.SubFactory(AvailableExpertFactory)
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=6))


class StaffSheetFactory(factory.django.DjangoModelFactory):
    """Of one person, its columns chosen."""

    class Meta:
        model = StaffSheet

    employer = factory.SubFactory(EmployerFactory, organisation__stage="verified")
    by = factory.SubFactory("tests.factories.accounts.UserFactory")
    name = "people.csv"
    headings = ("Name", "E-mail")
    rows = ([2, ["Bo Sample", "bo@one.example"]],)
    size = 1
    mapping = factory.LazyFunction(lambda: {"name": "Name", "email": "E-mail"})
    stage = StaffSheet.Stage.CHECKED


class StaffInvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StaffInvitation

    sheet = factory.SubFactory(StaffSheetFactory)
    employer = factory.SelfAttribute("sheet.employer")
    email = factory.Sequence(lambda n: f"bo{n}@one.example")
    name = "Bo Sample"
    by = factory.SelfAttribute("sheet.by")
