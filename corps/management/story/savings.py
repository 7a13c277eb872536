"""What the project brought, and what finance made of it."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from corps.management.story.cast import Cast
from corps.savings import services as savings
from corps.savings.maths import financial_year
from corps.savings.models import Benefit, Kind, Part
from councils.models import Project

COUNTS = """month,applications,came back
Sample data: a year of the pilot in three wards
first quarter,612,171
second quarter,655,150
third quarter,640,134
fourth quarter,633,129
"""
POST = {"cost_centre": "PL-104", "budget_line": "Validation officer, one post, vacant"}


def scene_6_finance_says_what_it_was_worth(cast: Cast) -> None:
    """41 per cent become 23; £96,000 is claimed; finance verifies what left a budget."""
    project = Project.objects.get(title="Reducing invalid planning applications")
    bounced = _fewer_applications_come_back(cast, project)
    claim = savings.submit_claim(bounced, by=cast.officers["LBH"])
    savings.verify_claim(
        claim,
        by=cast.finance["LBH"],
        parts=[
            Part(
                verdict=Part.Verdict.VERIFIED,
                kind=Kind.CASH_RELEASING,
                amount_gbp=Decimal(38_000),
                goes_on=_next_april(cast),
                reason="One vacant post was deleted.",
                **POST,
            ),
            Part(
                verdict=Part.Verdict.FILED,
                kind=Kind.NON_CASH_RELEASING,
                amount_gbp=Decimal(51_000),
                reason="Hours saved across the team. No further post or budget went.",
            ),
            Part(
                verdict=Part.Verdict.REJECTED,
                kind=Kind.CASH_RELEASING,
                amount_gbp=Decimal(7_000),
                reason="Postage was cut from last year's budget already, and counted there.",
            ),
        ],
    )
    _fewer_people_ring(cast, project)


def _year_of_the_pilot(cast: Cast) -> tuple[date, date]:
    """The twelve months up to the end of last month."""
    last = cast.today.replace(day=1) - timedelta(days=1)
    after = last + timedelta(days=1)
    return after.replace(year=after.year - 1), last


def _next_april(cast: Cast) -> date:
    return date(financial_year(cast.today) + 1, 4, 1)


def _plan(cast: Cast, project: Project, forecast: int, **words: object) -> Benefit:
    officer = cast.officers["LBH"]
    first, last = _year_of_the_pilot(cast)
    made = savings.draft_benefit(
        project,
        by=officer,
        forecasts=[(first, last, Decimal(forecast))],
        service=Benefit.Service.PLANNING,
        officer_name="Sample head of planning",
        officer_email=officer.email,
        baseline_from=first - timedelta(days=91),
        baseline_to=first - timedelta(days=1),
        baseline_source="Sample: the case system's monthly report",
        **words,
    )
    made = savings.publish_benefit(made, by=officer)
    return savings.baseline_benefit(made, by=officer)


def _fewer_applications_come_back(cast: Cast, project: Project) -> Benefit:
    benefit = _plan(
        cast,
        project,
        96_000,
        title="Fewer planning applications come back",
        description="The form says what is missing before anybody pays. Sample data.",
        kind=Kind.CASH_RELEASING,
        measure="Share of applications that are not complete",
        unit=Benefit.Unit.PERCENT,
        baseline_value=Decimal(41),
        method="Fewer letters and checks, by the hours they took and the rate of the grade.",
        running_cost_gbp=Decimal(6_000),
        goes_on=_next_april(cast),
        **POST,
    )
    first, last = _year_of_the_pilot(cast)
    savings.add_measurement(
        benefit,
        by=cast.officers["LBH"],
        today=cast.today,
        period_from=first,
        period_to=last,
        value=Decimal(23),
        amount_gbp=Decimal(96_000),
        file=ContentFile(COUNTS.encode(), name="sample-counts-of-the-pilot.csv"),
        is_public=True,
        note="Sample: a pilot in three wards.",
    )
    return benefit


def _fewer_people_ring(cast: Cast, project: Project) -> None:
    """A second claim waits, so that whoever tries the site finds something to verify."""
    benefit = _plan(
        cast,
        project,
        15_000,
        title="Fewer people ring about their application",
        description="Who can see what is missing need not ask. Sample data.",
        kind=Kind.NON_CASH_RELEASING,
        measure="Calls about applications a month",
        unit=Benefit.Unit.COUNT,
        baseline_value=Decimal(410),
        method="Calls fewer, by six minutes each, by the rate of the grade.",
    )
    first, last = _year_of_the_pilot(cast)
    savings.add_measurement(
        benefit,
        by=cast.officers["LBH"],
        today=cast.today,
        period_from=first,
        period_to=last,
        value=Decimal(262),
        amount_gbp=Decimal(12_400),
        link="https://example.org/sample-call-report",
        note="Sample: the telephone system's report.",
    )
    savings.submit_claim(benefit, by=cast.officers["LBH"])
