from datetime import date

import pytest
from django.db import IntegrityError, transaction

from councils.contracts.models import Interest
from tests.factories.accounts import UserFactory
from tests.factories.contracts import InterestFactory
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db


def test_the_same_interest_stands_once():
    first = InterestFactory()

    with pytest.raises(IntegrityError, match="interest_is_declared_once"), transaction.atomic():
        InterestFactory(organisation=first.organisation, council=first.council, kind=first.kind)


def test_an_interest_may_be_declared_again_after_it_ended():
    first = InterestFactory(declared_on=date(2027, 1, 1), ended_on=date(2027, 2, 1))

    again = InterestFactory(organisation=first.organisation, council=first.council, kind=first.kind)

    assert again.ended_on is None


def test_an_interest_does_not_end_before_it_began():
    with pytest.raises(IntegrityError, match="interest_ends_after_it_began"), transaction.atomic():
        InterestFactory(declared_on=date(2027, 2, 1), ended_on=date(2027, 1, 31))


@pytest.mark.parametrize(
    ("day", "stands"),
    [
        (date(2027, 1, 31), False),
        (date(2027, 2, 1), True),
        (date(2027, 2, 27), True),
        (date(2027, 2, 28), False),
    ],
)
def test_an_interest_stands_from_its_declaration_until_its_end(day, stands):
    InterestFactory(declared_on=date(2027, 2, 1), ended_on=date(2027, 2, 28))

    assert Interest.objects.standing(day).exists() == stands


def test_a_wish_to_bid_is_seen_by_its_own_people_and_corps_staff_alone():
    interest = InterestFactory()
    own = MembershipFactory(organisation=interest.organisation).user
    people = [own, UserFactory(is_staff=True), MembershipFactory().user]

    seen = [Interest.objects.visible_to(user).count() for user in people]

    assert seen == [1, 1, 0]
