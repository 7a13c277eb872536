"""A lone officer asks a head of service, by a link that works once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.models import Notification
from corps.stages import IllegalMove
from councils import services
from councils.models import ApprovalLink, Membership, Project
from tests.factories.councils import ToldProjectFactory
from tests.world import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(world):
    """One that no colleague of the officer's may approve."""
    Membership.objects.filter(council=world.council).exclude(user=world.people["officer"]).delete()
    return world.project("submitted")


def send(project, world, email="head@lambeth.gov.uk"):
    return services.send_approval_link(
        project,
        by=world.people["officer"],
        name="Sample Head",
        post="Head of Planning",
        email=email,
    )


def test_the_link_goes_to_a_person_who_need_not_have_an_account(project, world):
    link = send(project, world)

    head = User.objects.get(email="head@lambeth.gov.uk")
    assert head.has_usable_password() is False
    assert Notification.objects.to(head).get().event.link == link.get_absolute_url()


@pytest.mark.parametrize("email", ["head@southwark.gov.uk", "head@lambeth.gov.uk.example"])
def test_the_link_goes_to_the_councils_own_domain_alone(project, world, email):
    with pytest.raises(services.NotTheirAddress):
        send(project, world, email)


def test_nobody_sends_the_link_to_themselves(project, world):
    with pytest.raises(IllegalMove):
        send(project, world, world.people["officer"].email)


def test_nobody_approves_by_link_what_they_wrote(project, world):
    head = person("Sample Head", "head@lambeth.gov.uk")
    link = send(project, world)
    Project.objects.update(author=head)

    with pytest.raises(services.NotAnother):
        send(project, world)
    with pytest.raises(services.NotAnother):
        services.approve_by_link(link, by=head)


def test_a_second_link_replaces_the_first(project, world):
    first, second = send(project, world), send(project, world)
    head = User.objects.get(email="head@lambeth.gov.uk")
    head.emailaddress_set.update(verified=True)

    with pytest.raises(services.LinkSpent):
        services.approve_by_link(first, by=head)
    assert list(ApprovalLink.objects.all()) == [second]


def test_the_head_approves_once(project, world):
    head = person("Sample Head", "head@lambeth.gov.uk")
    link = send(project, world)

    opened = services.approve_by_link(link, by=head)

    assert (opened.stage, opened.approved_by) == ("open", head)
    with pytest.raises(services.LinkSpent):
        services.approve_by_link(link, by=head)


def test_the_head_returns_it_with_what_to_mend(project, world):
    head = person("Sample Head", "head@lambeth.gov.uk")

    returned = services.return_by_link(send(project, world), by=head, reason="Who pays?")

    assert (returned.stage, returned.stage_reason) == ("returned", "Who pays?")


def test_the_link_opens_nothing_for_anybody_else(project, world):
    with pytest.raises(services.NotTheirAddress):
        services.approve_by_link(send(project, world), by=world.people["approver"])


def test_a_link_grows_too_old(project, world):
    head = person("Sample Head", "head@lambeth.gov.uk")
    link = send(project, world)
    ApprovalLink.objects.update(sent_at=timezone.now() - timedelta(days=15))

    with pytest.raises(services.LinkSpent):
        services.approve_by_link(link, by=head)


def test_a_draft_needs_no_link(world):
    draft = ToldProjectFactory(council=world.council)

    with pytest.raises(IllegalMove):
        send(draft, world)


def test_where_a_colleague_may_approve_no_link_is_sent(world):
    with pytest.raises(IllegalMove):
        send(world.project("submitted"), world)
