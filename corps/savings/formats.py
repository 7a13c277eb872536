"""The dashboard as plain values, and as CSV and JSON of exactly what it shows; pure."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from corps.formats import write_csv

NOTHING = Decimal(0)
FEW_RESIDENTS = 50_000  # below it a figure for each resident says little: the City of London
PENNY = Decimal("0.01")
HEADINGS = ("section", "name", "figure", "value", "unit", "claims")

# What each figure means, and of what it is; said once, on the page and in what is downloaded.
MEANINGS = {
    "verified": "Signed by a finance officer of the council who neither wrote the claim nor works "
    "on the project, with evidence; for cash, with cost centre, budget line and the date it goes. "
    "Before the cost to run.",
    "waiting": "Claims put to finance and not decided yet, and small ones that wait for the year’s "
    "sample. Not part of the verified figure.",
    "measured": "Measured by the project, and not yet put to finance.",
    "rejected": "Claims, or parts of claims, that finance did not accept; each with its reason.",
    "forecast": "What was hoped for in the months up to now, as written before the results.",
    "forecast_in_all": "What is hoped for in all the months of the period, also those to come.",
    "running": "The yearly cost to run what saves the money, for the days that were measured, by "
    "days of a year of 365. Not taken off any other figure.",
    "one_off": "What it cost once, counted in the month of the first forecast or result.",
    "days_worked": "Days that seconded experts have worked: their days a week, from the day each "
    "joined the team to the day each left, or to today. They are given, not paid.",
    "days_planned": "Days agreed for secondments that have not begun.",
    "relief": "Business-rates relief given to the experts’ employers.",
    "per_head": "Verified, divided by residents: mid-2020 estimates of the Office for National "
    "Statistics. The City of London has few residents, so its figure is high and is not drawn.",
}


@dataclass(frozen=True)
class Sum:
    """Pounds, and how many claims they are of."""

    gbp: Decimal = NOTHING
    claims: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.gbp + other.gbp, self.claims + other.claims)


@dataclass(frozen=True)
class Sums:
    """Amounts of one sort by state; each pound stands under one state alone."""

    key: str
    name: str
    verified: Sum = Sum()
    waiting: Sum = Sum()
    measured: Sum = Sum()
    rejected: Sum = Sum()
    forecast: Sum = Sum()
    running: Sum = Sum()
    one_off: Sum = Sum()

    def of(self, states: Iterable[str]) -> dict[str, Any]:
        """Return the sums of these states as words."""
        return {state: _amount(getattr(self, state)) for state in states}


@dataclass(frozen=True)
class Borough:
    """A council's verified and awaited pounds, and its residents."""

    sums: Sums
    code: str
    people: int | None
    hex_x: float = 0.0  # its place in the map
    hex_row: int = 0

    @property
    def name(self) -> str:
        """The council's name."""
        return self.sums.name

    @property
    def slug(self) -> str:
        """The council's part of addresses."""
        return self.sums.key

    @property
    def compared(self) -> Decimal:
        """Its figure for each resident where that can be compared with others, else nothing."""
        return (self.per_head or NOTHING) if (self.people or 0) >= FEW_RESIDENTS else NOTHING

    @property
    def per_head(self) -> Decimal | None:
        """Verified pounds for each resident, to the penny; None where residents are not known."""
        return (self.sums.verified.gbp / self.people).quantize(PENNY) if self.people else None


@dataclass(frozen=True)
class Point:
    """Forecast and verified since the beginning of the period, at the end of a slot of it.

    `verified` is None in slots that have not begun; `until` is the first month after the slot.
    """

    name: str
    until: date
    forecast: Decimal
    verified: Decimal | None


@dataclass(frozen=True)
class Given:
    """What others gave: days of seconded experts."""

    days_worked: Decimal = NOTHING
    days_planned: Decimal = NOTHING
    people: int = 0


@dataclass(frozen=True)
class Dashboard:
    """All that the page shows, of one category, beside which the others stand and are never added.

    `whole` holds the category's sums; its forecast is the one up to now, `forecast_in_all` more.
    """

    as_at: datetime
    period: str
    filters: Mapping[str, str]
    category: str
    whole: Sums
    forecast_in_all: Sum
    beside: tuple[Sums, ...]
    costs: Sums
    points: tuple[Point, ...]
    boroughs: tuple[Borough, ...]
    services: tuple[Sums, ...]
    given: Given
    residents_year: int | None = None
    oldest_waiting: date | None = None

    @property
    def share_of_forecast(self) -> int | None:
        """Verified in per cent of what was forecast up to now."""
        hoped = self.whole.forecast.gbp
        return round(100 * self.whole.verified.gbp / hoped) if hoped else None


STATES = ("verified", "waiting", "measured", "rejected", "forecast")
COSTS = ("running", "one_off")


def as_plain(shown: Dashboard) -> dict[str, Any]:
    """Return what the page shows as words and lists; amounts are text, exact to the penny."""
    return {
        "as_at": shown.as_at.isoformat(timespec="seconds"),
        "period": shown.period,
        "filters": dict(shown.filters),
        "category": shown.category,
        "totals": shown.whole.of(STATES) | {"forecast_in_all": _amount(shown.forecast_in_all)},
        "costs": shown.costs.of(COSTS),
        "beside_never_added": [
            {"category": other.key, "name": other.name} | other.of(STATES) for other in shown.beside
        ],
        "given": {
            "days_worked": f"{shown.given.days_worked:.1f}",
            "days_planned": f"{shown.given.days_planned:.1f}",
            "experts": shown.given.people,
            "relief": "none recorded yet",
        },
        "over_time": [
            {
                "until": point.name,
                "forecast_so_far_gbp": f"{point.forecast:.2f}",
                "verified_so_far_gbp": None if point.verified is None else f"{point.verified:.2f}",
            }
            for point in shown.points
        ],
        "boroughs": [_borough(one) for one in shown.boroughs],
        "services": [
            {"service": one.key, "name": one.name} | one.of(STATES) for one in shown.services
        ],
        "meanings": MEANINGS,
    }


def _amount(sum_: Sum) -> dict[str, Any]:
    return {"gbp": f"{sum_.gbp:.2f}", "claims": sum_.claims}


def _borough(one: Borough) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.sums.name,
        "residents": one.people,
        "verified": _amount(one.sums.verified),
        "waiting": _amount(one.sums.waiting),
        "verified_gbp_per_resident": None if one.per_head is None else f"{one.per_head:.2f}",
    }


def as_json(figures: Mapping[str, Any]) -> str:
    """Return figures for people and programs alike."""
    return json.dumps(figures, indent=2, ensure_ascii=False) + "\n"


def canonical(figures: Mapping[str, Any]) -> str:
    """Return figures as the one JSON text that is hashed: keys in order, no spaces."""
    return json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def as_csv(figures: Mapping[str, Any]) -> str:
    """Return the same figures as a sheet of one figure a line."""
    return write_csv(HEADINGS, _lines(figures))


Line = tuple[str, str, str, Any, str, Any]


def _lines(figures: Mapping[str, Any]) -> Iterator[Line]:
    yield "about", "", "as at", figures["as_at"], "", ""
    yield "about", "", "period", figures["period"], "", ""
    for name, value in figures["filters"].items():
        yield "about", "filter", name, value, "", ""
    yield from _amounts("total", figures["category"], figures["totals"])
    yield from _amounts("cost", "", figures["costs"])
    for one in figures["beside_never_added"]:
        yield from _amounts("beside, never added", one["name"], one)
    given = figures["given"]
    yield "given", "", "days worked", given["days_worked"], "days", ""
    yield "given", "", "days planned", given["days_planned"], "days", ""
    yield "given", "", "experts", given["experts"], "people", ""
    yield "given", "", "relief", given["relief"], "", ""
    for point in figures["over_time"]:
        for figure in ("forecast_so_far", "verified_so_far"):
            value = point[f"{figure}_gbp"]
            yield "over time", point["until"], figure.replace("_", " "), value, "pounds", ""
    for one in figures["boroughs"]:
        yield from _amounts("borough", one["name"], one)
        yield "borough", one["name"], "residents", one["residents"], "people", ""
        per_head = one["verified_gbp_per_resident"]
        yield "borough", one["name"], "verified per resident", per_head, "pounds", ""
    for one in figures["services"]:
        yield from _amounts("service area", one["name"], one)
    for name, meaning in figures["meanings"].items():
        yield "meaning", "", name.replace("_", " "), meaning, "", ""


def _amounts(section: str, name: str, found: Mapping[str, Any]) -> Iterator[Line]:
    for state, amount in found.items():
        if isinstance(amount, dict):
            figure = state.replace("_", " ")
            yield section, name, figure, amount["gbp"], "pounds", amount["claims"]
