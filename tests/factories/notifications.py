"""Searches that people keep."""

import factory

from corps.notifications.models import SavedSearch
from tests.factories.accounts import UserFactory


class SavedSearchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SavedSearch

    user = factory.SubFactory(UserFactory)
    label = "councils.projects"
    query = factory.Sequence(lambda n: f"q=words{n}")
    name = factory.Sequence(lambda n: f"Sample search {n}")
