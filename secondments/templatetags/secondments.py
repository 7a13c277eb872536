"""What other apps' pages may show of secondments."""

from django import template

from councils.models import Council, Project
from secondments import permissions, queries
from secondments.models import Employer, Expert

register = template.Library()


@register.inclusion_tag("secondments/people_at_work.html", takes_context=True)
def people_at_work(context, project):
    """Who works on a project: how many and as what; names for those concerned alone."""
    return {"people": list(queries.people_at_work(project, context["user"]))}


@register.inclusion_tag("secondments/ask_about.html", takes_context=True)
def ask_about(context, project):
    """The way to ask its council, for those who may."""
    return {"project": project, "may_ask": permissions.can_ask_question(context["user"], project)}


@register.inclusion_tag("secondments/interests_on_project.html", takes_context=True)
def interests_on_project(context, project, roles):
    """Mark a role for oneself, or name one's expert; how many are interested, for its council."""
    user = context["user"]
    if not user.is_authenticated or project.stage != Project.Stage.OPEN:
        return {"roles": []}
    expert = Expert.objects.filter(user=user).first()
    marked = dict(expert.interests.values_list("role", "pk")) if expert else {}
    counted = queries.how_many_interested(roles) if context.get("inside") else {}
    return {
        "roles": [(role, marked.get(role.pk), counted.get(role.pk, "")) for role in roles],
        "expert": expert,
        "inside": context.get("inside"),
        "may_ask": Council.objects.of(user).filter(pk=project.council_id).exists(),
        "may_name": Employer.objects.of(user).exists(),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("secondments/named_for.html", takes_context=True)
def named_for(context, expert):
    """The pledge that an expert is named for, for themselves."""
    own = expert.user_id == context["user"].pk
    return {
        "naming": queries.open_naming(expert.user) if own else None,
        "expert": expert,
        "own": own,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("secondments/prefer_role.html", takes_context=True)
def prefer_role(context, expert, role, ranks):
    """Buttons by which an expert puts a role on their list, or first; `ranks` by the role's key."""
    return {
        "expert": expert,
        "role": role,
        "rank": ranks.get(role.pk),
        "here": context["request"].get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("secondments/prefer_project.html", takes_context=True)
def prefer_roles(context, project, roles):
    """For an expert: an open project's roles, to be put on one's list; nothing for others."""
    expert = queries.who_chooses(context["request"].user, project)
    if expert is None:
        return {"expert": None}
    return {
        "expert": expert,
        "roles": roles,
        "ranks": {one.role_id: one.rank for one in expert.preferences.all()},
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
    }
