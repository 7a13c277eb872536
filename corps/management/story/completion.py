"""How the work outlives its project: a home, a neighbour who adopts it, and a question later on."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

from corps.management.story.cast import Cast
from corps.management.story.scenes import SAMPLE
from corps.savings import services as savings
from corps.savings.maths import financial_year
from corps.savings.models import Benefit, Kind
from corps.skills.models import RoleCard
from councils import services as councils
from councils.maths import months_after
from councils.models import Council, Licence, Project, Teammate, UseCheck

TITLE = "A planning form that checks itself, first version"
ADOPTER = "User-centred digital planning application systems"
PRODUCT = "planning-form"
SAVED = Decimal(60_000)  # what a second council need not spend to develop it again: sample data


def scene_7_southwark_adopts_the_code(cast: Cast) -> None:
    """The first version has a maintainer; Southwark adopts it; it is in use six months later."""
    done_on = months_after(cast.today, -6) - timedelta(days=3)
    project = _a_first_version_is_built(cast)
    _it_gets_a_home(cast, project)
    councils.complete_project(project, by=cast.officers["LBH"], on=done_on)
    developed = _development_is_counted(cast, project)
    _southwark_uses_it(cast, project, developed)
    councils.ask_still_in_use(on=cast.today)
    councils.answer_use(
        UseCheck.objects.get(project=project),
        answer=UseCheck.Answer.YES,
        words="Sample: every householder application of three wards goes through it.",
        on=cast.today,
    )


def _a_first_version_is_built(cast: Cast) -> Project:
    officer, expert = cast.officers["LBH"], cast.experts[-1]
    card = RoleCard.objects.select_related("framework_role").order_by("pk")[0]
    start = cast.today - timedelta(days=400)
    project = councils.draft_project(
        Council.objects.get(code="LBH"),
        by=officer,
        title=TITLE,
        problem=f"Nobody knew whether a form could say what is missing.\n\n{SAMPLE}",
        affected="Householders who apply without an agent.",
        outcome="A form that checks itself, for one kind of application.",
        phase=Project.Phase.ALPHA,
        department="Planning",
        start_from=start,
        start_by=start + timedelta(days=30),
        contact_name=officer.name,
        contact_email=officer.email,
        is_sample=True,
    )
    councils.add_role(
        project,
        by=officer,
        needs=[(need.skill_id, 2, False) for need in card.framework_role.role_skills.all()[:2]],
        title=card.framework_role.level,
        days_a_week=Decimal(2),
        starts_on=start,
        ends_on=start + timedelta(weeks=20),
    )
    project = councils.submit_project(project, by=officer)
    project = councils.approve_project(project, by=cast.approvers["LBH"])
    project = councils.staff_project(project, by=officer)
    project = councils.begin_delivery(project, by=officer)
    councils.join_team(project, expert.user, capacity=Teammate.Capacity.SECONDEE, on=start)
    councils.leave_team(project, expert.user, on=start + timedelta(weeks=20))
    return project


def _it_gets_a_home(cast: Cast, project: Project) -> None:
    officer = cast.officers["LBH"]
    councils.note_completion(
        project,
        by=officer,
        maintainer="Sample maintainer",
        maintainer_team="Digital services, Lambeth (sample)",
        maintainer_email=cast.approvers["LBH"].email,
        repository="https://example.org/sample-planning-form",
        licence=Licence.MIT,
        hosting_payer="Planning, from its own budget",
        yearly_cost_gbp=Decimal(2_400),
        handed_over="Sample: the code, its tests and a week side by side with the new maintainer.",
    )
    councils.sign_off(project, by=cast.approvers["LBH"])


def _development(cast: Cast, project: Project, code: str, **words: object) -> Benefit:
    first = months_after(cast.today.replace(day=1), -6)
    last = months_after(first, 12) - timedelta(days=1)
    return savings.draft_benefit(
        project,
        by=cast.officers[code],
        forecasts=[(first, last, SAVED)],
        service=Benefit.Service.PLANNING,
        kind=Kind.COST_AVOIDANCE,
        product=PRODUCT,
        measure="Cost of developing the form",
        **words,
    )


def _development_is_counted(cast: Cast, project: Project) -> Benefit:
    made = _development(
        cast,
        project,
        "LBH",
        title="The form was developed once, by us",
        description="What buying it would have cost. Sample data.",
        is_development=True,
    )
    return savings.publish_benefit(made, by=cast.officers["LBH"])


def _southwark_uses_it(cast: Cast, project: Project, developed: Benefit) -> None:
    """Southwark says so; what developing it saved cannot be counted a second time."""
    officer, own = cast.officers["SWK"], Project.objects.get(title=ADOPTER)
    councils.record_reuse(
        project,
        council=own.council,
        by=officer,
        since=cast.today - timedelta(days=60),
        how="Sample: the same form with Southwark's own fees, for householders.",
        link="https://example.org/sample-southwark-form",
        for_project=own,
    )
    again = _development(
        cast,
        own,
        "SWK",
        title="We need not develop the form",
        description="Lambeth's form is used: its development is counted there. Sample data.",
        is_development=True,
    )
    with suppress(savings.CountedAlready):  # the rule; so it is published as what it is
        savings.publish_benefit(again, by=officer)
    again = savings.edit_benefit(
        again,
        by=officer,
        is_development=False,
        reuses=developed,
        title="Planners retype less, with Lambeth’s form",
        forecasts=[_next_year(cast)],
    )
    savings.publish_benefit(again, by=officer)


def _next_year(cast: Cast) -> tuple:
    first = cast.today.replace(year=financial_year(cast.today) + 1, month=4, day=1)
    return first, months_after(first, 12) - timedelta(days=1), Decimal(8_000)
