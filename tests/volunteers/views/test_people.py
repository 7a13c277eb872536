"""Profiles and charities."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corps.accounts.models import User
from corps.notifications.models import Event
from corps.organisations.models import Invitation
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.skills import HoldingFactory, SkillFactory
from tests.factories.volunteers import (
    AcceptedContributionFactory,
    ApprovedCharityFactory,
    CharityFactory,
    OpenTaskFactory,
    ReadyVolunteerFactory,
    TaskSkillFactory,
)
from volunteers.models import Charity

pytestmark = pytest.mark.django_db
CHARITY = {
    "name": "Sample aid",
    "charity_number": "1234567",
    "company_number": "01234567",
    "purpose": "Helps with samples.",
}


@pytest.fixture
def volunteer(client):
    found = ReadyVolunteerFactory()
    client.force_login(found.user)
    return found


def url(name, row):
    return reverse(f"volunteers:{name}", args=[row.pk])


def test_a_public_profile_shows_what_was_done_and_what_is_known(client):
    work = AcceptedContributionFactory(
        volunteer__is_public=True, volunteer__about="I like maps.", task__title="Letters"
    )
    HoldingFactory(user=work.volunteer.user, skill__name="Sample mapping")

    page = client.get(work.volunteer.get_absolute_url())

    for words in ("I like maps.", "Letters", "Sample mapping", "Careful and quick."):
        assert words in page.text


def test_one_is_told_that_a_private_profile_is_seen_by_nobody_else(client, volunteer):
    assert "Only you see this page." in client.get(volunteer.get_absolute_url()).text


def test_a_profile_is_edited_and_made_public(client, volunteer):
    response = client.post(
        reverse("volunteers:profile"),
        {"about": "Maps.", "hours_a_week": "2.5", "kind": "citizen", "is_public": "on"},
    )

    volunteer.refresh_from_db()
    assert response["Location"] == volunteer.get_absolute_url()
    assert (volunteer.about, str(volunteer.hours_a_week), volunteer.is_public) == (
        "Maps.",
        "2.5",
        True,
    )


def test_an_error_keeps_the_profile_as_it_was_typed(client, volunteer):
    response = client.post(
        reverse("volunteers:profile"),
        {"about": "Maps.", "hours_a_week": "99", "kind": "citizen"},
    )

    assert "Enter hours a week from 0.5 to 40" in response.text
    assert "Maps." in response.text
    assert 'value="99"' in response.text


def test_skills_are_said_and_lead_to_what_suits_them(client, volunteer):
    skill = SkillFactory()

    response = client.post(
        reverse("volunteers:skills"),
        {"skills-skill-0": skill.name, "skills-level-0": "2", "skills-kind-0": "held"},
    )

    assert response["Location"] == reverse("volunteers:for-you")
    assert volunteer.user.holdings.get().skill == skill


@pytest.mark.parametrize("name", ["profile", "skills"])
def test_who_has_yet_to_begin_begins(client, name):
    client.force_login(UserFactory())

    assert client.get(reverse(f"volunteers:{name}"))["Location"] == reverse("volunteers:begin")


def test_a_profile_asks_as_much_for_three_pieces_of_work_as_for_one(client):
    volunteer, counts = ReadyVolunteerFactory(is_public=True), []
    client.get(volunteer.get_absolute_url())

    for rows in (1, 2):
        for _ in range(rows):
            AcceptedContributionFactory(volunteer=volunteer)
            HoldingFactory(user=volunteer.user)
        with CaptureQueriesContext(connection) as queries:
            client.get(volunteer.get_absolute_url())
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_charity_asks_and_is_approved(client):
    user, staff = UserFactory(), UserFactory(is_staff=True)
    client.force_login(user)
    client.post(reverse("volunteers:charity-new"), CHARITY)
    charity = Charity.objects.get()
    waits = client.get(charity.get_absolute_url()).text

    client.force_login(staff)
    client.post(url("charity-approve", charity))
    again = client.post(url("charity-approve", charity), follow=True)

    charity.refresh_from_db()
    assert "Corps staff compare it with the public register." in waits
    assert charity.stage == "approved"
    assert "Somebody was there first" in again.text
    links = Event.objects.exclude(link="").values_list("link", flat=True).distinct()
    assert set(links) == {charity.get_absolute_url()}


def test_a_body_that_others_act_for_is_named_beside_its_number(client):
    MembershipFactory(organisation=OrganisationFactory(company_number="01234567"))
    client.force_login(UserFactory())

    response = client.post(reverse("volunteers:charity-new"), CHARITY)

    assert "is registered already" in response.text or "is here already" in response.text
    assert 'value="Sample aid"' in response.text


def test_a_charity_that_is_no_company_asks_by_its_charity_number_alone(client):
    client.force_login(UserFactory())

    response = client.post(
        reverse("volunteers:charity-new"), CHARITY | {"company_number": ""}, follow=True
    )

    charity = Charity.objects.get()
    assert response.redirect_chain[-1][0] == charity.get_absolute_url()
    assert ("1234567" in response.text, "Company number" in response.text) == (True, False)


def test_a_charity_that_others_act_for_is_named_beside_its_number(client):
    member = MembershipFactory(role="administrator")
    CharityFactory(charity_number="1234567", organisation=member.organisation)
    client.force_login(UserFactory())

    response = client.post(reverse("volunteers:charity-new"), CHARITY | {"company_number": ""})

    assert list(response.context["form"].errors) == ["charity_number"]
    assert f"{member.organisation} is registered already." in response.text


def test_a_charity_is_refused_with_a_reason(client):
    charity = ApprovedCharityFactory()
    client.force_login(UserFactory(is_staff=True))

    client.post(url("charity-refuse", charity), {"reason": "Struck off."})
    late = client.get(url("charity-refuse", charity), follow=True)

    charity.refresh_from_db()
    assert (charity.stage, charity.stage_reason) == ("refused", "Struck off.")
    assert "Somebody was there first" in late.text


def test_a_colleague_who_accepts_an_invitation_comes_to_the_charitys_page(client):
    user = UserFactory()
    client.force_login(user)
    client.post(reverse("volunteers:charity-new"), CHARITY)
    charity = Charity.objects.get()
    client.post(
        url("charity-invite", charity),
        {"name": "Bo", "email": "bo@aid.example", "role": "member"},
    )

    bo = User.objects.get(email="bo@aid.example")
    bo.emailaddress_set.update(verified=True)
    client.force_login(bo)
    response = client.post(Invitation.objects.get().get_absolute_url(), follow=True)

    assert response.status_code == 200
    assert response.redirect_chain[-1][0] == charity.get_absolute_url()


@pytest.mark.parametrize("page", ["charities", "charity"])
def test_a_page_of_charities_asks_as_much_for_three_rows_as_for_one(client, page):
    charity, counts = ApprovedCharityFactory(), []
    client.force_login(UserFactory(is_staff=True))
    address = reverse("volunteers:charities") if page == "charities" else charity.get_absolute_url()
    client.get(address)

    for rows in (1, 2):
        for _ in range(rows):
            CharityFactory()
            TaskSkillFactory(task=OpenTaskFactory(council=None, charity=charity))
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))

    assert counts[0] == counts[1]
