"""What pages show of tasks: the tabs, a project's tasks, hours in words."""

from django import template
from django.utils import timezone

from volunteers import queries

register = template.Library()


@register.filter
def hours(value):
    """A time in words: 20 minutes, 1 hour, 2.5 hours."""
    if value is None:
        return ""
    minutes = round(value * 60)
    if minutes < 60:
        return f"{minutes} minute{'' if minutes == 1 else 's'}"
    return "1 hour" if minutes == 60 else f"{value.normalize():f} hours"


@register.inclusion_tag("volunteers/tabs.html", takes_context=True)
def task_tabs(context):
    """The sister pages of the tasks, for who is signed in; more of them for who asks for help."""
    user = context["user"]
    return {
        "path": context["request"].path,
        "signed_in": user.is_authenticated,
        "asks": user.is_authenticated and bool(queries.askers_for(user)),
    }


@register.inclusion_tag("volunteers/on_project.html")
def tasks_on_project(project):
    """The tasks of a project that look for people; nothing before it was opened."""
    found = queries.to_choose_from(timezone.localdate()).filter(project=project)
    return {"tasks": queries.listed(found)[:5] if project.opened_at else []}


@register.filter
def left(places, taken):
    """How many places are free."""
    return max(places - taken, 0)
