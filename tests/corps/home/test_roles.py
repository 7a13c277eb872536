"""Who is several things chooses what they see; it opens and closes no door."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from corps.home import queries
from corps.organisations.models import Membership
from councils.models import Membership as CouncilMembership
from tests.factories.councils import ProjectFactory
from tests.factories.volunteers import ApprovedCharityFactory, ReadyVolunteerFactory

pytestmark = pytest.mark.django_db


def labels(user, path="/", chosen=None):
    found = queries.roles(user)
    return [door.label for door in queries.doors(found, queries.acting_as(found, chosen), path)]


def choose(client, role):
    return client.post(reverse("home:act-as"), {"role": role}, follow=True)


def said(page):
    return [thing.text for thing in page.context["page"]]


@pytest.fixture
def many_sided(world):
    """An approver of Lambeth and Southwark who is an expert and acts for a company."""
    user = world.people["approver"]
    CouncilMembership.objects.create(
        council=world.other_council, user=user, role="approver", confirmed_at=timezone.now()
    )
    for project in (world.project("submitted"), ProjectFactory(council=world.other_council)):
        project.stage, project.title = "submitted", f"In {project.council}"
        project.save()
    return user


def test_everybody_sees_the_doors_of_what_they_are(world):
    seen = {name: labels(user) for name, user in world.people.items()}

    assert seen["officer"] == ["Proposals", "Lambeth"]
    assert seen["employer"] == ["Proposals", "Sample company 00000001"]
    assert seen["expert"] == ["Proposals", "My profile"]
    assert seen["corps_staff"] == ["Proposals", "Casework", "Councils", "Employers", "Outbox"]


def test_who_is_several_things_has_the_roles_of_each_for_one_question(
    world, django_assert_num_queries
):
    user, charity = world.people["expert"], ApprovedCharityFactory()
    CouncilMembership.objects.create(
        council=world.council, user=user, role="finance", confirmed_at=timezone.now()
    )
    Membership.objects.create(organisation=charity.organisation, user=user)
    ReadyVolunteerFactory(user=user)

    with django_assert_num_queries(1):
        found = queries.roles(user)

    assert [role.label for role in found] == [
        *("Finance officer, Lambeth", f"Charity, {charity}", "Expert", "Volunteer", "Resident")
    ]
    assert labels(user) == [
        *("Proposals", "Lambeth", "Savings to verify", str(charity), "My profile", "My work")
    ]
    assert labels(user, chosen="expert") == ["Proposals", "My profile"]
    assert labels(user, chosen="resident") == []


def test_who_waits_for_a_councils_word_has_no_door_to_it(world):
    user = world.people["other_expert"]
    CouncilMembership.objects.create(council=world.council, user=user, role="finance")

    assert labels(user) == ["Proposals", "My profile"]


def test_three_of_a_kind_are_shown_and_the_one_that_is_open_is_marked(world):
    user = world.people["corps_staff"]
    for charity in ApprovedCharityFactory.create_batch(4):
        Membership.objects.create(organisation=charity.organisation, user=user)
    found = queries.roles(user)
    shown = [
        door for door in queries.doors(found, None, "/") if door.url.startswith("/volunteers/")
    ]

    [current] = [door for door in queries.doors(found, None, shown[1].url) if door.current]

    assert len(shown) == 3
    assert current.url == shown[1].url


def test_home_shows_what_waits_in_the_chosen_role_and_counts_the_rest(client, world, many_sided):
    client.force_login(many_sided)

    everything = said(client.get("/"))
    one = choose(client, f"council:{world.council.pk}")
    none = choose(client, "resident")
    all_again = choose(client, "")

    assert everything == ["Approve “In Lambeth”", "Approve “In Southwark”"]
    assert (said(one), one.context["elsewhere"]) == (["Approve “In Lambeth”"], 1)
    assert (said(none), none.context["elsewhere"]) == ([], 2)
    assert said(all_again) == everything


def test_home_costs_the_same_however_much_waits(client, world):
    client.force_login(world.people["approver"])
    world.project("submitted")
    client.get("/")

    costs = []
    for many in (0, 2):
        for project in ProjectFactory.create_batch(many, council=world.council):
            project.stage = "submitted"
            project.save()
        with CaptureQueriesContext(connection) as seen:
            page = client.get("/")
        costs.append((len(said(page)), len(seen)))

    assert [rows for rows, _queries in costs] == [1, 3]
    assert costs[0][1] == costs[1][1] < 25


def test_the_choice_changes_what_is_offered_first_and_never_what_one_may_do(
    client, world, many_sided
):
    client.force_login(many_sided)
    choose(client, f"council:{world.other_council.pk}")

    new = client.get(reverse("councils:project-new"))
    other = client.get(reverse("councils:project", args=[world.project("submitted").pk]))

    assert new.context["form"]["council"].value() == world.other_council.pk
    assert (other.status_code, other.context["may_approve"]) == (200, True)


def test_a_role_that_was_lost_is_chosen_no_longer(client, world, many_sided):
    client.force_login(many_sided)
    choose(client, f"council:{world.other_council.pk}")
    CouncilMembership.objects.filter(user=many_sided, council=world.other_council).delete()

    page = client.get("/")

    assert (said(page), page.context["elsewhere"]) == (["Approve “In Lambeth”"], 0)


@pytest.mark.parametrize("made_up", ["council:999999", "staff", "employer:x", "<b>"])
def test_nobody_chooses_what_they_are_not(client, world, made_up):
    client.force_login(world.people["officer"])

    page = choose(client, made_up)

    assert "in all your roles" in page.content.decode()
