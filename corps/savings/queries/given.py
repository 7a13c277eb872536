"""What others gave, beside the money: days of seconded experts."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from corps.savings.formats import Given

# Days a week for each day on the team; who is there twice has the days of the nearer start.
WORKED = """
SELECT COALESCE(SUM((LEAST(COALESCE(t.left_on, %(on)s), %(on)s, %(last)s)
    - GREATEST(t.joined_on, %(first)s) + 1) * agreed.days_a_week / 7), 0), COUNT(DISTINCT t.user_id)
FROM councils_teammate t
CROSS JOIN LATERAL (
  SELECT s.days_a_week
  FROM secondments_secondment s
  JOIN secondments_expert e ON e.id = s.expert_id
  JOIN councils_role r ON r.id = s.role_id
  WHERE e.user_id = t.user_id AND r.project_id = t.project_id AND s.stage <> 'planned'
  ORDER BY ABS(s.starts_on - t.joined_on), s.id
  LIMIT 1
) AS agreed
WHERE t.capacity = 'secondee'
  AND LEAST(COALESCE(t.left_on, %(on)s), %(on)s, %(last)s) >= GREATEST(t.joined_on, %(first)s)
"""
PLANNED = """
SELECT COALESCE(SUM((LEAST(ends_on, %(last)s) - GREATEST(starts_on, %(first)s) + 1)
  * days_a_week / 7), 0)
FROM secondments_secondment
WHERE stage = 'planned' AND LEAST(ends_on, %(last)s) >= GREATEST(starts_on, %(first)s)
"""
TENTH = Decimal("0.1")


def days_given(*, on: date, since: date | None = None, until: date | None = None) -> Given:
    """Days worked up to a day, and days planned; from `since`, and before `until`."""
    last = until - timedelta(days=1) if until else date(9000, 1, 1)
    days = {"first": since or date(1900, 1, 1), "last": last, "on": on}
    with connection.cursor() as cursor:
        cursor.execute(WORKED, days)
        worked, people = cursor.fetchone()
        cursor.execute(PLANNED, days)
        (planned,) = cursor.fetchone()
    return Given(Decimal(worked).quantize(TENTH), Decimal(planned).quantize(TENTH), people)
