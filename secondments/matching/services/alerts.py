"""“Tell me when”: what is new for whoever asked, once each and at most one e-mail a day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import record
from corps.queue import one_by_one
from corps.stages import IllegalMove
from councils.models import Role
from secondments.matching import queries
from secondments.matching.models import Alert, Sighting
from secondments.matching.services.nearness import near_people, near_pledges, near_roles
from secondments.models import Expert

NAMED = 10  # roles of one alert that an e-mail names


@transaction.atomic
def watch_for_people(role: Role, *, by: User, on: date | None = None) -> Alert:
    """Tell this person when somebody who could fill the role comes up, from now on."""
    alert, made = Alert.objects.get_or_create(user=by, role=role)
    return _begin(alert, made, on)


@transaction.atomic
def watch_for_roles(expert: Expert, *, by: User, on: date | None = None) -> Alert:
    """Tell this expert when a role that they could fill comes up, from now on."""
    alert, made = Alert.objects.get_or_create(user=by, expert=expert)
    return _begin(alert, made, on)


def _begin(alert: Alert, made: bool, on: date | None) -> Alert:
    """Begin, or begin again; what is there already is no news."""
    if not made and alert.stage == Alert.Stage.WATCHING:
        return alert
    if not made:
        alert.move_to(Alert.Stage.WATCHING)
        alert.save(update_fields=["stage", "moved_at"])
    _note([alert], on or timezone.localdate())
    return alert


@transaction.atomic
def stop_alert(alert: Alert) -> Alert:
    """Look out no longer."""
    alert = Alert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
    if alert.stage == Alert.Stage.STOPPED:
        raise IllegalMove(f"alert {alert.pk} is stopped already")
    alert.move_to(Alert.Stage.STOPPED)
    alert.save(update_fields=["stage", "moved_at"])
    return alert


@dataclass(frozen=True)
class Found:
    """What is new for one alert: how many, and the first roles where it is roles."""

    alert: Alert
    count: int
    roles: list[Role]


def send_alerts(*, now: datetime | None = None) -> int:
    """Tell everybody of what is new, in one e-mail each; return how many people were told.

    A second run on a day tells nobody: what it would have found is found the next day.
    """
    now = now or timezone.now()
    people = Alert.objects.watching().order_by("user").values_list("user", flat=True)
    return one_by_one(lambda user: _send(user, now), people.distinct())


@transaction.atomic
def _send(user: int, now: datetime) -> int:
    mine = Alert.objects.watching().filter(user=user).select_for_update(of=("self",))
    alerts = list(mine.select_related("user", "role__project__council", "expert").order_by("pk"))
    today = timezone.localdate(now)
    if any(one.last_told_at and timezone.localdate(one.last_told_at) == today for one in alerts):
        return 0
    fresh = _note(alerts, today)
    found = [
        Found(alert, len(rows), [row.role for row in rows if row.role][:NAMED])
        for alert in alerts
        if (rows := fresh[alert.pk])
    ]
    if not found:
        return 0
    Alert.objects.filter(pk__in=[one.alert.pk for one in found]).update(last_told_at=now)
    record(
        "matching.alert_found",
        about=found[0].alert,
        by=None,
        tell=[found[0].alert.user],
        found=found,
        site=settings.SITE_URL,
    )
    return 1


def _note(alerts: list[Alert], on: date) -> dict[int, list[Sighting]]:
    """Write down what each alert sees for the first time, and return it."""
    seen: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
    sighted = Sighting.objects.filter(alert__in=alerts)
    for alert, *what in sighted.values_list("alert", "expert", "pledge", "role"):
        seen[alert].add(tuple(what))
    fresh = []
    for alert, expert, pledge, role in _sights(alerts, on):
        if (expert, pledge, role) not in seen[alert]:
            fresh.append(Sighting(alert_id=alert, expert_id=expert, pledge_id=pledge, role_id=role))
    Sighting.objects.bulk_create(fresh)
    rows: dict[int, list[Sighting]] = defaultdict(list)
    made = Sighting.objects.filter(pk__in=[one.pk for one in fresh])
    for row in made.select_related("role__project__council").order_by("pk"):
        rows[row.alert_id].append(row)
    return rows


def _sights(alerts: list[Alert], on: date) -> list[tuple[int, int | None, int | None, int | None]]:
    """All that these alerts see: alert, expert, pledge, role."""
    for_role = {one.role_id: one.pk for one in alerts if one.role_id}
    for_expert = {one.expert_id: one.pk for one in alerts if one.expert_id}
    found: list[tuple[int, int | None, int | None, int | None]] = []
    if for_role:
        free = queries.free_places(on)
        wanted = [role for role in for_role if role in free]
        found += [(for_role[one.role], one.who, None, None) for one in near_people(wanted, on)]
        found += [(for_role[one.role], None, one.who, None) for one in near_pledges(on, wanted)]
    if for_expert:
        found += [
            (for_expert[one.who], None, None, one.role) for one in near_roles(list(for_expert), on)
        ]
    return found
