"""Who acts for which council, at the pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from councils.models import Council, Membership
from tests.factories.councils import InvitationFactory, MembershipFactory
from tests.world import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(world, client):
    """The client, signed in as the officer."""
    client.force_login(world.people["officer"])
    return client


def test_a_shared_domain_asks_which_council(client):
    ada = person("Ada", "ada@richmondandwandsworth.gov.uk")
    client.force_login(ada)

    page = client.get(reverse("councils:join"))
    nothing = client.post(reverse("councils:join"))
    other = client.post(reverse("councils:join"), {"council": 1})
    client.post(reverse("councils:join"), {"council": page.context["possible"][1].pk})

    assert [council.code for council in page.context["possible"]] == ["RIC", "WND"]
    assert nothing.context["form"].errors == {"council": ["Choose your council"]}
    assert other.context["form"].is_valid() is False
    assert Membership.objects.get().council.code == "WND"


def test_an_address_on_no_councils_domain_is_told_what_to_do(client):
    client.force_login(person("Ada", "ada@london.gov.uk"))

    page = client.get(reverse("councils:join")).content.decode()

    assert page.count("None of your verified addresses is on the domain of a London council") == 1


def test_asking_again_as_a_member_changes_nothing(officer, world):
    response = officer.post(reverse("councils:join"), {"council": world.council.pk}, follow=True)

    assert response.content.decode().count("You have asked already") == 1
    assert Membership.objects.filter(user=world.people["officer"]).count() == 1


def test_who_acts_for_nobody_is_led_to_join(client, world):
    client.force_login(world.people["expert"])

    response = client.get(reverse("councils:project-new"), follow=True)

    assert response.redirect_chain == [(reverse("councils:join"), 302)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_members_page_costs_the_same_however_many(
    client, world, count, django_assert_max_num_queries
):
    MembershipFactory.create_batch(count, council=world.council)
    client.force_login(world.people["administrator"])

    with django_assert_max_num_queries(22):
        client.get(reverse("councils:members", args=["lambeth"]))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_councils_costs_the_same_however_many_people_they_have(
    client, world, count, django_assert_num_queries
):
    for council in (world.council, world.other_council):
        MembershipFactory.create_batch(count, council=council)
    client.force_login(world.people["corps_staff"])

    with django_assert_num_queries(5):
        page = client.get(reverse("councils:directory")).context["page"]

    found = {council.name: (council.people, council.administrators) for council in page}
    assert (found["Lambeth"], found["Southwark"]) == ((3 + count, 1), (1 + count, 0))


def test_nobody_changes_their_own_role(client, world):
    administrator = world.people["administrator"]
    client.force_login(administrator)
    own = Membership.objects.get(user=administrator)

    client.post(reverse("councils:member-confirm", args=[own.pk]), {"role": "officer"})
    nonsense = Membership.objects.get(user=world.people["officer"])
    client.post(reverse("councils:member-confirm", args=[nonsense.pk]), {"role": "king"})

    own.refresh_from_db()
    assert (own.role, nonsense.role) == ("administrator", "officer")


def test_a_confirmed_member_is_not_refused(client, world):
    client.force_login(world.people["administrator"])
    member = Membership.objects.get(user=world.people["officer"])

    client.post(reverse("councils:member-refuse", args=[member.pk]), {"reason": "No"})

    assert Membership.objects.filter(pk=member.pk).exists()


def test_an_administrator_is_invited_on_the_councils_domain(client, world):
    client.force_login(world.people["corps_staff"])

    response = client.post(
        reverse("councils:administrator-invite", args=["lambeth"]),
        {"email": "ada@southwark.gov.uk"},
    )

    assert response.context["form"].errors == {
        "email": ["Enter an address on Lambeth's domain: lambeth.gov.uk"]
    }


def test_who_waits_learns_whether_anybody_is_there_to_confirm_them(client, world):
    told = []
    for code, domain in (("LBH", "lambeth"), ("CMD", "camden")):
        ada = person("Ada", f"ada@{domain}.gov.uk")
        client.force_login(ada)
        council = Council.objects.get(code=code)
        page = client.post(reverse("councils:join"), {"council": council.pk}, follow=True)
        told.append("Nobody runs" in page.content.decode())

    assert told == [False, True]


def test_another_administrator_may_have_been_there_first(client, world):
    client.force_login(world.people["administrator"])
    asked = MembershipFactory(council=world.council, confirmed_at=None)
    url = reverse("councils:member-refuse", args=[asked.pk])

    first = client.post(url, {"reason": "Left in May"}, follow=True)
    second = client.post(url, {"reason": "Left in May"})

    assert first.content.decode().count("was told") == 1
    assert second.status_code == 404


def test_an_invitation_that_is_too_old_says_so(client, world):
    head = person("Sample Head", "head@lambeth.gov.uk")
    invitation = InvitationFactory(
        council=world.council, email=head.email, sent_at=timezone.now() - timedelta(days=31)
    )
    client.force_login(head)

    response = client.post(invitation.get_absolute_url(), follow=True)

    assert response.content.decode().count("This invitation is too old") == 1
    assert not Membership.objects.filter(user=head).exists()
