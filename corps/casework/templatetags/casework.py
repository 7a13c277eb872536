"""What corps staff see on the pages of others: the way to a record's notes."""

from django import template
from django.urls import reverse

from corps.casework import permissions, queries

register = template.Library()


@register.inclusion_tag("corps/casework/corner.html", takes_context=True)
def casework_corner(context, row):
    """For corps staff, the way to the notes of a record and to what may be done about it."""
    user = context["request"].user
    if not permissions.can_do_casework(user) or not queries.is_kept(row):
        return {}
    label = row._meta.label_lower
    if label == "accounts.user":  # somebody's page holds their notes, and more
        link = reverse("casework:person", args=[row.pk])
    else:
        link = reverse("casework:record", args=[label, row.pk])
    return {"number": queries.notes_of(row).count(), "link": link}
