"""Every pound of every public benefit, once, in its month: what all sums are made of."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import connection

# An amount is spread over its months by days; a claim's parts first over its measurements, by what
# each of them is worth. What is rounded is the sum so far, so that the months add up to the penny.
# A claim is counted in the month in which it ends. Once a project's work is no longer in use, what
# was forecast for the months that begin after that day counts no more.
LINES = """
WITH scope AS MATERIALIZED (
  SELECT b.id AS benefit_id, p.council_id, b.service, b.running_cost_gbp, b.one_off_cost_gbp,
    p.use_ended_on, b.created_at::date AS begun, b.beneficiary <> 'council' AS is_elsewhere,
    CASE WHEN b.beneficiary = 'council' THEN b.kind ELSE b.beneficiary END AS category
  FROM savings_benefit b JOIN councils_project p ON p.id = b.project_id
  WHERE b.id = ANY(%(benefits)s)
    AND b.stage NOT IN ('draft', 'withdrawn') AND p.opened_at IS NOT NULL
), measured AS MATERIALIZED (
  SELECT s.benefit_id, s.category, s.running_cost_gbp, m.period_from AS first, m.period_to AS last,
    m.amount_gbp, c.id IS NULL OR c.stage = 'withdrawn' AS is_unclaimed
  FROM scope s
  JOIN savings_measurement m ON m.benefit_id = s.benefit_id
  LEFT JOIN savings_claim c ON c.id = m.claim_id
), claim AS MATERIALIZED (
  SELECT s.benefit_id, s.category, s.is_elsewhere, c.id, c.stage, c.amount_gbp,
    c.period_from AS first, c.period_to AS last
  FROM scope s JOIN savings_claim c ON c.benefit_id = s.benefit_id
  WHERE c.stage <> 'withdrawn'
), stated AS MATERIALIZED (
  SELECT id AS claim_id, benefit_id, category, 'waiting' AS state, amount_gbp
  FROM claim WHERE stage IN ('waiting', 'small')
  UNION ALL
  SELECT c.id, c.benefit_id, CASE WHEN c.is_elsewhere THEN c.category ELSE part.kind END,
    CASE part.verdict WHEN 'rejected' THEN 'rejected' ELSE 'verified' END, part.amount_gbp
  FROM claim c JOIN savings_part part ON part.claim_id = c.id
  WHERE c.stage IN ('verified', 'by_sample', 'rejected')
), shown AS (
  SELECT c.id AS claim_id, COALESCE(m.period_from, c.first) AS first,
    COALESCE(m.period_to, c.last) AS last, COALESCE(m.amount_gbp, 0) AS worth
  FROM claim c LEFT JOIN savings_measurement m ON m.claim_id = c.id
), weighed AS (
  SELECT claim_id, first, last,
    CASE WHEN SUM(worth) OVER (PARTITION BY claim_id) = 0 THEN 1 ELSE worth END AS weight
  FROM shown
), piece AS MATERIALIZED (
  SELECT claim_id, first, last, weight, SUM(weight) OVER (PARTITION BY claim_id) AS total,
    SUM(weight) OVER (PARTITION BY claim_id ORDER BY first ROWS UNBOUNDED PRECEDING) - weight
      AS before,
    LEAD(first) OVER (PARTITION BY claim_id ORDER BY first) IS NULL AS is_last
  FROM weighed
), amount AS MATERIALIZED (
  SELECT s.benefit_id, s.category, 'forecast' AS state, f.amount_gbp, f.period_from AS first,
    f.period_to AS last, 1::numeric AS weight, 1::numeric AS total, 0::numeric AS before,
    TRUE AS is_last
  FROM scope s JOIN savings_forecast f ON f.benefit_id = s.benefit_id
  UNION ALL
  SELECT benefit_id, category, 'measured', amount_gbp, first, last, 1, 1, 0, TRUE
  FROM measured WHERE is_unclaimed AND amount_gbp IS NOT NULL
  UNION ALL
  SELECT benefit_id, category, 'running', ROUND(running_cost_gbp * (last - first + 1) / 365, 2),
    first, last, 1, 1, 0, TRUE
  FROM measured WHERE running_cost_gbp > 0
  UNION ALL
  SELECT s.benefit_id, s.category, 'one_off', s.one_off_cost_gbp, spent.at, spent.at, 1, 1, 0, TRUE
  FROM scope s CROSS JOIN LATERAL (
    SELECT COALESCE(LEAST(
      (SELECT MIN(period_from) FROM savings_forecast f WHERE f.benefit_id = s.benefit_id),
      (SELECT MIN(period_from) FROM savings_measurement m WHERE m.benefit_id = s.benefit_id)
    ), s.begun) AS at
  ) AS spent
  WHERE s.one_off_cost_gbp > 0
  UNION ALL
  SELECT t.benefit_id, t.category, t.state, t.amount_gbp, p.first, p.last, p.weight, p.total,
    p.before, p.is_last
  FROM stated t JOIN piece p ON p.claim_id = t.claim_id
), line AS (
  SELECT s.benefit_id, s.council_id, s.service, a.category, a.state, m.month,
    ROUND(a.amount_gbp * (a.before + a.weight * (LEAST(m.next, a.last + 1) - a.first)
      / (a.last - a.first + 1)) / a.total, 2)
    - ROUND(a.amount_gbp * (a.before + a.weight * (GREATEST(m.month, a.first) - a.first)
      / (a.last - a.first + 1)) / a.total, 2) AS amount_gbp,
    CASE WHEN a.is_last AND a.last < m.next THEN 1 ELSE 0 END AS claims
  FROM amount a
  JOIN scope s ON s.benefit_id = a.benefit_id
  CROSS JOIN LATERAL (
    SELECT begins::date AS month, (begins + INTERVAL '1 month')::date AS next
    FROM generate_series(DATE_TRUNC('month', a.first::timestamp), a.last, INTERVAL '1 month')
      AS begins
  ) AS m
  WHERE a.state <> 'forecast' OR s.use_ended_on IS NULL OR m.month <= s.use_ended_on
)
"""

INTO_SUMMARY = (
    LINES
    + """
INSERT INTO savings_summary (council_id, service, category, state, month, amount_gbp, claims)
SELECT council_id, service, category, state, month, SUM(amount_gbp), SUM(claims)
FROM line
GROUP BY council_id, service, category, state, month
HAVING SUM(amount_gbp) <> 0 OR SUM(claims) <> 0
"""
)
OF_BENEFITS = (
    LINES
    + """
SELECT benefit_id, SUM(amount_gbp)
FROM line
WHERE category = %(category)s AND state = %(state)s AND month >= %(since)s AND month < %(until)s
GROUP BY benefit_id
"""
)


def amounts_of(
    benefits: Iterable[int], *, category: str, state: str, since: date, until: date
) -> dict[int, Decimal]:
    """What each of the benefits, by id, adds to a figure in the months from `since` to `until`."""
    with connection.cursor() as cursor:
        cursor.execute(
            OF_BENEFITS,
            {
                "benefits": list(benefits),
                "category": category,
                "state": state,
                "since": since,
                "until": until,
            },
        )
        return dict(cursor.fetchall())
