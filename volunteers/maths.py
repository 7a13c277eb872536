"""Days by which an answer is owed."""

from datetime import date, timedelta

SATURDAY = 5


def add_working_days(day: date, days: int) -> date:
    """Return the working day that comes `days` working days after a day (days ≥ 0).

    Mondays to Fridays count; bank holidays do too, so that the day is never later than promised.
    With 0 it is the day itself, or the next Monday where that is a weekend.
    """
    day = _on_or_after(day)
    weeks, rest = divmod(days, 5)
    later = day + timedelta(weeks=weeks)
    return later + timedelta(days=rest + (2 if later.weekday() + rest >= SATURDAY else 0))


def _on_or_after(day: date) -> date:
    """Return the day, or the Monday after it where it is a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= SATURDAY else 0)
