"""The button that saves a list's search, and words as e-mails show them."""

import re

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

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


@register.filter
def mail_words(text):
    """Plain words as an e-mail's HTML: lines kept; links to our own pages can be pressed.

    Other addresses stay words: what somebody typed must not lead our readers elsewhere.
    """
    own = re.compile(rf"({re.escape(settings.SITE_URL)}/[^\s]*)")
    lines = [
        format_html_join(
            "",
            "{}",
            ((_own_link(part) if own.fullmatch(part) else part,) for part in own.split(line)),
        )
        for line in str(text).splitlines()
    ]
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))


def _own_link(address):
    return format_html('<a href="{0}" style="color:#0f5c6e" class="link">{0}</a>', address)
