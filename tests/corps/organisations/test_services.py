import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.models import Event, Notification
from corps.organisations import queries, services
from corps.organisations.models import Membership, Organisation
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


def test_who_registers_a_company_becomes_its_administrator_and_corps_staff_are_told():
    ada, staff = UserFactory(), UserFactory(is_staff=True)

    organisation = services.register(by=ada, company_number=" 1234567 ", name="Sample Ltd")

    membership = Membership.objects.get()
    assert (organisation.company_number, organisation.stage) == ("01234567", "applied")
    assert (membership.organisation, membership.user, membership.role) == (
        organisation,
        ada,
        Role.ADMINISTRATOR,
    )
    assert told("organisation_registered") == {staff}


def test_a_group_is_named_by_its_head_even_where_a_subsidiary_was_given():
    head = OrganisationFactory()
    middle = OrganisationFactory(group=head)

    organisation = services.register(
        by=UserFactory(), company_number="01234567", name="Sample Ltd", group=middle
    )

    assert organisation.group == head


def test_corps_staff_are_told_of_a_head_that_is_not_here():
    services.register(
        by=UserFactory(), company_number="01234567", name="Sample Ltd", unknown_group="SC123456"
    )

    assert Event.objects.get().reason == "Head of its group, not here yet: SC123456"


def test_a_number_that_is_registered_already_says_whom_to_ask():
    organisation = OrganisationFactory(company_number="01234567", name="Sample Ltd")
    ada = UserFactory(name="Ada Sample")
    MembershipFactory(organisation=organisation, user=ada, role=Role.ADMINISTRATOR)

    with pytest.raises(services.AlreadyRegistered) as known:
        services.register(by=UserFactory(), company_number="1234567", name="Other Ltd")

    assert (known.value.organisation, str(known.value)) == (
        organisation,
        "Sample Ltd is registered already. Ask a colleague there to invite you to act for it.",
    )


def test_an_organisation_for_which_nobody_acts_is_not_taken_over():
    organisation = OrganisationFactory(company_number="01234567", name="Sample Ltd")

    with pytest.raises(services.AlreadyRegistered):
        services.register(by=UserFactory(), company_number="01234567", name="Sample Ltd")

    assert not organisation.memberships.exists()


def test_what_is_no_company_number_is_not_registered():
    with pytest.raises(ValueError, match="8 characters"):
        services.register(by=UserFactory(), company_number="123456789", name="Sample Ltd")


def test_a_verified_organisation_is_told():
    member = MembershipFactory()

    organisation = services.verify(member.organisation, by=UserFactory(is_staff=True))

    assert (organisation.stage, told("organisation_verified")) == ("verified", {member.user})


def test_a_refused_organisation_is_told_why():
    member = MembershipFactory()

    organisation = services.refuse(
        member.organisation, by=UserFactory(is_staff=True), reason="No such company"
    )

    event = Event.objects.get()
    assert (organisation.stage, organisation.stage_reason) == ("refused", "No such company")
    assert (event.reason, told("organisation_refused")) == ("No such company", {member.user})


def test_verifying_twice_is_no_move():
    organisation = OrganisationFactory(stage=Organisation.Stage.VERIFIED)

    with pytest.raises(IllegalMove):
        services.verify(organisation, by=UserFactory(is_staff=True))


def test_somebody_without_an_account_gets_one_without_a_password_and_a_notice():
    ada = UserFactory()

    invitation = services.invite(
        OrganisationFactory(),
        email=" Bo@Company.example",
        name="Bo Sample",
        role=Role.MEMBER,
        by=ada,
    )

    notice = Notification.objects.get()
    assert (notice.to.email, notice.to.name) == ("bo@company.example", "Bo Sample")
    assert (notice.to.has_usable_password(), notice.event.link) == (
        False,
        invitation.get_absolute_url(),
    )


def test_an_invitation_reaches_somebody_with_an_account():
    bo = UserFactory(email="bo@company.example", name="Bo Sample")

    services.invite(
        OrganisationFactory(),
        email="BO@company.example",
        name="Somebody else",
        role=Role.MEMBER,
        by=UserFactory(),
    )

    assert (Notification.objects.get().to, User.objects.get(pk=bo.pk).name) == (bo, "Bo Sample")


def test_a_second_invitation_replaces_the_first():
    first = InvitationFactory(email="bo@company.example")

    second = services.invite(
        first.organisation, email="bo@company.example", role=Role.ADMINISTRATOR, by=UserFactory()
    )

    assert (second.pk, second.token != first.token, second.role) == (
        first.pk,
        True,
        Role.ADMINISTRATOR,
    )


def test_who_accepts_an_invitation_acts_for_the_organisation():
    invitation, bo = InvitationFactory(), UserFactory()

    services.accept_invitation(invitation, user=bo)

    membership = Membership.objects.get()
    assert (membership.user, membership.role) == (bo, Role.MEMBER)
    assert told("member_joined") == {invitation.by}


def test_an_invitation_works_once():
    invitation = InvitationFactory()
    services.accept_invitation(invitation, user=UserFactory())

    with pytest.raises(services.InvitationOver):
        services.accept_invitation(invitation, user=UserFactory())


def test_an_invitation_grows_old():
    long_ago = timezone.now() - timedelta(days=settings.INVITATION_DAYS, minutes=1)
    invitation = InvitationFactory(sent_at=long_ago)

    with pytest.raises(services.InvitationOver):
        services.accept_invitation(invitation, user=UserFactory())


@pytest.mark.parametrize(
    ("before", "invited", "after"),
    [
        (Role.ADMINISTRATOR, Role.MEMBER, Role.ADMINISTRATOR),
        (Role.MEMBER, Role.ADMINISTRATOR, Role.ADMINISTRATOR),
    ],
)
def test_nobody_becomes_less_by_an_invitation(before, invited, after):
    membership = MembershipFactory(role=before)
    invitation = InvitationFactory(organisation=membership.organisation, role=invited)

    services.accept_invitation(invitation, user=membership.user)

    membership.refresh_from_db()
    assert membership.role == after


@pytest.mark.django_db(transaction=True)
def test_of_two_who_register_one_number_at_once_one_is_told_whom_to_ask():
    people, outcomes = UserFactory.create_batch(2), []
    barrier = threading.Barrier(2)

    def register(user):
        barrier.wait()
        try:
            services.register(by=user, company_number="01234567", name="Sample Ltd")
        except services.AlreadyRegistered as known:
            outcomes.append(str(known))
        else:
            outcomes.append("registered")
        finally:
            connection.close()

    threads = [threading.Thread(target=register, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    told_to_ask = queries.whom_to_ask(Organisation.objects.get())
    assert sorted(outcomes) == sorted(["registered", told_to_ask])
