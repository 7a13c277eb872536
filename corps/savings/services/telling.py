"""What a claim brought, told to the people at whose word the project was begun."""

from collections.abc import Iterable
from decimal import Decimal

from corps.accounts.models import User
from corps.savings.models import Benefit, Claim, Part
from volunteers.consensus import services as consensus

ZERO = Decimal(0)
# How a measured value is said; counts and scores stand alone.
UNITS = {
    Benefit.Unit.PERCENT: "{}%",
    Benefit.Unit.POUNDS: "£{}",
    Benefit.Unit.HOURS: "{} hours",
    Benefit.Unit.DAYS: "{} days",
}
BY_SAMPLE = "Finance checked a sample of the year’s small savings; it stands, and this one with it."


def tell_those_who_asked(
    claim: Claim, parts: Iterable[Part], *, by: User | None, by_sample: bool = False
) -> None:
    """Tell the followers of every conversation that asked for its project what came of it."""
    what = _what_changed(claim, parts) + (f"\n{BY_SAMPLE}" if by_sample else "")
    consensus.tell_saving(claim.benefit.project, by=by, what=what)


def _what_changed(claim: Claim, parts: Iterable[Part]) -> str:
    """What a claim brought, in words for those who asked for the project."""
    benefit = claim.benefit
    last = claim.measurements.order_by("period_to").last()
    lines = [f"{benefit.title}."]
    if benefit.baseline_value is not None and last:
        said = UNITS.get(Benefit.Unit(benefit.unit), "{}")
        before, after = (
            said.format(f"{value.normalize():f}") for value in (benefit.baseline_value, last.value)
        )
        lines.append(f"{benefit.measure}: {before} before, {after} now.")
    verdict = Part.Verdict.VERIFIED
    verified = sum((part.amount_gbp for part in parts if part.verdict == verdict), ZERO)
    if verified:
        lines.append(f"Verified: £{verified:,.0f}.")
    return "\n".join(lines)
