"""Councils beyond the 33, their people and their projects, each the least that is valid."""

from datetime import date
from decimal import Decimal

import factory
from django.utils import timezone
from numpy import base_repr

from councils.models import (
    ApprovalLink,
    Council,
    CouncilDomain,
    Invitation,
    Membership,
    Need,
    Project,
    Role,
    Teammate,
)


class CouncilFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Council

    gss = factory.Sequence(lambda n: f"X{n:08}")
    code = factory.Sequence(lambda n: base_repr(n, 36).zfill(3))
    ecode = factory.Sequence(lambda n: f"X{n:04}")
    name = factory.Sequence(lambda n: f"Sample borough {n}")
    official_name = factory.LazyAttribute(lambda council: f"London Borough of {council.name}")
    slug = factory.Sequence(lambda n: f"sample-borough-{n}")
    statutory = "outer"
    ons = "outer"
    hex_x = 0
    hex_row = 0


class CouncilDomainFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CouncilDomain

    council = factory.SubFactory(CouncilFactory)
    domain = factory.Sequence(lambda n: f"sample{n}.gov.uk")


class MembershipFactory(factory.django.DjangoModelFactory):
    """A confirmed member."""

    class Meta:
        model = Membership

    council = factory.SubFactory(CouncilFactory)
    user = factory.SubFactory("tests.factories.accounts.UserFactory")
    confirmed_at = factory.LazyFunction(timezone.now)


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    council = factory.SubFactory(CouncilFactory)
    email = factory.Sequence(lambda n: f"invited{n}@sample.gov.uk")
    by = factory.SubFactory("tests.factories.accounts.UserFactory", is_staff=True)


class ProjectFactory(factory.django.DjangoModelFactory):
    """A draft with a title."""

    class Meta:
        model = Project

    council = factory.SubFactory(CouncilFactory)
    author = factory.SubFactory("tests.factories.accounts.UserFactory")
    title = factory.Sequence(lambda n: f"Sample project {n}")


class ToldProjectFactory(ProjectFactory):
    """A draft in which everything asked is said, a role apart."""

    problem = "Letters go out twice."
    affected = "Residents."
    outcome = "Letters go out once."
    start_from = date(2027, 3, 1)
    start_by = date(2027, 4, 1)
    contact_email = "officer@sample.gov.uk"


class RoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Role

    project = factory.SubFactory(ProjectFactory)
    title = "Sample developer"
    days_a_week = Decimal(3)
    starts_on = date(2027, 3, 1)
    ends_on = date(2027, 8, 31)


class NeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Need

    role = factory.SubFactory(RoleFactory)
    skill = factory.SubFactory("tests.factories.skills.SkillFactory")
    level = 2


class ApprovalLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ApprovalLink

    project = factory.SubFactory(ProjectFactory)
    name = "Sample head"
    post = "Head of sampling"
    email = factory.Sequence(lambda n: f"head{n}@sample.gov.uk")
    by = factory.SubFactory("tests.factories.accounts.UserFactory")


class TeammateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Teammate

    project = factory.SubFactory(ProjectFactory)
    user = factory.SubFactory("tests.factories.accounts.UserFactory")
    capacity = Teammate.Capacity.SECONDEE
    joined_on = date(2027, 3, 1)
