"""How far a profile has come, and what its time looks like."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from secondments.maths import Week, mondays, weeks
from secondments.models import Consent, Expert, Period, Secondment
from secondments.queries.experts import NO_SKILL, missing

# The steps of a profile, in their order, and what each has to say before one can be on offer.
STEPS = {
    "work": "What you do",
    "skills": "Skills",
    "when": "When",
    "where": "Where",
    "clearance": "Clearance",
    "check": "Check and offer",
}
GAPS = {
    "what you do": "work",
    NO_SKILL: "skills",
    "available from": "when",
    "available until": "when",
    "days a week": "when",
}


@dataclass(frozen=True)
class Step:
    """One page of a profile, and what it lacks."""

    name: str
    label: str
    gaps: list[str]
    is_current: bool


def steps_of(expert: Expert, current: str) -> list[Step]:
    """The steps of a profile, each with what it lacks."""
    gaps = missing(expert)
    return [
        Step(
            name,
            label,
            [gap for gap in gaps if GAPS.get(gap, "where") == name],
            name == current,
        )
        for name, label in STEPS.items()
    ]


def first_step(expert: Expert) -> str:
    """The first step that lacks something, or the last one."""
    return next((step.name for step in steps_of(expert, "") if step.gaps), "check")


def around(step: str) -> tuple[str, str]:
    """The steps before and after one, "" where there is none."""
    names = ["", *STEPS, ""]
    at = names.index(step, 1)
    return names[at - 1], names[at + 1]


def consents_of(expert: Expert) -> QuerySet[Consent]:
    """What the employer has agreed to, the latest first."""
    rows = expert.consents.select_related("by", "over_by").prefetch_related("not_to")
    return rows.order_by("-given_at", "-pk")


@dataclass(frozen=True)
class Month:
    """A month of a calendar, week by week."""

    begins: date
    weeks: list[Week]
    blanks: range  # places of a fifth week that it has not


@dataclass(frozen=True)
class Calendar:
    """A year of somebody's time."""

    year: int
    years: list[int]  # those in which days are offered
    months: list[Month]


def calendar(expert: Expert, periods: list[Period], year: int | None = None) -> Calendar:
    """A year of somebody's time, this one or the first in which days are offered."""
    today = timezone.localdate()
    begins, ends = expert.available_from or date.max, expert.available_until or date.min
    first = min(max(begins.year, today.year), date.max.year) if begins != date.max else today.year
    last = max(ends.year, first) if ends != date.min else first
    years = list(range(first, min(last, first + 9) + 1))
    chosen = year if year in years else first
    half = int(expert.days_a_week * 2) if expert.days_a_week else 0
    stretches = [(one.starts_on, one.ends_on, int(one.days_a_week * 2)) for one in periods]
    found = []
    for month in range(1, 13):
        of = mondays(chosen, month)
        listed = list(weeks(begins, ends, half, stretches, of=of))
        found.append(Month(date(chosen, month, 1), listed, range(5 - len(listed))))
    return Calendar(chosen, years, found)


def last_secondment(expert: Expert) -> Secondment | None:
    """The secondment that ended last."""
    over = [Secondment.Stage.COMPLETED, Secondment.Stage.ENDED_EARLY]
    rows = expert.secondments.filter(stage__in=over).order_by("-moved_at")
    return rows.select_related("role__project__council").first()
