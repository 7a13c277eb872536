"""Leaving, handing over and sharing, at the pages."""

import pytest
from django.urls import reverse

from councils import queries
from councils.models import Membership, Project
from tests.factories.councils import CoOwnerFactory, MembershipFactory, ProjectFactory

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"councils:{name}", args=args)


def membership(world, identity):
    return Membership.objects.get(user=world.people[identity], council=world.council)


def test_an_officer_leaves_and_says_who_takes_what(client, world):
    people = world.people
    first, second, third = (world.project(stage) for stage in ("draft", "open", "completed"))
    client.force_login(people["officer"])
    own = membership(world, "officer")

    form = client.get(page("member-end", own.pk)).context["form"]
    assert [field.label for field in form.each] == [
        f"“{project}”" for project in (first, second, third)
    ]
    answer = client.post(
        page("member-end", own.pk),
        {
            "everything": people["approver"].pk,
            f"project-{first.pk}": people["administrator"].pk,
            f"project-{third.pk}": "nobody",
        },
        follow=True,
    )

    assert answer.redirect_chain == [(page("join"), 302)]
    assert [queries.owner(one) for one in Project.objects.order_by("pk")] == [
        people["administrator"],
        people["approver"],
        None,
    ]
    assert client.get(first.get_absolute_url()).status_code == 404


def test_who_ends_a_membership_gives_a_reason_and_keeps_what_was_chosen(client, world):
    world.project("open")
    approver = world.people["approver"].pk
    client.force_login(world.people["administrator"])

    answer = client.post(
        page("member-end", membership(world, "officer").pk), {"everything": approver}
    )

    assert answer.context["form"].errors == {"reason": ["Give the reason"]}
    assert answer.context["form"]["everything"].value() == str(approver)


def test_the_last_administrator_is_asked_for_a_successor(client, world):
    client.force_login(world.people["administrator"])
    own = membership(world, "administrator")

    nobody = client.post(page("member-end", own.pk), {})
    client.post(page("member-end", own.pk), {"successor": world.people["approver"].pk})

    assert nobody.context["form"].errors == {"successor": ["Choose who becomes administrator"]}
    assert list(queries.administrators(world.council)) == [world.people["approver"]]


def test_an_owner_shares_and_hands_over(client, world):
    project, people = world.project("open"), world.people
    client.force_login(people["officer"])

    client.post(page("owners", project.pk), {"user": people["approver"].pk})
    client.post(page("owners", project.pk), {"user": people["administrator"].pk, "hand_over": "1"})
    again = client.post(
        page("owners", project.pk), {"user": people["officer"].pk, "hand_over": "1"}
    )

    project.refresh_from_db()
    assert (project.owner, [row.user for row in project.co_owners.all()]) == (
        people["administrator"],
        [people["approver"]],
    )
    assert again.status_code == 403  # it is no longer theirs to give


@pytest.mark.parametrize("count", [1, 3])
def test_pages_of_people_cost_the_same_however_many(
    client, world, count, django_assert_max_num_queries
):
    project = ProjectFactory(council=world.council, author=world.people["officer"])
    for row in MembershipFactory.create_batch(count, council=world.council):
        CoOwnerFactory(project=project, user=row.user)
        ProjectFactory(council=world.council, author=world.people["officer"])
    client.force_login(world.people["administrator"])

    with django_assert_max_num_queries(26):
        client.get(page("owners", project.pk))
    with django_assert_max_num_queries(19):
        client.get(page("member-end", membership(world, "officer").pk))
