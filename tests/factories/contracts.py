"""Declared interests, each the least that is valid."""

import factory

from councils.contracts.models import Interest


class InterestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Interest

    organisation = factory.SubFactory(
        "tests.factories.organisations.OrganisationFactory", stage="verified"
    )
    council = factory.SubFactory("tests.factories.councils.CouncilFactory")
    kind = Interest.Kind.SUPPLIES
    declared_by = factory.SubFactory("tests.factories.accounts.UserFactory")
