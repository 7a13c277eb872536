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
        "benefits": queries.benefits_of([project], user),
        "may_add": permissions.can_add_benefit(user, project),
    }


@register.inclusion_tag("corps/savings/beside_london.html")
def beside_london(mix):
    """How many in a hundred live in each borough, beside how many Londoners do."""
    london = queries.population_shares()
    return {"rows": [(name, share, london.get(name)) for name, share in mix.items()]}


@register.inclusion_tag("corps/savings/of_projects.html", takes_context=True)
def benefits_of_projects(context, projects):
    """What several projects are to bring, and what of it is verified."""
    return {"benefits": queries.benefits_of(projects, context["user"])}
