"""What people say, what waits for a moderator, and what was decided."""

from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from corps.accounts.models import User
from councils.models import Council
from volunteers.consensus.models import (
    AgeBand,
    Background,
    Conversation,
    ConversationQuerySet,
    Decision,
    Participant,
    Statement,
)
from volunteers.consensus.queries.stages import speaks_for

ALIKE = 0.35  # trigram similarity from which a statement may say the same
MOST_ALIKE = 5
MOST_ON_PAPER = 60  # statements of one sheet
UNREPEATED = {Decision.Reason.PERSON, Decision.Reason.HATE}  # words that no page repeats


def listed(
    conversations: ConversationQuerySet, *, stage: str = "", borough: Council | None = None
) -> ConversationQuerySet:
    """Conversations for a list: those that take votes first, then the newest."""
    if stage:
        conversations = conversations.filter(stage=stage)
    if borough:
        conversations = conversations.filter(pledges__council=borough)
    statements = Statement.objects.shown().filter(conversation=OuterRef("pk")).order_by()
    many = statements.values("conversation").annotate(many=Count("pk")).values("many")
    return (
        conversations.annotate(
            is_on=Q(stage=Conversation.Stage.OPEN), statement_count=Subquery(many)
        )
        .prefetch_related("councils")
        .order_by("-is_on", "-opened_at", "-pk")
    )


def similar_to(conversation: Conversation, text: str) -> list[Statement]:
    """What is voted on already and may say the same, the most alike first."""
    return list(
        Statement.objects.shown()
        .filter(conversation=conversation, text__trigram_similar=text)  # by the index, from .3 on
        .annotate(alike=TrigramSimilarity("text", text))
        .filter(alike__gte=ALIKE)
        .order_by("-alike", "number")[:MOST_ALIKE]
    )


def background_of(participant: Participant) -> Background | None:
    """What somebody chose to say of themselves."""
    return Background.objects.filter(pk=participant.pk).select_related("borough").first()


def age_shares() -> tuple[dict[str, int], int | None]:
    """Of each hundred Londoners, how many are of each age; and of which year that is known."""
    bands = list(AgeBand.objects.filter(year=Subquery(AgeBand.objects.values("year")[:1])))
    whole = sum(band.people for band in bands)
    shares = {band.age: round(100 * band.people / whole) for band in bands}
    return shares, bands[0].year if bands else None


def conversations_to_moderate(user: User) -> ConversationQuerySet:
    """Those whose statements a person decides on: of councils they speak for; all for staff."""
    if not user.is_authenticated:
        return Conversation.objects.none()
    if user.is_staff:
        return Conversation.objects.all()
    return Conversation.objects.filter(
        Exists(speaks_for(user).filter(pledges__conversation=OuterRef("pk")))
    )


def to_moderate(user: User, *, stage: str, conversation: Conversation | None = None) -> Any:
    """Statements at this stage that a person may decide on; those that wait, the oldest first."""
    found = Statement.objects.filter(
        stage=stage, conversation__in=conversations_to_moderate(user).values("pk")
    ).select_related("conversation")
    if conversation is not None:
        found = found.filter(conversation=conversation)
    oldest_first = stage == Statement.Stage.HELD
    order = ("created_at", "pk") if oldest_first else ("-created_at", "-pk")
    return found.order_by(*order)


def log_of(conversation: Conversation) -> QuerySet[Decision]:
    """Every decision, the newest first; `unrepeated` where the words are not to be shown."""
    return (
        Decision.objects.filter(statement__conversation=conversation)
        .select_related("statement")
        .annotate(unrepeated=_unrepeated("statement"))
        .order_by("-at", "-pk")
    )


def _unrepeated(statement: str) -> Q:
    """Whether a statement is not shown, because of what it says of somebody."""
    prefix = f"{statement}__" if statement else ""
    insults = Decision.objects.filter(
        statement=OuterRef(f"{prefix}pk"), verdict=Statement.Stage.REJECTED, reason__in=UNREPEATED
    )
    return Q(**{f"{prefix}stage": Statement.Stage.REJECTED}) & (
        Q(**{f"{prefix}may_name_somebody": True}) | Q(Exists(insults))
    )


def statement_of(conversation: Conversation, number: int) -> Statement | None:
    """A statement by its number; `unrepeated` where its words are not to be shown."""
    return (
        conversation.statements.filter(number=number)
        .annotate(unrepeated=_unrepeated(""))
        .select_related("author")
        .first()
    )


def on_paper(conversation: Conversation) -> list[Statement]:
    """What a sheet of paper asks: as much as fits, in the order of the numbers."""
    return list(Statement.objects.shown().filter(conversation=conversation)[:MOST_ON_PAPER])


def sheets_of(conversation: Conversation, user: User) -> QuerySet[Participant]:
    """The sheets that somebody entered today, the newest first."""
    return (
        Participant.objects.filter(
            conversation=conversation,
            kind=Participant.Kind.PAPER,
            entered_by=user,
            joined_at__date=timezone.localdate(),
        )
        .annotate(many=Count("votes"))
        .order_by("-joined_at", "-pk")
    )
