import pytest
from django.utils import timezone

from corps.home import queries
from corps.organisations.models import Membership
from councils.models import Membership as CouncilMembership
from tests.factories.volunteers import ApprovedCharityFactory, ReadyVolunteerFactory

pytestmark = pytest.mark.django_db


def labels(user, path="/"):
    return [door.label for door in queries.doors(user, path)]


def test_everybody_sees_the_doors_of_what_they_are(world):
    seen = {name: labels(user) for name, user in world.people.items()}

    assert seen["officer"] == ["Proposals", "Lambeth"]
    assert seen["employer"] == ["Proposals", "Sample company 00000001"]
    assert seen["expert"] == ["Proposals", "My profile"]
    assert seen["corps_staff"] == ["Proposals", "Councils", "Employers", "Outbox"]


def test_who_is_several_things_has_the_doors_of_each_for_three_questions(
    world, django_assert_num_queries
):
    user, charity = world.people["expert"], ApprovedCharityFactory()
    CouncilMembership.objects.create(
        council=world.council, user=user, role="finance", confirmed_at=timezone.now()
    )
    Membership.objects.create(organisation=charity.organisation, user=user)
    ReadyVolunteerFactory(user=user)

    with django_assert_num_queries(3):
        found = labels(user)

    assert found == [
        *("Proposals", "Lambeth", "My profile", "Savings to verify", "My work", str(charity))
    ]


def test_who_waits_for_a_councils_word_has_no_door_to_it(world):
    user = world.people["other_expert"]
    CouncilMembership.objects.create(council=world.council, user=user, role="finance")

    assert labels(user) == ["Proposals", "My profile"]


def test_three_of_a_kind_are_shown_and_the_one_that_is_open_is_marked(world):
    user = world.people["corps_staff"]
    for charity in ApprovedCharityFactory.create_batch(4):
        Membership.objects.create(organisation=charity.organisation, user=user)
    shown = [door for door in queries.doors(user, "/") if door.url.startswith("/volunteers/")]

    [current] = [door for door in queries.doors(user, shown[1].url) if door.current]

    assert len(shown) == 3
    assert current.url == shown[1].url
