"""How long a secondment lasts."""

from datetime import date, timedelta


def whole_months(begins: date, ends: date) -> int:
    """Full months from the first day to the last, both of them worked."""
    after = ends + timedelta(days=1)
    months = (after.year - begins.year) * 12 + after.month - begins.month
    return months - (after.day < begins.day)
