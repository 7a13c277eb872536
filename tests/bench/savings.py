"""The savings dashboard over ten years of every council's measurements, made in the database."""

import time
from itertools import cycle, islice

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.savings import maths, services
from corps.savings.models import CouncilYear, Measurement, ServiceMonth, Summary
from corps.savings.queries import SUMMED
from tests.bench.pages import count_queries, milliseconds

YEARS = 10
SHOWN = (
    {},
    {"category": "non_cash_releasing"},
    {"service": "housing"},
    {"year": 0},
    {"year": 4, "service": "planning"},
    {"year": 9, "category": "cost_avoidance"},
)
MADE_OF = ({}, {"borough": "lambeth"}, {"state": "waiting"}, {"state": "rejected", "year": 4})

# Sorts of saving, their shares in tenths; half of the benefits are cash-releasing.
PROJECTS = """
INSERT INTO councils_project (council_id, author_id, stage, title, opened_at, moved_at, created_at,
  stage_reason, problem, affected, outcome, phase, department, contact_name, contact_email,
  source_note, source_url, is_sample, line_manager, decision_maker, equipment, data_seen,
  repository, deployment)
SELECT c.id, %(author)s, 'in_delivery', 'Sample project ' || n, NOW(), NOW(), NOW(),
  '', '', '', '', '', '', '', '', '', '', FALSE, '', '', '', '', '', ''
FROM councils_council c CROSS JOIN generate_series(1, %(projects)s) AS n;
"""
BENEFITS = """
INSERT INTO savings_benefit (project_id, author_id, stage, stage_reason, title, description, kind,
  beneficiary, service, measure, unit, method, officer_name, officer_email, baseline_value,
  baseline_from, baseline_to, baseline_source, one_off_cost_gbp, running_cost_gbp, cost_centre,
  budget_line, goes_on, product, is_development, created_at, moved_at)
SELECT p.id, %(author)s, 'verified', '', 'Sample benefit', '',
  (ARRAY['cash_releasing', 'cash_releasing', 'cash_releasing', 'cash_releasing', 'cash_releasing',
    'non_cash_releasing', 'non_cash_releasing', 'cost_avoidance', 'income', 'unclassified'])
    [1 + p.id %% 10],
  CASE WHEN p.id %% 17 = 0 THEN 'resident' ELSE 'council' END,
  (ARRAY['adults', 'children', 'education', 'housing', 'planning', 'environment', 'transport',
    'revenues', 'customer', 'culture', 'health', 'regulation', 'corporate', 'other'])
    [1 + p.id %% 14],
  'Letters', 'count', '', '', '', 10, DATE '2015-04-01', DATE '2016-03-31', '', 1000 + p.id %% 9000,
  p.id %% 5000, 'A', 'B', %(last)s, '', FALSE, NOW(), NOW()
FROM councils_project p;
"""
FORECASTS = """
INSERT INTO savings_forecast (benefit_id, period_from, period_to, amount_gbp)
SELECT b.id, %(first)s + make_interval(years => y),
  %(first)s + make_interval(years => y + 1) - INTERVAL '1 day', 12000 + b.id %% 5000 + y * 100
FROM savings_benefit b CROSS JOIN generate_series(0, %(years)s + 1) AS y;
"""
# A claim for each year; the last one waits, and one in eleven was rejected.
CLAIMS = """
INSERT INTO savings_claim (benefit_id, stage, stage_reason, moved_at, period_from, period_to,
  amount_gbp, submitted_by_id, submitted_at, decided_by_id, decided_at, is_drawn)
SELECT b.id, found.stage, '', NOW(), %(first)s + make_interval(years => y),
  %(first)s + make_interval(years => y + 1) - INTERVAL '1 day', 12 * (800.55 + b.id %% 400),
  %(author)s, NOW() - make_interval(days => b.id::int %% 90),
  CASE WHEN found.stage <> 'waiting' THEN %(finance)s END,
  CASE WHEN found.stage <> 'waiting' THEN NOW() END, FALSE
FROM savings_benefit b CROSS JOIN generate_series(0, %(years)s - 1) AS y
CROSS JOIN LATERAL (SELECT CASE WHEN y = %(years)s - 1 AND b.id %% 3 = 0 THEN 'waiting'
  WHEN (b.id + y) %% 11 = 0 THEN 'rejected' ELSE 'verified' END AS stage) AS found;
"""
MEASUREMENTS = """
INSERT INTO savings_measurement (benefit_id, claim_id, period_from, period_to, value, amount_gbp,
  file, link, note, by_id, at, is_public)
SELECT c.benefit_id, c.id, c.period_from + make_interval(months => m),
  c.period_from + make_interval(months => m + 1) - INTERVAL '1 day', m, c.amount_gbp / 12,
  '', 'https://sample.example/evidence', '', %(author)s, NOW(), FALSE
FROM savings_claim c CROSS JOIN generate_series(0, 11) AS m;
"""
PARTS = """
INSERT INTO savings_part (claim_id, verdict, kind, amount_gbp, reason, cost_centre, budget_line,
  goes_on)
SELECT c.id, CASE c.stage WHEN 'rejected' THEN 'rejected' ELSE 'verified' END, b.kind, c.amount_gbp,
  CASE c.stage WHEN 'rejected' THEN 'Counted before.' ELSE '' END, 'A', 'B', %(last)s
FROM savings_claim c JOIN savings_benefit b ON b.id = c.benefit_id
WHERE c.stage <> 'waiting';
"""


def measure(projects, requests):
    """Seconds to sum up, and milliseconds and queries of the pages that read the sums."""
    begun = maths.financial_year(timezone.localdate()) - YEARS
    made = seconds(lambda: fill(projects, begun))
    summed = seconds(services.summarise)
    one = seconds(lambda: touch_one() or services.summarise())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "measurements": Measurement.objects.count(),
        "rows of sums": [model.objects.count() for model in (Summary, CouncilYear, ServiceMonth)],
        "seconds to make": made,
        "seconds to sum up all": summed,
        "seconds to sum up one change": one,
        "dashboard": pages("savings:dashboard", SHOWN, begun, requests),
        "dashboard, worked out anew": anew(
            lambda: pages("savings:dashboard", SHOWN, begun, requests // 2)
        ),
        "dashboard as CSV": pages("savings:figures-csv", SHOWN, begun, requests // 4),
        "evidence": pages("savings:evidence", MADE_OF, begun, requests // 4),
    }


def fill(projects, begun):
    """Benefits, forecasts, claims, measurements and verdicts of every council."""
    author, finance = User.objects.bulk_create(
        User(email=f"{name}@sample.example", name=f"Sample {name}", password="!")
        for name in ("author", "finance")
    )
    sizes = {
        "author": author.pk,
        "finance": finance.pk,
        "projects": projects,
        "years": YEARS,
        "first": f"{begun}-04-01",
        "last": f"{begun + YEARS}-03-31",
    }
    with connection.cursor() as cursor:
        for words in (PROJECTS, BENEFITS, FORECASTS, CLAIMS, MEASUREMENTS, PARTS):
            cursor.execute(words.replace("%(first)s", "%(first)s::date"), sizes)


def anew(act):
    """What it measures where nothing is kept for the next visitor."""
    summed = cache.get(SUMMED)
    cache.delete(SUMMED)
    try:
        return act()
    finally:
        cache.set(SUMMED, summed, None)


def touch_one():
    """Change one measurement, as a service would."""
    Measurement.objects.filter(pk=Measurement.objects.order_by("pk")[0].pk).update(note="Seen.")


def pages(name, questions, begun, requests):
    """Queries, and the middle and slow milliseconds, over different questions in turn."""
    client, url = Client(), reverse(name)
    asked = [
        question | ({"year": begun + question["year"]} if "year" in question else {})
        for question in questions
    ]
    queries = [count_queries(client, url, question) for question in asked]
    took = sorted(
        milliseconds(client, url, question) for question in islice(cycle(asked), requests)
    )
    return {
        "requests": requests,
        "queries": max(queries),
        "p50 ms": took[len(took) // 2],
        "p95 ms": took[int(len(took) * 0.95)],
    }


def seconds(act):
    """How long it takes."""
    begun = time.perf_counter()
    act()
    return round(time.perf_counter() - begun, 1)
