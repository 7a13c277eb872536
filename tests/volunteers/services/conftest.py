"""A repository of the officer's council, and a server that serves its list."""

import pytest

from tests.factories.volunteers import SourceFactory
from tests.volunteers.services.lists import github, serving


@pytest.fixture
def lists(settings):
    settings.FETCH_ALSO_FROM = ["127.0.0.1"]
    with serving() as found:
        yield found


@pytest.fixture
def officer(world):
    return world.people["officer"]


@pytest.fixture
def source(world, officer, lists):
    """A source of the officer's council whose list has one issue."""
    url = lists.serve("/issues", [github(1)])
    return SourceFactory(council=world.council, owner=officer, url=url)
