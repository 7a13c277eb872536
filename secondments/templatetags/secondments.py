"""What other apps' pages may show of secondments."""

from django import template

from secondments import queries

register = template.Library()


@register.inclusion_tag("secondments/people_at_work.html", takes_context=True)
def people_at_work(context, project):
    """Who works on a project: how many and as what; names for those concerned alone."""
    return {"people": list(queries.people_at_work(project, context["user"]))}
