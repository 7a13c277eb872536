"""How it goes, in numbers for those who watch over the machine; as many queries for any load."""

import os
from functools import cache as kept
from pathlib import Path

import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db.models import Count, Min
from django.utils import timezone

from corps.accounts.models import User
from corps.home.formats import Measure
from corps.home.queries.health import redis_url
from corps.notifications.models import Bounce, Notification
from councils.models import Project
from secondments.matching.models import Round


def measures() -> list[Measure]:
    """All that is measured, now."""
    now = timezone.now()
    due = Notification.objects.due(now).aggregate(count=Count("pk"), oldest=Min("event__at"))
    heard = cache.get("worker-heard")
    return [
        Measure("corps_version", "The code that answers.", 1, label=("version", version())),
        Measure("corps_notices_unsent", "Notices whose e-mail is due.", due["count"]),
        Measure(
            "corps_notices_oldest_seconds",
            "For how long the oldest of them has waited.",
            max((now - due["oldest"]).total_seconds(), 0) if due["oldest"] else 0,
        ),
        Measure(
            "corps_addresses_held",
            "Addresses to which no e-mail is sent, since it came back.",
            Bounce.objects.holding().values("address").distinct().count(),
        ),
        *_by_stage("corps_rounds", "Rounds of matching.", Round),
        *_by_stage("corps_projects", "Projects of councils.", Project),
        Measure(
            "corps_sessions",
            "Sessions that have not ended.",
            Session.objects.filter(expire_date__gt=now).count(),
        ),
        Measure(
            "corps_people", "People who may sign in.", User.objects.filter(is_active=True).count()
        ),
        Measure(
            "corps_worker_silent_seconds",
            "For how long no worker has been heard from; -1 if never.",
            (now - heard).total_seconds() if heard else -1,
        ),
        *_queue(),
    ]


def _by_stage(name: str, words: str, model: type[Project] | type[Round]) -> list[Measure]:
    """How many rows are at each stage, with a zero for a stage where none is."""
    counts = dict(model.objects.order_by().values_list("stage").annotate(Count("pk")))
    return [
        Measure(name, words, counts.get(stage, 0), label=("stage", stage))
        for stage in model.Stage.values
    ]


def _queue() -> list[Measure]:
    """How many tasks wait and how many are in hand; nothing of them where the broker is down."""
    waiting: int | None = None
    try:
        with redis.Redis.from_url(
            redis_url(), socket_connect_timeout=1, socket_timeout=1
        ) as broker:
            waiting, in_hand = broker.llen("celery"), broker.hlen("unacked")
    except redis.RedisError:
        return [Measure("corps_broker_up", "Whether the broker answers.", 0)]
    return [
        Measure("corps_broker_up", "Whether the broker answers.", 1),
        Measure("corps_tasks_waiting", "Tasks that no worker has taken yet.", waiting),
        Measure("corps_tasks_in_hand", "Tasks that a worker has taken and not finished.", in_hand),
    ]


@kept
def version() -> str:
    """Which code this is: as the image says, or else as the clone does."""
    git = settings.BASE_DIR / ".git"
    return os.environ.get("VERSION") or _head(git) or "unknown"


def _head(git: Path) -> str:
    """The commit that a clone stands on."""
    try:
        head = (git / "HEAD").read_text().strip()
        if not head.startswith("ref: "):
            return head
        name = head.removeprefix("ref: ")
        if (git / name).exists():
            return (git / name).read_text().strip()
        packed = (git / "packed-refs").read_text().splitlines()
    except OSError:
        return ""
    return next((line.split()[0] for line in packed if line.endswith(f" {name}")), "")
