"""What pages show of matching: a project's proposals, and why a place stayed free."""

from django import template
from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format

from councils.models import Project
from secondments.matching import maths, permissions, queries
from secondments.matching.models import Answer, Proposal, Round, Urgency
from secondments.models import Expert
from secondments.queries import leads_on

register = template.Library()

RULES = {
    "consent": "Their employer has not agreed, or not to this borough",
    "skills": "A required skill is missing, or at a lower level",
    "window": "They are not available for all of the dates",
    "days": "They offer fewer days a week",
    "away": "They are away for too much of the time",
    "place": "They would not travel to this borough, and remote work is not agreed",
    "clearance": "They have no clearance, and it cannot be had in time",
    "excluded": "They were proposed for this role before",
    "conflict": "Their employer's group has an interest in this council",
}
OWN_RULES = {
    "consent": "Your employer has not agreed, or not to the borough",
    "skills": "You lack a required skill, or hold it at a lower level",
    "window": "You are not available for all of the dates",
    "days": "You offer fewer days a week",
    "away": "You are away for too much of the time",
    "place": "You would not travel to the borough, and remote work is not agreed",
    "clearance": "You have no clearance, and it cannot be had in time",
    "excluded": "You were proposed for the role before",
    "conflict": "Your employer’s group has an interest in the council",
}
TERMS = {
    "eligible": "Meets every hard rule",
    "surplus": "Required skills held above the level asked for",
    "desirable": "Desirable skills",
    "expert": "The expert's preference",
    "council": "The council's preference",
    "place": "Place of work",
    "learning": "Uses a skill the expert wants to learn",
    "continuity": "Has worked well with this council before",
}


@register.filter
def funnel(shortfall):
    """Each rule that removed somebody, in plain words, with how many."""
    return [(RULES[rule], count) for rule, count in shortfall.removed if count]


@register.simple_tag
def explained(shortfalls):
    """The shortfalls, each with the `reasons` that the last round gives."""
    rows = list(shortfalls)
    found = queries.reasons(rows)
    for row in rows:
        row.reasons = found.get(row.pk)
    return rows


@register.filter
def lack(miss):
    """What a near miss lacks, in words."""
    if miss.skill:
        return f"one level short in {miss.skill}"
    return f"{miss.days} {'day' if miss.days == 1 else 'days'} of the dates missing"


@register.filter
def role_funnel(unplaced):
    """Each rule that kept roles from an expert, in words to them, with how many."""
    return [(OWN_RULES[rule], count) for rule, count in unplaced.removed if count]


@register.filter
def lacking(comparison):
    """The terms in which the fittest of the others has fewer points, with how many fewer."""
    return [(TERMS[term], points) for term, points in comparison.lacks.items()]


@register.filter
def behind(comparison):
    """By how many points the fittest of the others falls short of who was chosen."""
    return comparison.proposal.fit - comparison.runner_up_fit


@register.simple_tag
def live_proposals_of(employer):
    """How many proposals of an employer's people still wait for answers."""
    return queries.live_proposals_of(employer)


@register.filter
def best_terms(suggestion, table):
    """The terms in which a role earns points, the most first: words, points and the most."""
    most = most_points(table)
    earned = [(TERMS[term], points, most[term]) for term, points in suggestion.terms.items()]
    return sorted((one for one in earned[1:] if one[1]), key=lambda one: -one[1])


@register.filter
def own_rule(rule):
    """Why a rule closes a role, in words to the person."""
    return OWN_RULES[rule]


@register.filter
def short_of(role, held):
    """Each required skill that is missing or too low: the need, and what is held of it."""
    required = [need for need in role.needs.all() if need.required]
    found = [(need, held.get(need.skill_id)) for need in required]
    return [(need, row) for need, row in found if not (row and (row.level or 0) >= need.level)]


@register.filter
def most_points(table):
    """The most points that each term of the fit can have, by its name."""
    points = queries.points(table)
    return {
        "eligible": points.eligible,
        "surplus": points.surplus,
        "desirable": points.desirable,
        "expert": max(points.of_list("expert")),
        "council": max(points.of_list("council")),
        "place": max(points.home, points.neighbour, points.elsewhere),
        "learning": points.learning,
        "continuity": points.continuity,
    }


@register.filter
def fit_terms(proposal):
    """The terms of a fit in their order: words, points, and the most that there could be."""
    most = most_points(proposal.points)
    return [(TERMS[term], proposal.terms[term], most[term]) for term in maths.TERMS]


@register.filter
def greatest(table):
    """The fit of somebody who has the most points in every term."""
    return queries.points(table).greatest()


@register.filter
def side_words(answer, proposal):
    """A side by its name."""
    return {
        Answer.Side.EXPERT: str(proposal.expert),
        Answer.Side.EMPLOYER: str(proposal.expert.employer),
        Answer.Side.COUNCIL: str(proposal.role.project.council),
    }[answer.side]


@register.filter
def still_owed(proposal):
    """Who has yet to answer, and by when."""
    owed = [answer for answer in proposal.answers.all() if answer.yes_at is None]
    names = " and ".join(side_words(answer, proposal) for answer in owed)
    return f"Waits for {names}, until {date_format(owed[0].due_on, 'j F Y')}." if owed else ""


@register.filter
def progress(found):
    """The steps of a round, each done, under way or to come."""
    steps = [step for step in Round.Step if step != Round.Step.DONE]
    now = steps.index(found.step)
    return [
        (step.label, "done" if at < now else "now" if at == now else "")
        for at, step in enumerate(steps)
    ]


@register.inclusion_tag("secondments/matching/on_project.html", takes_context=True)
def matching_on_project(context, project):
    """A project's free places, proposals and shortfalls; names for its council alone."""
    user = context["request"].user
    own = permissions.can_read_shortfall(user, project)
    counts = Proposal.objects.filter(role__project=project).aggregate(
        live=Count("pk", filter=Q(stage=Proposal.Stage.PROPOSED))
    )
    open_ = project.stage == Project.Stage.OPEN
    free = queries.free_places(timezone.localdate(), project.roles.all()) if open_ else {}
    return {
        "project": project,
        "own": own,
        "is_open": open_,
        "unready": project.unready(),
        "live_count": counts["live"],
        "free_count": sum(map(len, free.values())),
        "proposals": queries.live_on(project) if own and counts["live"] else [],
        "shortfalls": queries.latest_shortfalls(project) if own and open_ else [],
        "urgencies": Urgency.objects.filter(role__project=project).select_related("role")
        if open_
        else [],
        "can_rank": own and permissions.can_rank_roles(user, project.council),
        "can_call_urgent": permissions.can_call_urgent(user),
        "roles": project.roles.all(),
        "leads": leads_on(project, timezone.localdate()) if own and open_ else [],
        "contact_email": settings.CONTACT_EMAIL,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("secondments/matching/why_not_placed.html", takes_context=True)
def why_not_placed(context, expert):
    """Why somebody on offer has no proposal yet; for themselves and for corps staff."""
    user = context["request"].user
    on_offer = expert.stage == Expert.Stage.AVAILABLE
    if not (on_offer and permissions.can_read_unplaced(user, expert)):
        return {"unplaced": None}
    found = queries.unplaced(expert)
    return {
        "unplaced": found,
        "openings": found.openings if found else [],
        "near": queries.near_misses_of(expert) if found else [],
        "own": expert.user_id == user.pk,
        "csrf_token": context.get("csrf_token"),
    }
