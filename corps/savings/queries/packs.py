"""The evidence pack: what finance needs of one claim, on one page."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.dateformat import format as format_date

from corps.savings.models import Claim, Measurement

MOST_ROWS = 10  # what fits on the page; the rest is summed
MOST_WORDS = 500


def pack(claim: Claim) -> dict[str, Any]:
    """A claim as words for the sheet."""
    benefit = claim.benefit
    rows = list(claim.measurements.order_by("period_from"))
    return {
        "title": f"Evidence: {benefit.title}",
        "council": str(benefit.project.council),
        "project": benefit.project.title,
        "claimed": _pounds(claim.amount_gbp),
        "period": _period(claim.period_from, claim.period_to),
        "kind": _capital(benefit.get_kind_display()),
        "beneficiary": _capital(benefit.get_beneficiary_display()),
        "stage": _capital(claim.get_stage_display()),
        "submitted": f"{_day(claim.submitted_at)} by {claim.submitted_by}",
        "officer": benefit.officer_name or "Not named",
        "measure": f"{benefit.measure} ({benefit.get_unit_display()})",
        "baseline": _baseline(claim),
        "method": _short(benefit.method or "Not given"),
        "budget": [
            ["Cost centre", benefit.cost_centre or "Not given"],
            ["Budget line", benefit.budget_line or "Not given"],
            ["Date it goes", _day(benefit.goes_on) if benefit.goes_on else "Not given"],
        ],
        "running": _pounds(benefit.running_cost_gbp),
        "one_off": _pounds(benefit.one_off_cost_gbp),
        "measurements": [_row(row) for row in rows[:MOST_ROWS]],
        "more": max(0, len(rows) - MOST_ROWS),
        "more_worth": _pounds(
            sum((row.amount_gbp or Decimal(0) for row in rows[MOST_ROWS:]), Decimal(0))
        ),
        "parts": [
            {
                "verdict": _capital(part.get_verdict_display()),
                "amount": _pounds(part.amount_gbp),
                "words": _short(part.reason) or f"{part.cost_centre} {part.budget_line}".strip(),
            }
            for part in claim.parts.all()
        ],
        "address": f"{settings.SITE_URL}{claim.get_absolute_url()}",
    }


def _row(row: Measurement) -> dict[str, str]:
    evidence = row.link or f"File: {str(row.file).rpartition('/')[2]}"
    first, last = (format_date(day, "j M Y") for day in (row.period_from, row.period_to))
    worth = "" if row.amount_gbp is None else _pounds(row.amount_gbp)
    return {
        "period": f"{first} to {last}",
        "value": f"{row.value.normalize():f}",
        "worth": worth,
        "evidence": _short(evidence, 80),
    }


def _baseline(claim: Claim) -> str:
    benefit = claim.benefit
    if benefit.baseline_value is None or benefit.baseline_from is None:
        return "Not given"
    period = _period(benefit.baseline_from, benefit.baseline_to)
    return f"{benefit.baseline_value.normalize():f}, {period}: {benefit.baseline_source}"


def _pounds(amount: Decimal) -> str:
    return f"£{amount:,.2f}".removesuffix(".00")


def _day(day: Any) -> str:
    return format_date(day, "j F Y")


def _period(first: Any, last: Any) -> str:
    return f"{_day(first)} to {_day(last)}"


def _short(words: str, most: int = MOST_WORDS) -> str:
    """Return what fits on the page; the whole stands on the site."""
    words = " ".join(words.split())
    return words if len(words) <= most else f"{words[: most - 1]}…"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
