"""How people come to act for a council."""

from datetime import timedelta
from functools import partial

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


def test_a_colleague_is_invited_in_a_role_and_acts_at_once(world):
    administrator, ada = world.people["administrator"], person("Ada", "ada@lambeth.gov.uk")
    invite = partial(services.invite_member, world.council, role="finance", by=administrator)

    with pytest.raises(services.NotTheirAddress):
        invite(email="ada@southwark.gov.uk")
    invitation = invite(email="Ada@lambeth.gov.uk")
    membership = services.accept_invitation(invitation, user=ada)

    assert (membership.role, membership.confirmed_by) == ("finance", administrator)
    assert [notice.event.kind for notice in Notification.objects.to(ada)] == [
        "councils.member_confirmed",
        "councils.member_invited",
    ]
    with pytest.raises(services.MemberAlready):
        invite(email="ada@lambeth.gov.uk")


def test_nobody_falls_in_rank_by_an_invitation(world):
    ada = person("Ada", "ada@lambeth.gov.uk")
    sent = services.invite_member(
        world.council, email=ada.email, role="officer", by=world.people["administrator"]
    )
    asked = services.join_council(world.council, user=ada)
    services.confirm_member(asked, by=world.people["administrator"], role="approver")

    assert services.accept_invitation(sent, user=ada).role == "approver"


def test_an_invitation_that_was_taken_back_opens_nothing(world):
    sent = services.invite_member(
        world.council, email="a@lambeth.gov.uk", role="officer", by=world.people["administrator"]
    )

    services.withdraw_invitation(sent, by=world.people["administrator"])

    assert Invitation.objects.count() == 0
    with pytest.raises(IllegalMove):
        services.withdraw_invitation(sent, by=world.people["administrator"])


def test_who_has_no_verified_address_at_the_council_any_more_is_doubted_once(world):
    officer = world.people["officer"]
    EmailAddress.objects.filter(user=officer).update(verified=False)

    counts = [services.doubt_members() for _ in range(2)]

    assert counts == [1, 0]
    (notice,) = Notification.objects.filter(event__kind="councils.members_doubted")
    assert (notice.to, notice.event.text.count(officer.email)) == (
        world.people["administrator"],
        1,
    )
    assert [one.text for one in queries.waiting_for(world.people["administrator"])] == [
        f"Is {officer} still at Lambeth? Their address is not confirmed"
    ]
    EmailAddress.objects.filter(user=officer).update(verified=True)
    services.doubt_members()
    assert Membership.objects.doubted().count() == 0


def test_a_domain_that_a_council_gave_up_puts_all_its_people_in_doubt(world):
    world.council.domains.all().delete()

    assert services.doubt_members() == 3


def test_administrators_are_asked_every_half_year_whether_these_are_their_people(world):
    administrator = world.people["administrator"]
    later = timezone.now() + timedelta(days=181)

    counts = [services.ask_to_review(now=when) for when in (timezone.now(), later, later)]

    assert counts == [0, 1, 0]
    assert [one.text for one in queries.waiting_for(administrator)] == [
        "Say whether these are still the people of Lambeth"
    ]
    services.confirm_people(world.council, by=administrator)
    assert list(queries.waiting_for(administrator)) == []
    assert services.ask_to_review(now=later - timedelta(days=2)) == 0
