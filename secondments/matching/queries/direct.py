"""What is asked of direct matches: what stands in the way of one, and whom one waits for."""

from datetime import date
from functools import partial

from django.db.models import Case, IntegerField, QuerySet, Value, When

import councils.contracts.queries
from corps.accounts.models import User
from corps.notifications.queries import Pile, Waits
from corps.organisations.models import Organisation
from corps.skills.models import Holding
from councils.models import Council, Need, Project, Role
from secondments.matching.models import DirectMatch
from secondments.matching.queries.rounds import free_places, unheld
from secondments.models import Employer, Expert

HELD = "They are in another proposal or secondment."
OFF_OFFER = "They are not on offer: they have to complete their profile and offer their days first."


def why_role_cannot(role: Role, on: date) -> list[str]:
    """Why nobody can be proposed for a role just now, whoever it is."""
    project = role.project
    if project.stage != Project.Stage.OPEN:
        return ["The project is not open: it has to be approved first, or is staffed or over."]
    reasons = []
    if missing := project.unready():
        reasons.append(f"The host is not ready for anybody. Still missing: {', '.join(missing)}.")
    if role.ends_on <= on:
        reasons.append("The role’s dates are over.")
    elif not free_places(on, Role.objects.filter(pk=role.pk)):
        reasons.append("No place is free: each is proposed to somebody, or filled.")
    return reasons


def why_employer_cannot(employer: Employer, role: Role, on: date) -> list[str]:
    """Why nobody of a company can be proposed for a role."""
    organisation = employer.organisation
    reasons = []
    if organisation.stage != Organisation.Stage.VERIFIED:
        reasons.append("The company is not verified by corps staff.")
    council = role.project.council
    if councils.contracts.queries.has_conflict(organisation, council, on):
        reasons.append(f"The company’s group has an interest in {council}.")
    return reasons


def why_expert_cannot(expert: Expert) -> list[str]:
    """Why somebody can be proposed for nothing just now."""
    if expert.stage != Expert.Stage.AVAILABLE:
        return [OFF_OFFER]
    return [] if unheld().filter(pk=expert.pk).exists() else [HELD]


def experts_to_name(employer: Employer, user: User) -> QuerySet[Expert]:
    """Whom a company may name: its people on offer who are free, but not oneself."""
    rows = unheld().filter(employer=employer).exclude(user=user)
    return rows.select_related("user").order_by("user__name", "pk")


def skills_beside(expert: Expert, role: Role) -> list[tuple[Need, Holding | None]]:
    """Each skill that a role asks for, beside what somebody holds of it."""
    held = {row.skill_id: row for row in Holding.objects.filter(user=expert.user_id)}
    return [(need, held.get(need.skill_id)) for need in role.needs.select_related("skill")]


def direct_in_full() -> QuerySet[DirectMatch]:
    """Direct matches with all that their words and pages name."""
    return DirectMatch.objects.select_related(
        "role__project__council", "employer__organisation", "expert__user", "by", "proposal"
    )


def direct_listed(user: User) -> QuerySet[DirectMatch]:
    """All that a person may see, those that wait first."""
    waits = Case(
        When(stage=DirectMatch.Stage.ASKED, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    visible = DirectMatch.objects.visible_to(user).values("pk")
    return direct_in_full().filter(pk__in=visible).order_by(waits, "-moved_at", "-pk")


def direct_waiting_for(user: User) -> Waits:
    """Direct matches that the other side has asked this person's side for."""

    def asked(of: str, other: DirectMatch.Side) -> QuerySet[DirectMatch]:
        own = Employer.objects.of(user) if of == "employer" else Council.objects.of(user)
        waiting = direct_in_full().filter(stage=DirectMatch.Stage.ASKED, begun_by=other)
        return waiting.exclude(by=user).filter(**{f"{of}__in": own})

    sides = (
        ("council", "role__project__council", DirectMatch.Side.EMPLOYER),
        ("employer", "employer", DirectMatch.Side.COUNCIL),
    )
    return Waits(
        Pile(
            partial(asked, of, other),
            since="moved_at",
            text=lambda one: f"Say whether you know each other: {one}",
            role=role,
            of=of,
        )
        for role, of, other in sides
    )
