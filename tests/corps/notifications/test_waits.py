"""What waits is merged from many piles, counted by one query and read by the page."""

from datetime import timedelta

import pytest
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.queries import Pile, Waits
from corps.organisations.models import Organisation
from tests.factories.accounts import UserFactory
from tests.factories.organisations import OrganisationFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def waits():
    """Five things of two kinds, alternating by age."""
    for age in (1, 3, 5):
        UserFactory(name=f"person {age}", joined_at=NOW - timedelta(days=age))
    for age in (2, 4):
        OrganisationFactory(name=f"company {age}", moved_at=NOW - timedelta(days=age))
    people = Pile(User.objects.all, "joined_at", str, link=lambda _user: "/", role="a", of="pk")
    nobody = Pile(User.objects.none, "joined_at", str)
    moved = Coalesce("moved_at", Now())
    companies = Pile(lambda: Organisation.objects.order_by("name"), moved, str)
    return Waits([people, nobody]) + Waits([companies])


def test_all_piles_are_one_list_the_oldest_first(waits):
    assert [thing.text for thing in waits] == [
        *("person 5", "company 4", "person 3", "company 2", "person 1")
    ]
    assert [thing.days for thing in waits] == [5, 4, 3, 2, 1]


def test_a_page_is_read_by_one_query_for_the_keys_and_one_a_pile(waits, django_assert_num_queries):
    with django_assert_num_queries(1):
        count = len(waits)
    with django_assert_num_queries(2):
        page = waits[1:4]

    assert [thing.text for thing in page] == ["company 4", "person 3", "company 2"]
    assert count == 5


def test_one_role_is_narrowed_to_one_body(waits):
    somebody = User.objects.get(name="person 3")

    assert [thing.text for thing in waits.asked_as("a", somebody.pk)] == ["person 3"]
    assert len(waits.asked_as("a")) == 3
    assert len(waits.asked_as("b")) == 0
    assert (len(waits.of_roles({"a"})), len(waits.of_roles({"b"}))) == (5, 2)
    assert list(Waits([])) == []
