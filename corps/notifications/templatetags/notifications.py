"""What list pages show of notices: the button that saves their search."""

from django import template

from corps.notifications.formats import clean_query
from corps.notifications.models import SavedSearch

register = template.Library()


@register.inclusion_tag("corps/notifications/save_search.html", takes_context=True)
def save_search(context, label):
    """A button that keeps the search of the page shown, or stops its e-mail."""
    request = context["request"]
    try:
        query = clean_query(request.GET.urlencode())
    except ValueError:
        query = None
    kept = None
    if query is not None:
        kept = SavedSearch.objects.of(request.user).filter(label=label, query=query).first()
    return {
        "label": label,
        "query": query,
        "kept": kept,
        "user": request.user,
        "request": request,
        "csrf_token": context.get("csrf_token"),
    }
