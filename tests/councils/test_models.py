"""What the database refuses, and which moves a project may make."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from corps.stages import IllegalMove
from councils.models import Council, Project, Question
from tests.factories.accounts import UserFactory
from tests.factories.councils import (
    AddendumFactory,
    AnsweredQuestionFactory,
    ApprovalLinkFactory,
    AttachmentFactory,
    CouncilDomainFactory,
    CouncilFactory,
    InvitationFactory,
    MembershipFactory,
    NeedFactory,
    ProjectFactory,
    QuestionFactory,
    ReuseFactory,
    RoleFactory,
    TeammateFactory,
    UseCheckFactory,
)

pytestmark = pytest.mark.django_db
LIVE = {"open", "staffed", "in_delivery"}
MOVES = {(stage, other) for stage in Project.Stage for other in Project.Stage}
LEGAL = {
    ("draft", "submitted"), ("draft", "withdrawn"),
    ("submitted", "returned"), ("submitted", "open"), ("submitted", "withdrawn"),
    ("returned", "submitted"), ("returned", "withdrawn"),
    ("open", "staffed"), ("open", "completed"), ("open", "cancelled"),
    ("staffed", "in_delivery"), ("staffed", "open"), ("staffed", "cancelled"),
    ("in_delivery", "completed"), ("in_delivery", "open"), ("in_delivery", "cancelled"),
}  # fmt: skip


@pytest.mark.parametrize(("stage", "other"), sorted(LEGAL))
def test_a_legal_move_is_taken(stage, other):
    project = Project(stage=stage)

    project.move_to(other)

    assert project.stage == other


@pytest.mark.parametrize(("stage", "other"), sorted(MOVES - LEGAL))
def test_every_other_move_is_refused(stage, other):
    with pytest.raises(IllegalMove):
        Project(stage=stage).move_to(other)


def refused(name):
    """The database refuses the block by this constraint."""
    return pytest.raises(IntegrityError, match=name)


def test_a_project_starts_no_later_than_it_may():
    with refused("project_starts_no_later_than_it_may"), transaction.atomic():
        ProjectFactory(start_from=date(2027, 3, 2), start_by=date(2027, 3, 1))


def test_a_project_forecasts_no_loss():
    with refused("project_forecasts_no_loss"), transaction.atomic():
        ProjectFactory(forecast_gbp=Decimal(-1))


@pytest.mark.parametrize("who", ["author", "submitted_by"])
def test_a_project_is_not_approved_by_its_author_or_who_submitted_it(who):
    ada = UserFactory()

    with refused("project_is_not_approved_by_its_author"), transaction.atomic():
        ProjectFactory(**{who: ada}, approved_by=ada)


@pytest.mark.parametrize("places", [0, 51])
def test_a_role_has_places(places):
    with refused("role_has_places"), transaction.atomic():
        RoleFactory(places=places)


@pytest.mark.parametrize("days", ["0.4", "5.5"])
def test_a_role_takes_some_of_the_week(days):
    with refused("role_takes_some_of_the_week"), transaction.atomic():
        RoleFactory(days_a_week=Decimal(days))


def test_a_role_ends_after_it_starts():
    with refused("role_ends_after_it_starts"), transaction.atomic():
        RoleFactory(starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 1))


def test_a_role_asks_for_a_skill_once():
    need = NeedFactory()

    with refused("role_asks_for_a_skill_once"), transaction.atomic():
        NeedFactory(role=need.role, skill=need.skill)


def test_a_council_has_a_member_once():
    member = MembershipFactory()

    with refused("council_has_a_member_once"), transaction.atomic():
        MembershipFactory(council=member.council, user=member.user)


def test_a_council_has_a_domain_once_and_in_lower_case():
    domain = CouncilDomainFactory()

    with refused("council_has_a_domain_once"), transaction.atomic():
        CouncilDomainFactory(council=domain.council, domain=domain.domain)
    with refused("council_domain_is_lower_case"), transaction.atomic():
        CouncilDomainFactory(domain="Sample.gov.uk")


def test_a_council_invites_an_address_once():
    invitation = InvitationFactory(email="ada@sample.gov.uk")

    with refused("council_invites_an_address_once"), transaction.atomic():
        InvitationFactory(council=invitation.council, email="Ada@sample.gov.uk")


def test_a_project_has_one_approval_link_at_a_time():
    link = ApprovalLinkFactory()

    with refused("project_has_one_approval_link_at_a_time"), transaction.atomic():
        ApprovalLinkFactory(project=link.project)


def test_a_project_has_a_teammate_once_who_leaves_after_joining():
    mate = TeammateFactory()

    with refused("project_has_a_teammate_once"), transaction.atomic():
        TeammateFactory(project=mate.project, user=mate.user)
    with refused("teammate_leaves_after_joining"), transaction.atomic():
        TeammateFactory(left_on=date(2027, 2, 1))


def test_everyone_sees_what_was_opened_and_a_council_its_own(world):
    for stage in ("draft", "open"):
        world.project(stage)
    seen = {
        name: Project.objects.visible_to(world.people[name]).count()
        for name in ("officer", "other_officer", "expert", "corps_staff")
    }

    assert seen == {"officer": 2, "other_officer": 1, "expert": 1, "corps_staff": 2}
    assert Project.objects.visible_to(AnonymousUser()).count() == 1


def test_who_only_asked_acts_for_nobody():
    asked = MembershipFactory(confirmed_at=None)

    assert list(Council.objects.of(asked.user)) == []
    assert list(Council.objects.of(AnonymousUser())) == []


def test_a_host_is_ready_once_every_question_is_answered(world):
    project = world.project("open")

    for name in Project.READINESS:
        kept = getattr(project, name)
        setattr(project, name, "" if isinstance(kept, str) else None)
        project.save()
        assert (Project.objects.ready().exists(), len(project.unready())) == (False, 1)
        setattr(project, name, kept)
    project.save()

    assert (Project.objects.ready().get(), project.unready()) == (project, [])


@pytest.mark.parametrize("stage", Project.Stage)
def test_a_project_knows_what_its_stage_means(stage):
    project = Project(stage=stage)

    assert project.is_live is (stage in LIVE)
    assert project.is_editable is (stage in {"draft", "returned"})


@pytest.mark.parametrize("start", Question.Stage.values)
@pytest.mark.parametrize("end", Question.Stage.values)
def test_a_question_is_answered_declined_or_closed_once(start, end):
    question = Question(stage=start)

    assert question.can_move_to(end) == (start == "waiting" and end != "waiting")


@pytest.mark.parametrize(
    ("make", "rule"),
    [
        (lambda: AttachmentFactory(size=0), "attachment_is_of_fair_size"),
        (lambda: AttachmentFactory(size=10 * 1024 * 1024 + 1), "attachment_is_of_fair_size"),
        (lambda: AddendumFactory(text=""), "addendum_says_something"),
        (lambda: AnsweredQuestionFactory(answer=""), "project_question_is_answered"),
        (lambda: AnsweredQuestionFactory(published=""), "project_question_is_answered"),
        (lambda: QuestionFactory(stage="declined"), "project_question_declined_why"),
        (lambda: UseCheckFactory(answer="yes"), "use_is_answered_on_a_day"),
        (lambda: ReuseFactory(withdrawn_on="2027-07-01"), "reuse_ends_with_a_reason"),
        (lambda: twice(AddendumFactory, number=1), "addendum_has_its_number"),
        (lambda: twice(UseCheckFactory), "use_is_asked_once_a_date"),
        (lambda: twice(ReuseFactory, council=CouncilFactory()), "council_reuses_a_project_once"),
        (lambda: reused_by_itself(), "project_does_not_reuse_itself"),
    ],
)
def test_the_database_keeps_the_rules_of_papers_and_use(make, rule):
    with pytest.raises(IntegrityError, match=rule):
        make()


def twice(factory, **fields):
    project = ProjectFactory(stage="completed")
    for _ in range(2):
        factory(project=project, **fields)


def reused_by_itself():
    project = ProjectFactory(stage="completed")
    ReuseFactory(project=project, for_project=project)
