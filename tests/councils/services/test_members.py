"""How people come to act for a council."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from corps.notifications.models import Notification
from corps.stages import IllegalMove
from councils import queries, services
from councils.models import Council, Invitation, Membership
from tests.factories.accounts import UserFactory
from tests.world import person

pytestmark = pytest.mark.django_db


def council(code):
    return Council.objects.get(code=code)


@pytest.mark.parametrize(
    ("address", "codes"),
    [
        ("ada@camden.gov.uk", ["CMD"]),
        ("ada@planning.camden.gov.uk", ["CMD"]),
        ("Ada@CAMDEN.gov.uk", ["CMD"]),
        ("ada@notcamden.gov.uk", []),
        ("ada@camden.gov.uk.example", []),
        ("ada@evil-camden.gov.uk.example", []),
        ("ada@lbhf.gov.uk", ["HMF"]),
        ("ada@richmondandwandsworth.gov.uk", ["RIC", "WND"]),
        ("ada@london.gov.uk", []),
    ],
)
def test_an_address_shows_which_councils_it_may_belong_to(address, codes):
    ada = person("Ada", address.lower())

    assert [one.code for one in queries.councils_by_address(ada)] == codes


def test_an_address_that_was_not_verified_shows_nothing():
    ada = person("Ada", "ada@camden.gov.uk")
    EmailAddress.objects.filter(user=ada).update(verified=False)

    assert list(queries.councils_by_address(ada)) == []
    with pytest.raises(services.NotTheirAddress):
        services.join_council(council("CMD"), user=ada)


def test_who_asks_waits_until_an_administrator_confirms(world):
    ada = person("Ada", "ada@lambeth.gov.uk")

    asked = services.join_council(world.council, user=ada)

    assert list(Council.objects.of(ada)) == []
    assert [notice.to for notice in Notification.objects.all()] == [world.people["administrator"]]
    services.confirm_member(asked, by=world.people["administrator"], role="approver")
    assert list(Council.objects.of(ada)) == [world.council]


def test_where_nobody_runs_the_council_corps_staff_are_told():
    staff = UserFactory(is_staff=True)

    services.join_council(council("CMD"), user=person("Ada", "ada@camden.gov.uk"))

    assert [notice.to for notice in Notification.objects.all()] == [staff]


def test_asking_twice_changes_nothing():
    ada = person("Ada", "ada@camden.gov.uk")

    first, second = (services.join_council(council("CMD"), user=ada) for _ in range(2))

    assert first == second


def test_who_is_refused_is_told_why_and_may_ask_again(world):
    ada = person("Ada", "ada@lambeth.gov.uk")
    asked = services.join_council(world.council, user=ada)

    services.refuse_member(asked, by=world.people["administrator"], reason="Left in May")

    assert Notification.objects.to(ada).get().event.reason == "Left in May"
    assert services.join_council(world.council, user=ada).confirmed_at is None


def test_an_administrator_is_invited_at_the_councils_own_domain_alone():
    staff = UserFactory(is_staff=True)

    with pytest.raises(services.NotTheirAddress):
        services.invite_administrator(council("CMD"), email="ada@notcamden.gov.uk", by=staff)


def test_an_invitation_makes_an_administrator_of_who_has_that_address():
    staff, ada = UserFactory(is_staff=True), person("Ada", "ada@camden.gov.uk")
    invitation = services.invite_administrator(council("CMD"), email="Ada@Camden.gov.uk", by=staff)

    with pytest.raises(services.NotTheirAddress):
        services.accept_invitation(invitation, user=UserFactory())
    membership = services.accept_invitation(invitation, user=ada)

    assert (membership.user, membership.role) == (ada, Membership.Role.ADMINISTRATOR)
    assert services.accept_invitation(invitation, user=ada) == membership


def test_an_invitation_grows_too_old_and_is_sent_anew():
    staff, ada = UserFactory(is_staff=True), person("Ada", "ada@camden.gov.uk")
    old = services.invite_administrator(council("CMD"), email=ada.email, by=staff)
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=31))

    with pytest.raises(services.InvitationOver):
        services.accept_invitation(old, user=ada)
    new = services.invite_administrator(council("CMD"), email=ada.email, by=staff)

    assert old.token != new.token
    assert services.accept_invitation(new, user=ada).role == Membership.Role.ADMINISTRATOR


def test_who_was_refused_or_confirmed_meanwhile_is_not_decided_again(world):
    administrator = world.people["administrator"]
    first, second = (
        services.join_council(world.council, user=person(name, f"{name}@lambeth.gov.uk"))
        for name in ("ada", "bo")
    )
    services.confirm_member(first, by=administrator)
    services.refuse_member(second, by=administrator, reason="Left in May")

    with pytest.raises(IllegalMove):
        services.refuse_member(first, by=administrator, reason="Left in May")
    with pytest.raises(IllegalMove):
        services.confirm_member(second, by=administrator)


def test_an_invitation_sent_again_is_the_same_one():
    staff = UserFactory(is_staff=True)

    for _ in range(2):
        services.invite_administrator(council("CMD"), email="ada@camden.gov.uk", by=staff)

    assert Invitation.objects.count() == 1
    assert Notification.objects.count() == 2
