"""What is asked of alerts."""

from django.db.models import QuerySet

from corps.accounts.models import User
from secondments.matching.models import Alert


def alerts_of(user: User) -> QuerySet[Alert]:
    """What a person wishes to be told of, those that look out first."""
    rows = Alert.objects.of(user).select_related("role__project__council", "expert__user")
    return rows.order_by("-stage", "-made_at", "-pk")  # “watching” before “stopped”
