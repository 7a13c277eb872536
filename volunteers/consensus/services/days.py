"""The last days of stages that are moved after the opening: openly, and never once they passed."""

from datetime import date
from itertools import pairwise

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from corps.accounts.models import User
from corps.notifications.services import record
from corps.stages import IllegalMove
from volunteers.consensus import queries
from volunteers.consensus.models import Conversation, MovedDay
from volunteers.consensus.services.conversations import held

ORDER = ("votes_until", "reflection_until", "reply_due_on")


class WrongDay(Exception):
    """A day that cannot be: which one, and why, in words for the person."""

    def __init__(self, field: str, words: str) -> None:
        self.field = field
        super().__init__(words)


@transaction.atomic
def move_days(conversation: Conversation, *, by: User, reason: str, **days: date) -> list[MovedDay]:
    """Move last days of stages that are not over, later or earlier, and say why in public.

    A day that has passed stays: a reply that is late is late, whoever would like another day.
    """
    conversation = held(conversation)
    moved = {name: day for name, day in days.items() if day != getattr(conversation, name)}
    if not set(moved) <= set(conversation.days_to_move):
        raise IllegalMove(f"conversation {conversation.pk}: {sorted(moved)} stay as they are")
    if not moved:
        return []
    _require(conversation, moved)
    made = MovedDay.objects.bulk_create(
        MovedDay(
            conversation=conversation,
            field=name,
            before=getattr(conversation, name),
            after=moved[name],
            reason=reason,
            by=by,
        )
        for name in ORDER
        if name in moved
    )
    for name, day in moved.items():
        setattr(conversation, name, day)
    conversation.save(update_fields=list(moved))
    record(
        "consensus.days_moved",
        about=conversation,
        by=by,
        tell=queries.concerned(conversation),
        reason=reason,
        moved=made,
    )
    return made


def _require(conversation: Conversation, moved: dict[str, date]) -> None:
    """Raise where a day lies in the past, or stages would not follow each other any more."""
    today = timezone.localdate()
    for name, day in moved.items():
        if day < today:
            raise WrongDay(name, _("Choose today or a later day"))
    days = [(name, moved.get(name) or getattr(conversation, name)) for name in ORDER]
    for (earlier, begins), (later, ends) in pairwise(days):
        if ends < begins:
            raise WrongDay(
                later if later in moved else earlier,
                _("Give days that follow each other: votes until, reflection until, reply due."),
            )
