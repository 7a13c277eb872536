"""Employers, experts and secondments, each the least that is valid."""

from datetime import date, timedelta
from decimal import Decimal

import factory
from django.utils import timezone

from secondments.models import Employer, Expert, Preference, Secondment


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
