"""Keep what the dashboard reads, and freeze a quarter so that it can be cited."""

import hashlib
from collections import defaultdict
from datetime import date, timedelta
from uuid import uuid4

from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import record
from corps.savings import maths, queries
from corps.savings.formats import as_plain, canonical
from corps.savings.models import Benefit, CouncilYear, ServiceMonth, Snapshot, Summary
from corps.savings.queries.lines import INTO_SUMMARY

SUMMING = (4, 1)  # the advisory lock of whoever sums up
FREEZING = (4, 2)


class NotOver(Exception):
    """The quarter still runs, so its figures may change."""


INTO_COUNCIL_YEAR = """
INSERT INTO savings_councilyear (council_id, service, category, state, year, amount_gbp, claims)
SELECT council_id, service, category, state,
  EXTRACT(YEAR FROM month - INTERVAL '3 months')::int AS year, SUM(amount_gbp), SUM(claims)
FROM savings_summary
WHERE council_id = %s AND service = ANY(%s)
GROUP BY council_id, service, category, state, year
"""
INTO_SERVICE_MONTH = """
INSERT INTO savings_servicemonth (service, category, state, month, amount_gbp, claims)
SELECT service, category, state, month, SUM(amount_gbp), SUM(claims)
FROM savings_summary
WHERE service = ANY(%s)
GROUP BY service, category, state, month
"""


@transaction.atomic
def summarise() -> int:
    """Sum up anew what has changed, council by council; return how many sums of a sort were stale.

    It starts from the rows each time, so that it may run twice; only one runs at a time. A change
    that commits while it runs left its own mark, which the next run finds.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", SUMMING)
        cursor.execute("DELETE FROM savings_stale RETURNING council_id, service")
        stale = set(cursor.fetchall())
    if not stale:
        return 0
    by_council = defaultdict(set)
    for council, service in stale:
        by_council[council].add(service)
    for council, areas in sorted(by_council.items()):
        _sum_up_council(council, sorted(areas))
    services = sorted({service for _, service in stale})
    ServiceMonth.objects.filter(service__in=services).delete()
    with connection.cursor() as cursor:
        cursor.execute(INTO_SERVICE_MONTH, [services])
    cache.set(queries.SUMMED, uuid4().hex, None)  # in the same transaction: it is a table too
    return len(stale)


def _sum_up_council(council: int, services: list[str]) -> None:
    benefits = Benefit.objects.filter(project__council=council, service__in=services)
    Summary.objects.filter(council=council, service__in=services).delete()
    CouncilYear.objects.filter(council=council, service__in=services).delete()
    with connection.cursor() as cursor:
        cursor.execute(INTO_SUMMARY, {"benefits": list(benefits.values_list("pk", flat=True))})
        cursor.execute(INTO_COUNCIL_YEAR, [council, services])


@transaction.atomic
def freeze_quarter(ends_on: date, *, by: User, on: date | None = None) -> Snapshot:
    """Keep the figures of the quarter that ended on a day, for good, under an address of their own.

    Freezing it again makes a further edition; the first stays as it was.
    """
    on = on or timezone.localdate()
    if ends_on != maths.quarter_end(ends_on) or ends_on >= on:
        raise NotOver(f"no quarter has ended on {ends_on}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", FREEZING)
    summarise()
    until = ends_on + timedelta(days=1)
    figures = {
        "quarter": as_plain(
            queries.work_out(queries.Choices(on, since=queries.after(until, -3), until=until))
        ),
        "in_all": as_plain(queries.work_out(queries.Choices(on, until=until))),
    }
    edition = Snapshot.objects.filter(ends_on=ends_on).count() + 1
    snapshot = Snapshot.objects.create(
        slug=queries.quarter_slug(ends_on) + (f"-{edition}" if edition > 1 else ""),
        ends_on=ends_on,
        edition=edition,
        figures=figures,
        sha256=hashlib.sha256(canonical(figures).encode()).hexdigest(),
        frozen_by=by,
    )
    record("savings.snapshot_frozen", about=snapshot, by=by)
    return snapshot
