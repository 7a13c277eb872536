"""Who may do what on the public side, where it hangs on more than stage and identity."""

from datetime import timedelta

import pytest
from django.utils import timezone

from corps.organisations.models import Membership
from tests.factories.volunteers import (
    ApprovedCharityFactory,
    CharityFactory,
    OpenTaskFactory,
    ReadyVolunteerFactory,
    SubmittedContributionFactory,
    ToldTaskFactory,
)
from volunteers import permissions

pytestmark = pytest.mark.django_db


def test_a_charitys_people_ask_for_help_once_it_is_approved(world):
    employer = world.people["employer"]
    waiting = CharityFactory()
    Membership.objects.create(
        organisation=waiting.organisation, user=employer, role=Membership.Role.ADMINISTRATOR
    )

    before = permissions.can_write_for(employer, waiting)
    waiting.stage = "approved"
    waiting.save()
    waiting.organisation.stage = "verified"
    waiting.organisation.save()

    assert (before, permissions.can_write_for(employer, waiting)) == (False, True)


@pytest.mark.parametrize(("role", "may"), [("administrator", True), ("member", False)])
def test_a_charitys_administrator_opens_what_shows_the_living(world, role, may):
    found = ApprovedCharityFactory()
    Membership.objects.create(
        organisation=found.organisation, user=world.people["employer"], role=role
    )
    task = ToldTaskFactory(council=None, charity=found, personal_data="living")

    assert permissions.can_open_task(world.people["employer"], task) is may


def test_corps_staff_do_not_approve_a_charity_of_their_own(world):
    staff, found = world.people["corps_staff"], CharityFactory()
    Membership.objects.create(organisation=found.organisation, user=staff)

    assert permissions.can_judge_charity(staff, found) is False


def test_a_task_is_taken_by_who_is_signed_in_while_it_is_open(world):
    yesterday = timezone.localdate() - timedelta(days=1)
    task, over = OpenTaskFactory(), OpenTaskFactory(stage="closed", due_on=yesterday)

    assert permissions.can_claim_task(world.people["expert"], task)
    assert not permissions.can_claim_task(world.people["expert"], over)


def test_evidence_is_read_by_those_concerned(world):
    work = SubmittedContributionFactory(
        task__council=world.council,
        volunteer=ReadyVolunteerFactory(user=world.people["expert"]),
    )

    reads = {
        name for name, user in world.people.items() if permissions.can_read_evidence(user, work)
    }

    assert reads == {"officer", "approver", "administrator", "expert", "corps_staff"}
