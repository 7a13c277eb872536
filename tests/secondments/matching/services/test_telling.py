"""People are told what a round came to after it is written, each once, whoever dies on the way."""

import pytest

from corps.notifications.models import Event, Notification
from secondments.matching import services
from secondments.matching.models import Proposal
from secondments.matching.services import telling
from secondments.matching.services.people import concerned
from secondments.matching.services.rounds import take_up

pytestmark = pytest.mark.django_db


def notices(kind):
    return Notification.objects.filter(event__kind=kind)


def test_a_round_that_is_solved_has_told_the_three_sides(world, proposal):
    told = {notice.to for notice in notices(telling.PROPOSED)}

    assert told == set(concerned([proposal])[proposal.pk])
    assert {world.people[name] for name in ("expert", "employer", "officer")} <= told


def test_telling_again_tells_nobody_twice(world, proposal):
    before = Notification.objects.count()

    telling.tell(proposal.round)
    take_up()

    assert Notification.objects.count() == before


def test_where_a_worker_died_before_telling_the_clock_goes_on(world, proposal):
    Event.objects.filter(kind=telling.PROPOSED).delete()

    take_up()

    assert notices(telling.PROPOSED).count() == len(concerned([proposal])[proposal.pk])
    assert Event.objects.get(kind=telling.PROPOSED).about == proposal


def test_many_are_told_a_part_at_a_time(world, add_expert, monkeypatch):
    monkeypatch.setattr(telling, "AT_ONCE", 1)
    role = world.role("open")
    role.places = 3
    role.save()
    add_expert("Third")
    asked = services.request_round()

    services.solve(asked.pk)

    told = Event.objects.filter(kind=telling.PROPOSED).values_list("about_id", flat=True)
    assert sorted(told) == sorted(Proposal.objects.values_list("pk", flat=True))
    assert len(told) == 3


def test_councils_hear_once_of_places_that_stay_free(world, solve):
    world.role("open")
    for name in ("expert", "other_expert"):
        world.people[name].expert.delete()
    first = solve()
    before = notices(telling.UNFILLED).count()

    telling.tell(first)
    solve()

    assert before > 0
    assert notices(telling.UNFILLED).count() == before
