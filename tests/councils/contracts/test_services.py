from datetime import date

import pytest
from django.db import IntegrityError

from corps.notifications.models import Event, Notification
from councils.contracts import services
from councils.contracts.models import Interest
from tests.factories.accounts import UserFactory
from tests.factories.contracts import InterestFactory
from tests.factories.councils import CouncilFactory
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db


def test_a_declared_interest_is_told_to_the_company_and_to_nobody_at_the_council():
    ada = MembershipFactory()
    bo = MembershipFactory(organisation=ada.organisation)

    interest = services.declare_interest(
        ada.organisation,
        council=CouncilFactory(),
        kind="bids",
        by=ada.user,
        note="Tender 7",
        on=date(2027, 3, 3),
    )

    assert (interest.declared_on, interest.note) == (date(2027, 3, 3), "Tender 7")
    assert Event.objects.about(ada.organisation).get().kind == "contracts.interest_declared"
    assert [n.to for n in Notification.objects.all()] == [bo.user]


def test_the_same_interest_is_declared_once():
    interest = InterestFactory()

    with pytest.raises(services.AlreadyDeclared):
        services.declare_interest(
            interest.organisation,
            council=interest.council,
            kind=interest.kind,
            by=UserFactory(),
        )

    assert (Interest.objects.count(), Event.objects.count()) == (1, 0)


def test_another_fault_is_not_taken_for_an_interest_that_stands():
    with pytest.raises(IntegrityError, match="note"):
        services.declare_interest(
            MembershipFactory().organisation,
            council=CouncilFactory(),
            kind="bids",
            by=UserFactory(),
            note=None,
        )


def test_an_interest_ends_on_its_day():
    interest = InterestFactory(declared_on=date(2027, 3, 3))

    ended = services.end_interest(interest, by=UserFactory(), on=date(2027, 4, 4))

    assert (ended.ended_on, Event.objects.get().kind) == (
        date(2027, 4, 4),
        "contracts.interest_ended",
    )


def test_an_interest_ends_once():
    interest = InterestFactory()
    services.end_interest(interest, by=UserFactory())

    with pytest.raises(services.AlreadyEnded):
        services.end_interest(interest, by=UserFactory())
