"""What other apps' pages may show of savings."""

from django import template

from corps.savings import permissions, queries

register = template.Library()


@register.inclusion_tag("corps/savings/on_project.html", takes_context=True)
def benefits_of_project(context, project):
    """What a project is to bring, each with its state, and how to add to it."""
    user = context["user"]
    return {
        "project": project,
        "benefits": queries.benefits_of(project, user),
        "may_add": permissions.can_add_benefit(user, project),
    }
