"""What a saving is worth: in pounds and pence, over years, in whose prices, after discount.

Money is Decimal pounds. Whatever is divided adds up again to the penny.
"""

import calendar
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal
from enum import Enum
from fractions import Fraction
from itertools import pairwise

PENNY = Decimal("0.01")
ZERO = Decimal(0)
# The Green Book's rates, real: from which year on, and how much a year (year 0 is now).
GREEN_BOOK = ((1, Decimal("0.035")), (31, Decimal("0.030")), (76, Decimal("0.025")))
# The Green Book's uplifts for equipment and development: what costs tend to become.
OPTIMISM_LOWER, OPTIMISM_UPPER = Decimal("0.10"), Decimal("2.00")


class MixedBasis(ValueError):
    """A yearly figure and a figure in all do not add."""


class Basis(Enum):
    """Over what time a figure counts."""

    YEARLY = "a year"
    IN_ALL = "in all"


@dataclass(frozen=True)
class Amount:
    """Pounds with their basis; only those of one basis add."""

    pounds: Decimal
    basis: Basis

    def __add__(self, other: "Amount") -> "Amount":
        self._same(other)
        return Amount(self.pounds + other.pounds, self.basis)

    def __sub__(self, other: "Amount") -> "Amount":
        self._same(other)
        return Amount(self.pounds - other.pounds, self.basis)

    def _same(self, other: "Amount") -> None:
        if self.basis != other.basis:
            raise MixedBasis(f"{self.basis.value} and {other.basis.value} do not add")


def to_the_penny(amount: Decimal) -> Decimal:
    """Return the nearest penny, halves going to the even one."""
    return amount.quantize(PENNY, rounding=ROUND_HALF_EVEN)


def split(total: Decimal, weights: Sequence[Decimal | int | Fraction]) -> list[Decimal]:
    """Return a total, in whole pence, divided by weights; the shares sum to it exactly.

    What is rounded is the sum so far, as the summary's SQL does it, so that all pages agree.
    Weights of nothing at all divide evenly.
    """
    if not weights:
        raise ValueError("there is nobody to share with")
    if min(weights) < 0:
        raise ValueError("a weight is below nothing")
    parts = [Fraction(weight) if any(weights) else Fraction(1) for weight in weights]
    whole, so_far = sum(parts), Fraction(0)
    sums = [Decimal(0)]
    for part in parts:
        so_far += part
        sums.append(_penny(Fraction(total) * so_far / whole))
    return [after - before for before, after in pairwise(sums)]


def _penny(amount: Fraction) -> Decimal:
    """Return the nearest penny, halves going away from nothing."""
    pence = int(abs(amount) * 100 + Fraction(1, 2))
    return Decimal(pence if amount >= 0 else -pence) / 100


def financial_year(day: date) -> int:
    """Return the year in which the financial year of a day begins, on 1 April."""
    return day.year if day >= date(day.year, 4, 1) else day.year - 1


def quarter_end(day: date) -> date:
    """Return the last day of a day's quarter."""
    month = (day.month - 1) // 3 * 3 + 3
    return date(day.year, month, calendar.monthrange(day.year, month)[1])


def months(first: date, last: date) -> list[tuple[date, int]]:
    """Return each month that a period touches, by its first day, with the days in it."""
    if last < first:
        raise ValueError("a period ends before it begins")
    found = []
    month = first.replace(day=1)
    while month <= last:
        after = (month + timedelta(days=31)).replace(day=1)
        inside = (min(last, after - timedelta(days=1)) - max(first, month)).days + 1
        found.append((month, inside))
        month = after
    return found


def by_month(amount: Decimal, first: date, last: date) -> dict[date, Decimal]:
    """Return a period's amount by month, each according to its days; the sum is the amount."""
    touched = months(first, last)
    shares = split(amount, [days for _, days in touched])
    return {month: share for (month, _), share in zip(touched, shares, strict=True)}


def by_year(amount: Decimal, first: date, last: date) -> dict[int, Decimal]:
    """Return a period's amount by financial year; the sum is the amount."""
    years: dict[int, Decimal] = defaultdict(Decimal)
    for month, share in by_month(amount, first, last).items():
        years[financial_year(month)] += share
    return dict(years)


def spread(amount: Decimal, periods: Sequence[tuple[date, date, Decimal]]) -> dict[date, Decimal]:
    """Return an amount by month: over weighted periods, and over the days of each."""
    found: dict[date, Decimal] = defaultdict(Decimal)
    pieces: list[tuple[date, Fraction]] = []
    weighted = any(weight for *_, weight in periods)
    for first, last, weight in sorted(periods):
        days = (last - first).days + 1
        worth = Fraction(weight) if weighted else Fraction(1)
        pieces += [(month, worth * inside / days) for month, inside in months(first, last)]
    shares = split(amount, [weight for _, weight in pieces])
    for (month, _), share in zip(pieces, shares, strict=True):
        found[month] += share
    return dict(found)


def discount_factor(year: int, bands: Sequence[tuple[int, Decimal]] = GREEN_BOOK) -> Decimal:
    """Return what a pound of a year is worth in year 0; each year up to it discounts once."""
    factor = Decimal(1)
    for number in range(1, year + 1):
        rate = [rate for first, rate in bands if first <= number][-1]
        factor /= 1 + rate
    return factor


def npv(flows: Iterable[Decimal], bands: Sequence[tuple[int, Decimal]] = GREEN_BOOK) -> Decimal:
    """Return the net present value, to the penny, of real flows from year 0 on."""
    worth = (flow * discount_factor(year, bands) for year, flow in enumerate(flows))
    return to_the_penny(sum(worth, ZERO))


def flows(one_off: Decimal, running: Decimal, gains: Mapping[int, Decimal]) -> list[Decimal]:
    """Return yearly flows: the one-off cost in year 0, then each year's gain less running cost.

    Years between the first and the last gain bear the running cost too.
    """
    years = range(min(gains), max(gains) + 1) if gains else range(0)
    return [-one_off, *(gains.get(year, ZERO) - running for year in years)]


def with_optimism(cost: Decimal, uplift: Decimal) -> Decimal:
    """Return what a cost may become."""
    return to_the_penny(cost * (1 + uplift))


def real(nominal: Decimal, index: Decimal, base: Decimal) -> Decimal:
    """Return an amount in the prices of the base year: nominal × base ÷ index."""
    if index <= 0 or base <= 0:
        raise ValueError("a price level is above nothing")
    return to_the_penny(nominal * base / index)


@dataclass(frozen=True)
class Shift:
    """What a change of channels saves at the volume of before; the change of volume apart."""

    saving: Decimal
    volume_change: int


def channel_shift(
    before: Mapping[str, int], after: Mapping[str, int], unit_costs: Mapping[str, Decimal]
) -> Shift:
    """Return Σ (before − after) × unit cost, with after's mix scaled to before's volume.

    Fewer or more contacts than before are no channel shift: they are told apart.
    """
    had, have = sum(before.values()), sum(after.values())
    if not had or not have:
        raise ValueError("nobody came before, or nobody comes now")
    saving = sum(
        (
            (Fraction(before.get(channel, 0)) - Fraction(after.get(channel, 0) * had, have))
            * Fraction(cost)
            for channel, cost in unit_costs.items()
        ),
        Fraction(0),
    )
    pence = Decimal(saving.numerator) * 100 / Decimal(saving.denominator)
    return Shift(to_the_penny(pence / 100), have - had)


def draw(ids: Iterable[int], share: Decimal, seed: str) -> list[int]:
    """Return a share of ids, at least one, by a lot that anybody can draw again from the seed.

    Each id's ticket is the SHA-256 of "seed:id"; the lowest tickets win.
    """
    tickets = sorted((hashlib.sha256(f"{seed}:{one}".encode()).hexdigest(), one) for one in ids)
    wanted = int((len(tickets) * share).to_integral_value(ROUND_CEILING))
    return sorted(one for _, one in tickets[:wanted])
