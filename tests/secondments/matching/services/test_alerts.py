"""“Tell me when”: of what is new, once, and in one e-mail a day."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from corps.notifications.models import Event
from corps.skills.models import Holding
from corps.stages import IllegalMove
from secondments.matching import services
from secondments.matching.models import Alert, Sighting
from tests.factories.matching import AlertFactory, SightingFactory
from tests.factories.secondments import PledgeFactory, PledgeSkillFactory

pytestmark = pytest.mark.django_db


def days(many):
    return timezone.now() + timedelta(days=many)


def test_an_officer_hears_of_people_and_pledges_that_are_new_and_of_no_name(world, add_expert):
    officer, role = world.people["officer"], world.role("open")
    services.watch_for_people(role, by=officer)  # one of the two experts could do it already

    nothing = services.send_alerts(now=days(1))
    newcomer = add_expert("Newcomer")
    pledge = PledgeFactory(employer=newcomer.employer)
    pledge.boroughs.set([world.council])
    PledgeSkillFactory(pledge=pledge, skill=world.skill, level=2)
    told, again = services.send_alerts(now=days(2)), services.send_alerts(now=days(3))

    assert (nothing, told, again) == (0, 1, 0)
    event = Event.objects.get(kind="matching.alert_found")
    assert event.subject == "2 people or pledges could fill Sample developer"
    assert "Newcomer" not in event.text
    assert str(newcomer.employer) not in event.text
    assert [notice.to for notice in event.notifications.all()] == [officer]


def test_there_is_one_e_mail_a_day_and_what_came_later_comes_with_the_next(world, add_expert):
    services.watch_for_people(world.role("open"), by=world.people["officer"])
    now = timezone.now().replace(hour=7)

    add_expert("One")
    first = services.send_alerts(now=now)
    add_expert("Two")
    later, next_day = services.send_alerts(now=now), services.send_alerts(now=now + timedelta(1))

    assert (first, later, next_day) == (1, 0, 1)
    assert Sighting.objects.count() >= 2


def test_an_expert_hears_of_roles_that_open_and_all_of_it_in_one_e_mail(world):
    expert = world.people["expert"].expert
    services.watch_for_roles(expert, by=expert.user)
    role = world.role("open")

    assert services.send_alerts(now=days(1)) == 1
    assert services.send_alerts(now=days(2)) == 0
    text = Event.objects.get(kind="matching.alert_found").text
    assert f"{role}, {world.council}" in text
    assert f"/alerts/stop/{Alert.objects.get().token}/" in text


def test_a_role_that_one_cannot_do_is_no_news(world):
    expert = world.people["expert"].expert
    Holding.objects.filter(user=expert.user).update(level=1)
    services.watch_for_roles(expert, by=expert.user)
    world.role("open")

    assert services.send_alerts(now=days(1)) == 0


def test_a_stopped_alert_sees_nothing_and_begins_again_without_what_it_missed(world, add_expert):
    officer, role = world.people["officer"], world.role("open")
    alert = services.watch_for_people(role, by=officer)
    services.stop_alert(alert)

    add_expert("Missed")
    while_stopped = services.send_alerts(now=days(1))
    again = services.watch_for_people(role, by=officer)

    assert (while_stopped, again.pk, again.stage) == (0, alert.pk, "watching")
    assert services.send_alerts(now=days(2)) == 0
    services.stop_alert(alert)
    with pytest.raises(IllegalMove):
        services.stop_alert(alert)


def test_the_database_keeps_alerts_and_sightings_of_one_thing(world):
    alert = AlertFactory()
    seen = SightingFactory(alert=alert)

    for make, rule in (
        (lambda: AlertFactory(role=None), "alert_looks_for_people_or_for_roles"),
        (lambda: AlertFactory(user=alert.user, role=alert.role), "person_watches_for_a_role_once"),
        (lambda: SightingFactory(alert=alert, expert=None), "sighting_is_of_one_thing"),
        (lambda: SightingFactory(alert=alert, expert=seen.expert), "alert_sees_the_same_once"),
    ):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            make()
