"""What waits for whom among volunteers and those who ask for their help."""

from functools import partial

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from corps.accounts.models import User
from corps.notifications.queries import Pile, Waits
from volunteers.models import Charity, Contribution
from volunteers.models import Suggestion as Suggested
from volunteers.queries.work import to_review


def waiting_for(user: User) -> Waits:
    """Work to mend or go on with, to review, suggestions to answer, and charities to check."""
    mine = [_to_do(user), *_to_review(user), _to_answer(user)]
    return Waits([*mine, _to_check()] if user.is_staff else mine)


def _to_do(user: User) -> Pile:
    urgent = Q(stage=Contribution.Stage.RETURNED) | Q(reminded_at__isnull=False)
    return Pile(
        lambda: Contribution.objects.of(user).in_hand().filter(urgent).select_related("task"),
        since=Coalesce("reminded_at", "moved_at"),
        text=lambda row: (
            f"Mend your work on “{row.task}”"
            if row.stage == Contribution.Stage.RETURNED
            else f"Go on with “{row.task}”, or hand it back"
        ),
        role="volunteer",
    )


def _to_review(user: User) -> list[Pile]:
    def rows(asker: str) -> QuerySet[Contribution]:
        return to_review(user).filter(**{f"task__{asker}__isnull": False})

    return [
        Pile(
            partial(rows, asker),
            since="moved_at",
            text=lambda row: f"Review {row.volunteer}’s work on “{row.task}”",
            role=asker,
            of=f"task__{asker}",
        )
        for asker in ("council", "charity")
    ]


def _to_answer(user: User) -> Pile:
    return Pile(
        lambda: Suggested.objects.for_answer_by(user).exclude(council=None),
        since="received_at",
        text=lambda row: f"Answer “{row}”",
        role="council",
        of="council",
    )


def _to_check() -> Pile:
    return Pile(
        lambda: Charity.objects.filter(stage=Charity.Stage.APPLIED).select_related("organisation"),
        since="moved_at",
        text=lambda charity: f"Check that {charity} is a charity",
        role="staff",
    )
