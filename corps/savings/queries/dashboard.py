"""What the dashboard shows, read from the sums that a task keeps."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models import Sum as Total
from django.utils import timezone
from django.utils.dateformat import format as format_date

from corps.savings import maths
from corps.savings.formats import Borough, Dashboard, Point, Sum, Sums
from corps.savings.models import (
    Benefit,
    Category,
    Claim,
    CouncilYear,
    Population,
    ServiceMonth,
    Stale,
    State,
    Summary,
)
from corps.savings.queries.given import days_given
from councils.models import Council

SUMMED = "savings-summed"  # what stands under this key is another each time the sums are
KEPT = 300  # seconds; days given and what waits are as old as that, and the page says so
MOST_QUARTERS = 24  # in the picture; longer times are shown by financial year
UNSTATED = "none"  # the service area of a benefit that names none
COUNTED = (State.VERIFIED, State.WAITING, State.MEASURED, State.REJECTED)
COST = (State.RUNNING, State.ONE_OFF)


@dataclass(frozen=True)
class Choices:
    """What a visitor looks at: a time in whole months or all time, a category, a service area."""

    on: date
    category: str = Category.CASH_RELEASING.value
    service: str | None = None
    since: date | None = None
    until: date | None = None  # the first month that is left out

    @property
    def year(self) -> int | None:
        """The financial year, where it is one."""
        if self.since is None or self.until is None:
            return None
        is_year = self.since.month == 4 and after(self.since, 12) == self.until
        return self.since.year if is_year else None

    @property
    def is_of_years(self) -> bool:
        """Whether sums by financial year are enough."""
        return self.year is not None or (self.since is None and self.until is None)

    @property
    def months(self) -> Q:
        """The months that are looked at."""
        asked = Q(month__gte=self.since) if self.since else Q()
        return asked & Q(month__lt=self.until) if self.until else asked

    @property
    def to_come(self) -> date:
        """The first month that has not begun, or is not looked at any more."""
        following = after(self.on.replace(day=1))
        return min(following, self.until) if self.until else following


def of_year(year: int | None) -> dict[str, date | None]:
    """The choices of a financial year, or of all time."""
    if year is None:
        return {"since": None, "until": None}
    return {"since": date(year, 4, 1), "until": date(year + 1, 4, 1)}


def after(month: date, many: int = 1) -> date:
    """The first day of the month so many months later."""
    months = month.year * 12 + month.month - 1 + many
    return date(months // 12, months % 12 + 1, 1)


def year_name(year: int) -> str:
    """A financial year in words."""
    return f"{year}–{(year + 1) % 100:02}"


def years() -> list[int]:
    """Financial years of which anything is known, the newest first."""
    known = CouncilYear.objects.aggregate(first=Min("year"), last=Max("year"))
    if known["last"] is None:
        return []
    return list(range(known["last"], known["first"] - 1, -1))


@contextmanager
def at_one_moment() -> Iterator[None]:
    """Read all as it stood at one moment, so that what is shown together adds up."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def dashboard(choices: Choices) -> Dashboard:
    """All that the page shows; kept for some minutes, or until the sums change."""
    summed = cache.get(SUMMED)
    if summed is None:
        return work_out(choices)
    service = "all" if choices.service is None else choices.service
    parts = (summed, choices.on, choices.category, service, choices.since, choices.until)
    key = ":".join(["savings", *map(str, parts)])
    found: Dashboard | None = cache.get(key)
    if found is None:
        found = work_out(choices)
        cache.set(key, found, KEPT)
    return found


@at_one_moment()
def work_out(choices: Choices) -> Dashboard:
    """All that the page shows, from the sums as they stand now."""
    cells = list(_cells(choices))
    own = [cell for cell in cells if cell.category == choices.category]
    whole = _sums(choices.category, Category(choices.category).label, own)
    return Dashboard(
        as_at=timezone.now(),
        period=_period(choices),
        filters=_filters(choices),
        category=Category(choices.category).label,
        whole=whole,
        forecast_in_all=_add(cell.in_all for cell in own if cell.state == State.FORECAST),
        beside=tuple(_beside(choices, cells)),
        costs=_sums("", "", [cell for cell in cells if cell.state in COST]),
        points=tuple(_points(choices)),
        boroughs=tuple(_boroughs(choices)),
        services=tuple(_services(own)),
        given=days_given(on=choices.on, since=choices.since, until=choices.until),
        residents_year=Population.objects.order_by("-year").values_list("year", flat=True).first(),
        oldest_waiting=_oldest_waiting(choices),
    )


def verified_cash(council: Council | None = None) -> Decimal:
    """The headline: verified cash-releasing savings of a council or all, of all time, in pounds."""
    summed = CouncilYear.objects.filter(council=council) if council else ServiceMonth.objects.all()
    found = summed.filter(category=Category.CASH_RELEASING, state=State.VERIFIED).aggregate(
        total=Total("amount_gbp")
    )
    return found["total"] or Decimal(0)


@dataclass(frozen=True)
class _Cell:
    """What is summed up under a category, a service area and a state."""

    category: str
    service: str
    state: str
    counted: Sum  # a forecast's up to now
    in_all: Sum


def _months(choices: Choices) -> QuerySet[ServiceMonth]:
    rows = ServiceMonth.objects.filter(choices.months)
    return rows if choices.service is None else rows.filter(service=choices.service)


def _cells(choices: Choices) -> Iterator[_Cell]:
    now = Q(month__lt=choices.to_come)
    rows = (
        _months(choices)
        .order_by()
        .values("category", "service", "state")
        .annotate(
            gbp=Total("amount_gbp"),
            number=Total("claims"),
            gbp_now=Total("amount_gbp", filter=now, default=Decimal(0)),
            number_now=Total("claims", filter=now, default=0),
        )
    )
    for row in rows:
        in_all = Sum(row["gbp"], row["number"])
        so_far = Sum(row["gbp_now"], row["number_now"])
        counted = so_far if row["state"] == State.FORECAST else in_all
        yield _Cell(row["category"], row["service"], row["state"], counted, in_all)


def _add(sums: Iterable[Sum]) -> Sum:
    return sum(sums, Sum())


def _sums(key: str, name: str, cells: list[_Cell]) -> Sums:
    by_state: dict[str, Sum] = defaultdict(Sum)
    for cell in cells:
        by_state[cell.state] += cell.counted
    return Sums(key, name, **by_state)


def _beside(choices: Choices, cells: list[_Cell]) -> Iterator[Sums]:
    """The other categories in which anything was claimed."""
    for category in Category:
        own = [cell for cell in cells if cell.category == category and cell.state in COUNTED]
        if own and category != choices.category:
            yield _sums(category, category.label, own)


def _services(own: list[_Cell]) -> Iterator[Sums]:
    names = dict(Benefit.Service.choices) | {"": "not stated"}
    found = {cell.service for cell in own if cell.state not in COST}
    made = [
        _sums(key or UNSTATED, names[key], [cell for cell in own if cell.service == key])
        for key in found
    ]
    yield from sorted(made, key=lambda one: (-one.verified.gbp, -one.forecast.gbp, one.name))


def _boroughs(choices: Choices) -> Iterator[Borough]:
    """Every council, the most verified for each resident first, as far as that says something."""
    by_council = _by_council(choices)
    people = Population.objects.filter(council=OuterRef("pk")).order_by("-year")
    councils = Council.objects.annotate(people=Subquery(people.values("people")[:1]))
    found = [
        Borough(
            Sums(council.slug, council.name, **by_council[council.pk]),
            council.code,
            council.people,
            float(council.hex_x),
            council.hex_row,
        )
        for council in councils
    ]
    return iter(sorted(found, key=_rank))


def _rank(one: Borough) -> tuple[Decimal, Decimal, str]:
    return -one.compared, -(one.per_head or Decimal(0)), one.name


def _by_council(choices: Choices) -> dict[int, dict[str, Sum]]:
    # Sums by year are fewer; a time that ends within one is read by month.
    rows: QuerySet[Any] = Summary.objects.filter(choices.months)
    if choices.is_of_years:
        rows = CouncilYear.objects.filter(Q() if choices.year is None else Q(year=choices.year))
    if choices.service is not None:
        rows = rows.filter(service=choices.service)
    rows = rows.filter(category=choices.category, state__in=[State.VERIFIED, State.WAITING])
    found: dict[int, dict[str, Sum]] = defaultdict(dict)
    for row in (
        rows.order_by()
        .values("council", "state")
        .annotate(gbp=Total("amount_gbp"), number=Total("claims"))
    ):
        found[row["council"]][row["state"]] = Sum(row["gbp"], row["number"])
    return found


def _points(choices: Choices) -> Iterator[Point]:
    """Forecast and verified so far, at the end of each month, quarter or year of the time."""
    by_month: dict[date, dict[str, Decimal]] = defaultdict(dict)
    rows = (
        _months(choices)
        .filter(category=choices.category, state__in=[State.FORECAST, State.VERIFIED])
        .order_by()
        .values("month", "state")
        .annotate(gbp=Total("amount_gbp"))
    )
    for row in rows:
        by_month[row["month"]][row["state"]] = row["gbp"]
    hoped, shown = Decimal(0), Decimal(0)
    for slot in _slots(choices, list(by_month)):
        hoped += sum(by_month[month].get(State.FORECAST, Decimal(0)) for month in slot)
        shown += sum(by_month[month].get(State.VERIFIED, Decimal(0)) for month in slot)
        begun = slot[0] < choices.to_come
        yield Point(format_date(slot[-1], "M y"), after(slot[-1]), hoped, shown if begun else None)


def _slots(choices: Choices, known: list[date]) -> Iterator[list[date]]:
    """The months of each slot: by month within a year, else by quarter, or by financial year."""
    if not (known or choices.year):
        return
    first = choices.since or date(maths.financial_year(min(known)), 4, 1)
    last = after(choices.until, -1) if choices.until else max(known)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    size = 1 if months <= 12 and choices.since else 3 if months <= 3 * MOST_QUARTERS else 12
    for begins in range(0, months, size):
        yield [after(first, begins + at) for at in range(size)]


def _oldest_waiting(choices: Choices) -> date | None:
    """Since when the oldest claim of the category that is undecided has waited."""
    asked = Q(benefit__in=benefits_of(choices))
    if choices.since:
        asked &= Q(period_to__gte=choices.since)
    if choices.until:
        asked &= Q(period_to__lt=choices.until)
    found = Claim.objects.undecided().filter(asked).aggregate(since=Min("submitted_at"))["since"]
    return timezone.localdate(found) if found else None


def benefits_of(choices: Choices) -> QuerySet[Benefit]:
    """Public benefits of the service area whose own category is the one looked at."""
    found = Benefit.objects.public()
    if choices.service is not None:
        found = found.filter(service=choices.service)
    if choices.category in Benefit.Beneficiary.values:
        return found.filter(beneficiary=choices.category)
    return found.filter(beneficiary=Benefit.Beneficiary.COUNCIL, kind=choices.category)


def _period(choices: Choices) -> str:
    if choices.year is not None:
        return f"financial year {year_name(choices.year)}"
    if choices.until is None:
        return f"to {format_date(choices.on, 'j F Y')}"
    ends = format_date(after(choices.until, -1), "F Y")
    if choices.since is None:
        return f"to the end of {ends}"
    return f"{format_date(choices.since, 'F Y')} to {ends}"


def _filters(choices: Choices) -> dict[str, str]:
    service = choices.service
    area = "all" if service is None else dict(Benefit.Service.choices).get(service, "not stated")
    return {
        "financial year": "all" if choices.year is None else year_name(choices.year),
        "sort": str(Category(choices.category).label),
        "service area": str(area),
    }


def quarter_slug(ends_on: date) -> str:
    """A quarter of a financial year as part of an address: 2026-27-q2."""
    year = maths.financial_year(ends_on)
    return f"{year}-{(year + 1) % 100:02}-q{(ends_on.month - 4) % 12 // 3 + 1}"


def quarters_to_freeze(on: date) -> list[date]:
    """Last days of the four quarters that ended last, the newest first."""
    ended = maths.quarter_end(after(on.replace(day=1), -3))
    return [after(ended.replace(day=1), 1 - 3 * at) - timedelta(days=1) for at in range(4)]


def is_behind() -> bool:
    """Whether a change has not been summed up yet; it takes some seconds."""
    return Stale.objects.exists()


def population_shares() -> dict[str, int]:
    """Of each hundred Londoners, how many live in each borough, by its name; the newest year."""
    newest = Population.objects.order_by("council_id", "-year").distinct("council_id")
    people = dict(newest.values_list("council__name", "people"))
    whole = sum(people.values())
    return {name: round(100 * many / whole) for name, many in people.items()}
