"""What happens to a suggestion: received, passed on, answered; reminded of until it is."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from corps.accounts.models import User
from corps.accounts.queries import corps_staff
from corps.notifications.services import record
from corps.queue import one_by_one
from councils import queries as councils_queries
from councils.models import Council
from councils.services import draft_project
from volunteers.maths import add_working_days
from volunteers.models import Suggestion
from volunteers.services.task import draft_task

Stage = Suggestion.Stage
REMIND_EVERY = timedelta(days=7)


class TooMany(Exception):
    """One person suggests only so much in a day, so that all of it can be answered."""


def answerers_of(suggestion: Suggestion) -> QuerySet[User]:
    """Who is told of it: the council's people; corps staff where it goes to all councils."""
    if suggestion.council:
        members = councils_queries.members(suggestion.council)
        if members.exists():
            return members
    return corps_staff()


@transaction.atomic
def suggest(
    *,
    by: User,
    council: Council | None,
    kind: str,
    title: str,
    text: str,
    show_name: bool = False,
    on: date | None = None,
) -> Suggestion:
    """Put a task, a problem or a question to a council, or to all: an answer is owed by a day."""
    on = on or timezone.localdate()
    User.objects.select_for_update().get(pk=by.pk)  # so that two requests cannot pass the limit
    lately = timezone.now() - timedelta(days=1)
    if by.suggestions.filter(received_at__gt=lately).count() >= settings.SUGGESTIONS_A_DAY:
        raise TooMany(f"{settings.SUGGESTIONS_A_DAY} suggestions a day are the most.")
    suggestion = Suggestion.objects.create(
        by=by,
        council=council,
        kind=kind,
        title=title,
        text=text,
        show_name=show_name,
        received_at=timezone.now() - (timezone.localdate() - on),
        due_on=add_working_days(on, settings.SUGGESTION_DAYS),
    )
    _tell("suggestion_received", suggestion, by=by)
    return suggestion


def _tell(name: str, suggestion: Suggestion, *, by: User) -> None:
    record(f"volunteers.{name}", about=suggestion, by=by, tell=answerers_of(suggestion))


def _locked(suggestion: Suggestion) -> Suggestion:
    return (
        Suggestion.objects.select_for_update(of=("self",))
        .select_related("council", "by")
        .get(pk=suggestion.pk)
    )


@transaction.atomic
def pass_on(suggestion: Suggestion, *, council: Council, by: User) -> Suggestion:
    """Put it to the council that it concerns; the day by which it is answered stays."""
    suggestion = _locked(suggestion)
    if suggestion.is_waiting and suggestion.council != council:
        suggestion.council = council
        suggestion.reminded_on = None
        suggestion.save(update_fields=["council", "reminded_on"])
        _tell("suggestion_received", suggestion, by=by)
    return suggestion


@transaction.atomic
def answer(
    suggestion: Suggestion, *, by: User, council: Council, words: str, take_up: str = ""
) -> Suggestion:
    """Answer in words; taken up, it becomes a draft task or project of the council."""
    suggestion = _locked(suggestion)
    suggestion.move_to(Stage.TAKEN_UP if take_up else Stage.NOT_TAKEN_UP)
    if take_up == "task":
        suggestion.task = draft_task(
            council, by=by, title=suggestion.title, description=suggestion.text
        )
    elif take_up == "project":
        suggestion.project = draft_project(
            council, by=by, title=suggestion.title, problem=suggestion.text
        )
    suggestion.answer = words
    suggestion.answered_by, suggestion.answered_for = by, council
    suggestion.answered_at = timezone.now()
    suggestion.save()
    record("volunteers.suggestion_answered", about=suggestion, by=by, tell=[suggestion.by])
    return suggestion


@transaction.atomic
def hide(suggestion: Suggestion, *, by: User, reason: str) -> Suggestion:
    """Hide words that nobody should read; that it was made and is owed an answer stays."""
    suggestion = _locked(suggestion)
    suggestion.hidden_reason = reason
    suggestion.save(update_fields=["hidden_reason"])
    record(
        "volunteers.suggestion_hidden",
        about=suggestion,
        by=by,
        tell=[suggestion.by],
        reason=reason,
    )
    return suggestion


def remind_overdue(*, on: date | None = None) -> int:
    """Remind those who owe an answer that is late, once a week; return of how many."""
    on = on or timezone.localdate()
    late = _unreminded(on).order_by("due_on", "pk").values_list("pk", flat=True)
    return one_by_one(lambda pk: _remind(pk, on), late)


def _unreminded(on: date) -> QuerySet[Suggestion]:
    fresh = Q(reminded_on__isnull=True) | Q(reminded_on__lte=on - REMIND_EVERY)
    return Suggestion.objects.overdue(on).filter(fresh)


@transaction.atomic
def _remind(pk: int, on: date) -> int:
    rows = _unreminded(on).select_related("council")
    one = rows.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if one is None:
        return 0
    record("volunteers.suggestion_overdue", about=one, by=None, tell=answerers_of(one))
    one.reminded_on = on
    one.save(update_fields=["reminded_on"])
    return 1
