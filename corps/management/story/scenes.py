"""The scenes of the story, each played through the services as people would."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from django.core.management import call_command

from corps.management.story.cast import Cast, found_council
from corps.skills.models import RoleCard
from councils import queries
from councils import services as councils
from councils.models import Clearance, Project
from secondments import services as secondments
from secondments.matching import services as matching
from secondments.matching.models import Answer, Proposal
from secondments.models import Secondment

SHEET = Path(__file__).with_name("projects.csv")
COUNCILS = ("LBH", "SWK", "GRE", "CRY", "LEW")
SAMPLE = "This is sample data: a real project's title, and words made up around it."

# Title: problem, affected, outcome, department, and its roles as
# (card, places, days a week, starts in days, weeks, remote, clearance).
WORDS = {
    "Reducing invalid planning applications": (
        "Two in five planning applications bounce: a drawing, a fee or a form is missing, and "
        "people learn of it weeks after they have paid.",
        "Residents and small builders who apply without an agent.",
        "An application says what is missing before anybody pays.",
        "Planning",
        [
            ("Someone who can build or mend software", 1, "3", 28, 26, True, Clearance.NONE),
            ("Someone who can redesign a form", 1, "2", 28, 20, True, Clearance.NONE),
        ],
    ),
    "User-centred digital planning application systems": (
        "Planning officers retype what residents have already typed.",
        "Planning officers, and everybody who waits for them.",
        "What is typed once is used everywhere.",
        "Planning",
        [("Someone who can find out what residents need", 2, "2", 35, 16, True, Clearance.NONE)],
    ),
    "Back office planning application systems": (
        "The old back office cannot be changed without its supplier.",
        "Planning officers.",
        "A back office built of parts that can be changed one at a time.",
        "Planning",
        [
            (
                "Someone who can choose technology that fits together",
                1,
                "2",
                42,
                20,
                True,
                Clearance.BPSS,
            ),
            ("Someone who can build or mend software", 2, "3", 42, 24, True, Clearance.BPSS),
        ],
    ),
    "Housing repairs online": (
        "Tenants ring for half an hour to book a repair, and one visit in five is for nothing.",
        "Tenants and repairs crews.",
        "A repair is booked in three minutes, with the right trade and parts.",
        "Housing",
        [
            ("Someone who can decide what to build next", 1, "2", 21, 20, True, Clearance.NONE),
            (
                "Someone who can work out how a process really runs",
                1,
                "3",
                21,
                20,
                False,
                Clearance.NONE,
            ),
        ],
    ),
    "Sharing computer code between local authorities": (
        "Councils pay for the same code several times over.",
        "Digital teams of London's councils.",
        "Code is found, judged and reused in a day.",
        "Digital services",
        [("Someone who can keep the work moving", 1, "2", 28, 18, True, Clearance.NONE)],
    ),
    "Supporting households at risk of homelessness": (
        "Warnings stand in four systems, and nobody sees them together in time.",
        "Households behind with rent, and housing officers.",
        "A housing officer sees who needs help two months earlier.",
        "Housing needs",
        [("Someone who can make sense of your figures", 1, "2", 0, 22, True, Clearance.NONE)],
    ),
}


FORECASTS = {
    "Reducing invalid planning applications": 96_000,
    "User-centred digital planning application systems": 140_000,
    "Back office planning application systems": 410_000,
    "Housing repairs online": 225_000,
    "Sharing computer code between local authorities": 60_000,
    "Supporting households at risk of homelessness": 180_000,
}


def scene_2_councils_post_their_projects(cast: Cast) -> None:
    """A sheet becomes drafts; officers complete them; colleagues approve."""
    for code in COUNCILS:
        found_council(cast, code)
    call_command("import_projects", SHEET, council_column="lead_council", by=cast.staff.email)
    drafts = Project.objects.filter(stage=Project.Stage.DRAFT).select_related("council")
    drafts.update(is_sample=True)
    for project in drafts.order_by("pk"):
        _complete(cast, project)
    for project in Project.objects.filter(stage=Project.Stage.DRAFT, council__code="SWK"):
        _submit_and_approve(cast, project)  # it stands there before Lambeth asks
    bounced = Project.objects.get(title="Reducing invalid planning applications")
    similar = queries.unseen_similar(bounced)
    councils.pass_similar(bounced, by=cast.officers["LBH"], shown=similar)
    _submit_and_approve(cast, bounced, returned="Please say who pays for hosting afterwards.")
    _southwark_stands_behind_it(cast, bounced, similar)
    for project in Project.objects.filter(stage=Project.Stage.DRAFT):
        _submit_and_approve(cast, project)
    _leave_one_waiting(cast)


def _southwark_stands_behind_it(cast: Cast, project: Project, similar: list[Project]) -> None:
    """The site has said that Southwark has similar work; Lambeth asks it, and it agrees."""
    theirs = next(one for one in similar if one.council.code == "SWK")
    asked = councils.invite_sponsor(
        project,
        council=theirs.council,
        by=cast.officers["LBH"],
        words=f"You have asked for “{theirs}”: the same applications bounce. Shall we do it once?",
    )
    councils.accept_sponsorship(asked, by=cast.officers["SWK"])


def _complete(cast: Cast, project: Project) -> None:
    problem, affected, outcome, department, roles = WORDS[project.title]
    officer = cast.officers[project.council.code]
    project = councils.edit_project(
        project,
        by=officer,
        problem=f"{problem}\n\n{SAMPLE}",
        affected=affected,
        outcome=outcome,
        department=department,
        start_from=cast.today + timedelta(days=min(role[3] for role in roles)),
        start_by=cast.today + timedelta(days=90),
        forecast_gbp=Decimal(FORECASTS[project.title]),
        contact_name=officer.name,
        contact_email=officer.email,
    )
    for rank, role in enumerate(roles, start=1):
        _add_role(cast, project, rank, role)
    councils.note_readiness(
        project,
        by=officer,
        line_manager="Sample line manager",
        line_manager_hours=Decimal(3),
        decision_maker=f"Sample head of {department.lower()}",
        equipment="A laptop of the council's, with the tools the work needs",
        accounts_by=cast.today + timedelta(days=14),
        data_seen="Anonymised case records",
        repository="https://example.org/sample-repository",
        deployment="By the council's own pipeline, with a second pair of eyes",
    )


def _add_role(cast: Cast, project: Project, rank: int, role: tuple) -> None:
    title, places, days, starts, weeks, remote, clearance = role
    card = RoleCard.objects.select_related("framework_role").get(title=title)
    skills = list(card.framework_role.role_skills.order_by("skill__name"))
    needs = [(need.skill_id, min(need.level, 3), place < 3) for place, need in enumerate(skills)]
    starts_on = cast.today + timedelta(days=starts)
    councils.add_role(
        project,
        by=cast.officers[project.council.code],
        needs=needs,
        title=card.framework_role.level,
        card=card,
        framework_role=card.framework_role,
        rank=rank,
        places=places,
        days_a_week=Decimal(days),
        starts_on=starts_on,
        ends_on=starts_on + timedelta(weeks=weeks),
        remote=remote,
        clearance=clearance,
    )


def _submit_and_approve(cast: Cast, project: Project, returned: str = "") -> None:
    officer = cast.officers[project.council.code]
    approver = cast.approvers[project.council.code]
    if returned:
        project = councils.submit_project(project, by=officer)
        project = councils.return_project(project, by=approver, reason=returned)
        project = councils.edit_project(
            project, by=officer, outcome=f"{project.outcome} Planning pays for the hosting."
        )
    project = councils.submit_project(project, by=officer)
    councils.approve_project(project, by=approver)


def _leave_one_waiting(cast: Cast) -> None:
    """Whoever tries the site finds something to approve, and a draft to go on with."""
    officer = cast.officers["LBH"]
    waiting = councils.draft_project(
        Project.objects.get(title="Reducing invalid planning applications").council,
        by=officer,
        title="Answer the phone once",
        problem=f"People ring twice, since nobody can see the first call.\n\n{SAMPLE}",
        affected="Residents who ring, and the people who answer.",
        outcome="One call, one record.",
        phase=Project.Phase.DISCOVERY,
        department="Customer services",
        start_from=cast.today + timedelta(days=60),
        start_by=cast.today + timedelta(days=120),
        contact_name=officer.name,
        contact_email=officer.email,
        is_sample=True,
    )
    _add_role(
        cast,
        waiting,
        3,
        ("Someone who can find out what residents need", 1, "2", 60, 12, True, Clearance.NONE),
    )
    councils.submit_project(waiting, by=officer)


def scene_3_people_are_proposed_and_meet(cast: Cast) -> None:
    """A round proposes people; they talk, meet and agree; one is at work from today."""
    _find_experts(cast)
    for project_title in ("Reducing invalid planning applications",):
        for proposal in _live(project_title)[:1]:
            _meet(cast, proposal)
            _agree(cast, proposal)
    for proposal in _live("Supporting households at risk of homelessness"):
        _meet(cast, proposal)
        secondment = _agree(cast, proposal)
        secondments.start_secondment(
            secondment, by=cast.officers[proposal.role.project.council.code], on=cast.today
        )
    for proposal in _live("Sharing computer code between local authorities"):
        _agree(cast, proposal)
    a_company_pledges_before_it_names(cast)


def a_company_pledges_before_it_names(cast: Cast) -> None:
    """Two people of Python are pledged for an intake; one of them, on offer already, is named."""
    employer = cast.employers[0]
    boss = employer.organisation.members.get()
    one = next(expert for expert in cast.experts if expert.employer == employer)
    held = one.user.holdings.filter(level__isnull=False).order_by("skill__name")
    pledge = secondments.offer_pledge(
        employer,
        by=boss,
        title="Two days a week of the same trade (sample)",
        skills=[(row.skill_id, row.level or 1) for row in held[:3]],
        people=2,
        days_a_week=Decimal(2),
        available_from=cast.today,
        available_until=cast.today + timedelta(days=365),
        remote=True,
        is_sample=True,
    )
    secondments.name_person(pledge, by=boss, email=one.user.email)
    secondments.announce_intake(
        by=cast.staff,
        name="The next season (sample)",
        opens_on=cast.today,
        closes_on=cast.today + timedelta(days=60),
        round_on=cast.today + timedelta(days=67),
        note=SAMPLE,
        is_sample=True,
    )
    matching.tell_of_pledges(on=cast.today)


def scene_4_one_falls_ill_and_repair_finds_another(cast: Cast) -> None:
    """The developer falls ill; another declines; the next rounds find others; the rest stands."""
    ill = Secondment.objects.live().get(
        role__project__title="Reducing invalid planning applications"
    )
    secondments.end_secondment(
        ill,
        by=cast.officers["LBH"],
        reason="Fell ill before the start. (Sample data.)",
        on=cast.today,
    )
    secondments.pause(ill.expert, by=ill.expert.user)
    _find_experts(cast)
    for proposal in _live("Back office planning application systems")[:1]:
        matching.decline_proposal(
            proposal, by=proposal.expert.user, reason="I am needed where I am until spring."
        )
    _find_experts(cast)
    for proposal in _live("Reducing invalid planning applications")[:1]:
        _meet(cast, proposal)
        matching.accept_proposal(proposal, by=cast.officers["LBH"], side=Answer.Side.COUNCIL)


def _find_experts(cast: Cast) -> None:
    """Ask for a round, and play the worker's part."""
    matching.solve(matching.request_round(by=cast.officers["LBH"]).pk)


def _live(title: str) -> list[Proposal]:
    return list(
        Proposal.objects.live()
        .filter(role__project__title=title)
        .select_related("role__project__council", "expert__user", "expert__employer")
        .order_by("role__rank", "place")
    )


def _meet(cast: Cast, proposal: Proposal) -> None:
    officer = cast.officers[proposal.role.project.council.code]
    matching.write_message(
        proposal, by=officer, text="Could we talk this week? Our product manager would join."
    )
    matching.write_message(
        proposal, by=proposal.expert.user, text="Gladly. Which tools do you use, and who reviews?"
    )
    matching.note_meeting(proposal, by=officer, on=cast.today)


def _agree(cast: Cast, proposal: Proposal) -> Secondment:
    boss = proposal.expert.employer.organisation.members.get()
    officer = cast.officers[proposal.role.project.council.code]
    for side, by in (
        (Answer.Side.EXPERT, proposal.expert.user),
        (Answer.Side.EMPLOYER, boss),
        (Answer.Side.COUNCIL, officer),
    ):
        proposal = matching.accept_proposal(proposal, by=by, side=side)
    return Secondment.objects.get(proposal=proposal)
