"""When an e-mail may leave: quiet hours and digests, in London's time. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
DIGEST_AT = time(7)
MONDAY, SATURDAY = 0, 5


def is_quiet(at: datetime, starts: time | None, ends: time | None, weekends: bool) -> bool:
    """Whether a moment falls into quiet hours by the clock on the wall; equal ends mean none."""
    local = at.astimezone(LONDON)
    if weekends and local.weekday() >= SATURDAY:
        return True
    if starts is None or ends is None:
        return False
    now = local.time()
    if starts <= ends:
        return starts <= now < ends
    return now >= starts or now < ends


def quiet_until(
    at: datetime, starts: time | None, ends: time | None, weekends: bool
) -> datetime | None:
    """Return the first moment from `at` on that is not quiet; None where `at` itself is not."""
    if not is_quiet(at, starts, ends, weekends):
        return None
    turns = {time(0), ends or time(0)}  # the only moments at which quiet can end
    until = at
    while is_quiet(until, starts, ends, weekends):
        day = until.astimezone(LONDON).date()
        moments = (
            moment
            for ahead in range(3)
            for turn in turns
            for moment in _moments(day + timedelta(days=ahead), turn)
        )
        until = min(moment for moment in moments if moment > until)
    return until


def _moments(day: date, turn: time) -> list[datetime]:
    """When the clock on the wall shows a time: twice where an hour comes back in autumn."""
    wall = datetime.combine(day, turn, LONDON)
    return [wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]


def next_digest(at: datetime, *, weekly: bool) -> datetime:
    """Return the next seven o'clock after a moment; for a weekly digest, the next on a Monday."""
    local = at.astimezone(LONDON)
    day = local.date()
    if local.time() >= DIGEST_AT:
        day += timedelta(days=1)
    if weekly:
        day += timedelta(days=(MONDAY - day.weekday()) % 7)
    return datetime.combine(day, DIGEST_AT, LONDON).astimezone(UTC)
