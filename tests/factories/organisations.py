"""Organisations and who acts for them, each the least that is valid."""

import factory

from corps.organisations.models import (
    GroupClaim,
    Invitation,
    Membership,
    Organisation,
    Question,
)


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    company_number = factory.Sequence(lambda n: f"{n + 90000000:08}")
    name = factory.Sequence(lambda n: f"Sample company {n}")


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory("tests.factories.accounts.UserFactory")


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    organisation = factory.SubFactory(OrganisationFactory)
    email = factory.Sequence(lambda n: f"invited{n}@company.example")
    by = factory.SubFactory("tests.factories.accounts.UserFactory")


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Question

    organisation = factory.SubFactory(OrganisationFactory)
    text = "Which company heads your group?"
    asked_by = factory.SubFactory("tests.factories.accounts.UserFactory", is_staff=True)


class GroupClaimFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GroupClaim

    organisation = factory.SubFactory(OrganisationFactory)
    head_number = "SC123456"
    by = factory.SubFactory("tests.factories.accounts.UserFactory")
