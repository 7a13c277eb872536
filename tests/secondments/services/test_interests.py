"""An expert's interest: private until it is shared, and nobody is guessed at."""

import pytest
from django.db import IntegrityError, transaction

from corps.notifications.models import Event
from secondments import queries, services
from secondments.models import RoleInterest
from tests.factories.secondments import RoleInterestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert(world):
    return world.people["expert"].expert


def test_marking_a_role_leaves_no_trace_that_others_could_read(world, expert):
    services.mark_interest(expert, world.role("open"))
    marked = services.mark_interest(expert, world.role("open"))

    assert list(queries.own_interests(expert)) == [marked]
    assert Event.objects.count() == 0
    assert not queries.interests_shown_to(expert.employer).exists()


def test_a_project_that_is_not_open_cannot_be_marked(world, expert):
    with pytest.raises(services.NotYet):
        services.mark_interest(expert, world.role("staffed"))


def test_sharing_tells_the_administrators_alone_and_once(world, expert):
    marked = services.mark_interest(expert, world.role("open"))

    first = services.share_interests(expert, [marked], by=expert.user, note="After the summer?")
    again = services.share_interests(expert, [marked], by=expert.user, note="And now?")

    assert (first, again) == (1, 0)
    told = Event.objects.get(kind="secondments.interest_shared")
    assert {notice.to for notice in told.notifications.all()} == {world.people["employer"]}
    assert "After the summer?" in told.text
    assert list(queries.interests_shown_to(expert.employer)) == [marked]


def test_others_interests_are_not_shared_by_somebody_else(world, expert):
    other = RoleInterestFactory(role=world.role("open"), shared_at=None)

    assert services.share_interests(expert, [other], by=expert.user) == 0


@pytest.mark.parametrize(("shared", "events"), [(True, 2), (False, 0)])
def test_taking_a_mark_away_tells_only_whoever_was_told(world, expert, shared, events):
    marked = services.mark_interest(expert, world.role("open"))
    if shared:
        services.share_interests(expert, [marked], by=expert.user)

    services.withdraw_interest(RoleInterest.objects.get(), by=expert.user)

    assert (RoleInterest.objects.count(), Event.objects.count()) == (0, events)


def test_a_council_reads_a_number_only_where_nobody_can_be_guessed(world):
    role = world.role("open")
    verified = {"role": role, "expert__employer__organisation__stage": "verified"}

    RoleInterestFactory(role=role)  # of a company that nobody has checked
    assert queries.how_many_interested([role]) == {}
    RoleInterestFactory.create_batch(2, **verified)
    assert queries.how_many_interested([role]) == {role.pk: "Some experts are interested"}
    RoleInterestFactory(**verified)
    assert queries.how_many_interested([role]) == {role.pk: "3 experts are interested"}


def test_a_note_is_only_for_what_is_shared():
    with pytest.raises(IntegrityError, match="interest_has_a_note"), transaction.atomic():
        RoleInterestFactory(shared_at=None, note="A word")
