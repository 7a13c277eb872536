import threading

import pytest
from django.db import connection

from corps.notifications.models import Event, Notification
from corps.organisations import services
from corps.organisations.models import Membership
from corps.stages import IllegalMove
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db

Role = Membership.Role


def told(kind):
    return {n.to for n in Notification.objects.filter(event__kind=f"organisations.{kind}")}


@pytest.fixture
def pair():
    """An administrator and a member of one organisation."""
    first = MembershipFactory(role=Role.ADMINISTRATOR)
    return first, MembershipFactory(organisation=first.organisation)


def test_a_role_is_changed_and_the_person_told(pair):
    boss, member = pair

    services.change_role(member, by=boss.user, role=Role.ADMINISTRATOR)

    assert Membership.objects.get(pk=member.pk).role == Role.ADMINISTRATOR
    assert told("role_changed") == {member.user}


@pytest.mark.parametrize("act", ["change_role", "remove_member", "leave"])
def test_the_last_administrator_stays(pair, act):
    boss, _member = pair
    acts = {
        "change_role": lambda: services.change_role(boss, by=boss.user, role=Role.MEMBER),
        "remove_member": lambda: services.remove_member(boss, by=boss.user, reason="Gone"),
        "leave": lambda: services.leave(boss),
    }

    with pytest.raises(services.LastAdministrator, match="Make somebody else administrator first"):
        acts[act]()

    assert Membership.objects.get(pk=boss.pk).role == Role.ADMINISTRATOR


def test_an_administrator_who_may_not_sign_in_any_more_is_none(pair):
    boss, _member = pair
    MembershipFactory(
        organisation=boss.organisation, role=Role.ADMINISTRATOR, user__is_active=False
    )

    with pytest.raises(services.LastAdministrator):
        services.leave(boss)


def test_who_is_removed_is_told_why_and_cannot_be_removed_twice(pair):
    boss, member = pair

    services.remove_member(member, by=boss.user, reason="She has left the company")
    with pytest.raises(IllegalMove):
        services.remove_member(member, by=boss.user, reason="Again")

    assert told("member_removed") == {member.user}
    assert Event.objects.get(kind="organisations.member_removed").reason == (
        "She has left the company"
    )


def test_who_leaves_is_gone_and_the_administrators_are_told(pair):
    boss, member = pair

    services.leave(member)

    assert [one.user for one in boss.organisation.memberships.all()] == [boss.user]
    assert told("member_left") == {boss.user}


def test_a_withdrawn_invitation_opens_nothing(pair):
    boss, _member = pair
    invitation = InvitationFactory(organisation=boss.organisation)

    services.withdraw_invitation(invitation, by=boss.user)

    with pytest.raises(services.InvitationOver):
        services.accept_invitation(invitation, user=UserFactory(email=invitation.email))
    with pytest.raises(IllegalMove):
        services.withdraw_invitation(invitation, by=boss.user)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_leave_at_once_leave_one_behind():
    organisation = OrganisationFactory()
    both = MembershipFactory.create_batch(2, organisation=organisation, role=Role.ADMINISTRATOR)
    barrier, stayed = threading.Barrier(2), []

    def go(membership):
        try:
            barrier.wait(5)
            services.leave(membership)
        except services.LastAdministrator:
            stayed.append(membership.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[one]) for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert [one.pk for one in organisation.memberships.all()] == stayed
    assert len(stayed) == 1
