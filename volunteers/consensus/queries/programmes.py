"""Programmes: what is said of them, and who hears of that."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from corps.accounts.models import User
from corps.notifications.models import Message
from volunteers.consensus.models import CommentDecision, Programme, Version
from volunteers.consensus.queries.stages import people_of


def comments_by(user: User) -> QuerySet[Message]:
    """What a person has said of programmes."""
    kind = ContentType.objects.get_for_model(Programme)
    return Message.objects.filter(by=user, about_type=kind)


def in_thread(programme: Programme) -> QuerySet[User]:
    """A programme's council's people, and who has commented on it."""
    wrote = Message.objects.about(programme).values("by")
    return User.objects.filter(
        Q(pk__in=people_of([programme.council]).values("pk")) | Q(pk__in=wrote)
    )


def programmes() -> QuerySet[Programme]:
    """All of them, the newest first, each with how many versions it has had."""
    rows = Programme.objects.select_related("council")
    return rows.annotate(changes=Count("versions"), changed_at=Max("versions__at")).order_by(
        "-created_at", "-pk"
    )


def versions_of(programme: Programme) -> QuerySet[Version]:
    """A programme's versions, the latest first, each with the reply that made it."""
    return programme.versions.select_related(
        "reply__pledge__conversation", "reply__pledge__council"
    )


def comments_on(programme: Programme) -> QuerySet[Any]:
    """What people say of a programme, the newest first; `verdict` and `rule`: the last decision."""
    last = CommentDecision.objects.filter(message=OuterRef("pk")).order_by("-at", "-pk")
    return (
        Message.objects.about(programme)
        .select_related("by")
        .annotate(
            verdict=Coalesce(
                Subquery(last.values("verdict")[:1]), Value(CommentDecision.Verdict.SHOWN)
            ),
            rule=Subquery(last.values("reason")[:1]),
        )
        .order_by("-at", "-pk")
    )


def comment_log(programme: Programme) -> QuerySet[CommentDecision]:
    """Every decision about its comments, the newest first."""
    return programme.comment_decisions.order_by("-at", "-pk")
