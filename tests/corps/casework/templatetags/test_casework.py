"""The way to a record's notes stands on every record's page, for corps staff alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corps.accounts.models import User
from councils.models import Project
from tests.factories import consensus, councils, matching, savings, secondments, volunteers
from tests.factories.accounts import UserFactory
from tests.factories.casework import NoteFactory
from tests.factories.councils import MembershipFactory
from tests.factories.organisations import MembershipFactory as StaffFactory

pytestmark = pytest.mark.django_db


def member(council):
    return MembershipFactory(council=council).user


def boss(employer):
    return StaffFactory(organisation=employer.organisation).user


def open_project():
    return councils.ProjectFactory(stage=Project.Stage.OPEN, opened_at="2026-11-01T09:00Z")


# Each record, who else sees its page, and where its notes are kept where not with itself.
RECORDS = {
    "project": (open_project, lambda one: UserFactory(), None),
    "council": (councils.CouncilFactory, member, None),
    "employer": (secondments.EmployerFactory, boss, lambda one: one.organisation),
    "expert": (secondments.ExpertFactory, lambda one: one.user, None),
    "proposal": (matching.ProposalFactory, lambda one: one.expert.user, None),
    "direct match": (matching.DirectMatchFactory, lambda one: boss(one.employer), None),
    "round": (matching.RoundFactory, None, None),
    "secondment": (secondments.SecondmentFactory, lambda one: one.expert.user, None),
    "pledge": (secondments.PledgeFactory, lambda one: boss(one.employer), None),
    "intake": (secondments.IntakeFactory, lambda one: UserFactory(), None),
    "task": (volunteers.OpenTaskFactory, lambda one: UserFactory(), None),
    "contribution": (volunteers.ContributionFactory, lambda one: one.volunteer.user, None),
    "suggestion": (volunteers.SuggestionFactory, lambda one: one.by, None),
    "charity": (volunteers.CharityFactory, boss, lambda one: one.organisation),
    "volunteer": (volunteers.VolunteerFactory, lambda one: one.user, lambda one: one.user),
    "source": (volunteers.SourceFactory, lambda one: member(one.council), None),
    "conversation": (consensus.OpenConversationFactory, lambda one: UserFactory(), None),
    "statement": (consensus.StatementFactory, lambda one: UserFactory(), None),
    "benefit": (savings.ToldBenefitFactory, lambda one: member(one.project.council), None),
    "claim": (savings.ClaimFactory, lambda one: member(one.benefit.project.council), None),
}


@pytest.mark.parametrize(("factory", "visitor", "noted"), RECORDS.values(), ids=RECORDS)
def test_corps_staff_find_the_notes_on_the_page_and_others_neither_see_nor_pay_for_them(
    client, factory, visitor, noted
):
    row = factory()
    about = noted(row) if noted else row
    NoteFactory(row=about)
    if isinstance(about, User):
        notes = reverse("casework:person", args=[about.pk])
    else:
        notes = reverse("casework:record", args=[about._meta.label_lower, about.pk])
    link = f'<a href="{notes}">Notes of corps staff: 1</a>'
    client.force_login(UserFactory(is_staff=True))

    for_staff = client.get(row.get_absolute_url()).text

    assert for_staff.count(link) == 1
    assert client.get(notes).text.count("Sample note") == 1
    if visitor is None:
        return
    client.force_login(visitor(row))
    with CaptureQueriesContext(connection) as queries:
        page = client.get(row.get_absolute_url())
    assert (page.status_code, page.text.count("Notes of corps staff")) == (200, 0)
    assert [one for one in queries if "casework_note" in one["sql"]] == []
