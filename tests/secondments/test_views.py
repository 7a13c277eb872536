from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from corps.organisations.models import Membership, Organisation
from councils.models import Project
from secondments.models import Employer, Secondment
from tests.factories.accounts import UserFactory
from tests.factories.contracts import InterestFactory
from tests.factories.councils import MembershipFactory, RoleFactory
from tests.factories.organisations import InvitationFactory
from tests.factories.organisations import MembershipFactory as MemberFactory
from tests.factories.secondments import (
    EmployerFactory,
    ExpertFactory,
    SecondmentFactory,
)

pytestmark = pytest.mark.django_db

REGISTRATION = {"company_number": "1234567", "name": "Sample Ltd"}


def page(name, *rows):
    return reverse(f"secondments:{name}", args=[row.pk for row in rows])


def boss_of(employer, **fields):
    return MemberFactory(organisation=employer.organisation, **fields).user


def said(response):
    """The last message of the page that was redirected to."""
    return str(list(get_messages(response.wsgi_request))[-1])


def test_who_registers_a_company_is_shown_what_happens_next(client):
    client.force_login(UserFactory())

    response = client.post(page("employer-new"), REGISTRATION, follow=True)

    assert response.redirect_chain[0][0] == Employer.objects.get().get_absolute_url()
    assert "Corps staff check it, within 5 working days." in response.text


def test_a_number_that_is_registered_already_is_an_error_beside_it_and_nothing_typed_is_lost(
    client,
):
    organisation = EmployerFactory(organisation__company_number="01234567").organisation
    MemberFactory(
        organisation=organisation, role=Membership.Role.ADMINISTRATOR, user__name="Ada Sample"
    )
    client.force_login(UserFactory())

    response = client.post(page("employer-new"), REGISTRATION)

    assert "Ask a colleague there" in response.context["form"].errors["company_number"][0]
    assert 'value="Sample Ltd"' in response.text


@pytest.mark.parametrize(
    ("act", "data", "stage"),
    [("employer-verify", {}, "verified"), ("employer-refuse", {"words": "Dissolved"}, "refused")],
)
def test_corps_staff_judge_an_employer_once(client, act, data, stage):
    employer = EmployerFactory()
    client.force_login(UserFactory(is_staff=True))

    first = client.post(page(act, employer), data)
    again = client.post(page(act, employer), data)

    assert (first.url, again.url) == (employer.get_absolute_url(), employer.get_absolute_url())
    assert Organisation.objects.get().stage == stage
    assert said(again) == "Somebody moved this first. Here is how it stands now."


def test_corps_staff_do_not_verify_a_company_of_their_own(client):
    employer = EmployerFactory()
    client.force_login(boss_of(employer, user__is_staff=True))

    response = client.post(page("employer-verify", employer))

    assert (response.status_code, Organisation.objects.get().stage) == (403, "applied")


def test_a_refusal_without_a_reason_is_asked_for_one(client):
    employer = EmployerFactory()
    client.force_login(UserFactory(is_staff=True))

    response = client.post(page("employer-refuse", employer), {"words": ""})

    assert response.context["form"].errors == {"words": ["Choose a reason, or write your own"]}
    assert "<title>Error: " in response.text


def test_an_administrator_invites_a_colleague(client):
    employer = EmployerFactory()
    client.force_login(boss_of(employer, role=Membership.Role.ADMINISTRATOR))

    response = client.post(
        page("member-invite", employer),
        {"name": "Bo Sample", "email": "bo@company.example", "role": "member"},
        follow=True,
    )

    assert "bo@company.example" in response.text
    assert employer.organisation.invitations.get().email == "bo@company.example"


@pytest.mark.parametrize(
    ("fields", "is_staff", "status"),
    [({"role": "member"}, False, 403), (None, True, 200)],
)
def test_others_invite_only_where_nobody_acts_for_the_company(client, fields, is_staff, status):
    employer = EmployerFactory()
    client.force_login(boss_of(employer, **fields) if fields else UserFactory(is_staff=is_staff))

    assert client.get(page("member-invite", employer)).status_code == status


def officer_of(secondment):
    return MembershipFactory(council=secondment.role.project.council).user


@pytest.mark.parametrize(
    ("act", "before", "project", "after"),
    [
        ("start", "planned", "staffed", "active"),
        ("complete", "active", "in_delivery", "completed"),
        ("end", "active", "in_delivery", "ended_early"),
    ],
)
def test_a_council_moves_a_secondment_once(client, act, before, project, after):
    secondment = SecondmentFactory(
        stage=before,
        role__project__stage=project,
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate() + timedelta(days=200),
    )
    client.force_login(officer_of(secondment))
    url = page(f"secondment-{act}", secondment)

    client.post(url, {"reason": "She fell ill"})
    again = client.post(url, {"reason": "She fell ill"})

    assert Secondment.objects.get().stage == after
    assert said(again) == "Somebody moved this first. Here is how it stands now."


def test_a_short_secondment_and_a_conflict_declared_since_are_pointed_out(client):
    today = timezone.localdate()
    secondment = SecondmentFactory(
        starts_on=today,
        ends_on=today + timedelta(days=60),
        expert__employer__organisation__stage="verified",
    )
    InterestFactory(
        organisation=secondment.expert.employer.organisation,
        council=secondment.role.project.council,
    )
    client.force_login(officer_of(secondment))

    text = client.get(page("secondment", secondment)).text

    assert "shorter than four months" in text
    assert "A conflict of interest has been declared." in text


def costs(client, url, make):
    """Queries for a list of one row, and of three."""
    counts = []
    for rows in (1, 2):
        make(rows)
        client.get(url)  # warms what is cached for a while
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    return counts


def test_the_list_of_employers_costs_the_same_for_one_as_for_three(client):
    client.force_login(UserFactory(is_staff=True))

    one, three = costs(client, page("employers"), EmployerFactory.create_batch)

    assert one == three


def test_the_list_of_secondments_costs_the_same_for_one_as_for_three(client):
    employer = EmployerFactory()
    client.force_login(boss_of(employer))

    one, three = costs(
        client,
        page("secondments"),
        lambda rows: SecondmentFactory.create_batch(rows, expert__employer=employer),
    )

    assert one == three


def test_the_page_of_an_employer_costs_the_same_for_one_as_for_three(client):
    employer = EmployerFactory()
    client.force_login(boss_of(employer, role=Membership.Role.ADMINISTRATOR))

    def make(rows):
        SecondmentFactory.create_batch(rows, expert__employer=employer)
        InterestFactory.create_batch(rows, organisation=employer.organisation)
        InvitationFactory.create_batch(rows, organisation=employer.organisation)
        MemberFactory.create_batch(rows, organisation=employer.organisation)

    one, three = costs(client, page("employer", employer), make)

    assert one == three


def test_the_list_of_open_roles_costs_the_same_for_one_as_for_three(client):
    expert = ExpertFactory()
    client.force_login(expert.user)

    one, three = costs(
        client,
        page("expert-preferences", expert),
        lambda rows: RoleFactory.create_batch(rows, project__stage=Project.Stage.OPEN),
    )

    assert one == three


def test_a_long_list_has_pages(client):
    EmployerFactory.create_batch(21)
    client.force_login(UserFactory(is_staff=True))

    pages = [
        client.get(page("employers"), {"page": number}).context["page"].object_list
        for number in (1, 2)
    ]

    assert [len(rows) for rows in pages] == [20, 1]
