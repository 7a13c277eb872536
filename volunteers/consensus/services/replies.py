"""What councils reply, what they do about it, and who hears of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from corps.accounts.models import User
from corps.accounts.services import person_at
from corps.notifications.services import Happening, record, record_all
from corps.queue import one_by_one
from corps.stages import IllegalMove
from councils.models import Project
from volunteers.consensus import queries
from volunteers.consensus.models import (
    Answer,
    Conversation,
    Deed,
    Pledge,
    Reply,
    Statement,
    Verdict,
)
from volunteers.consensus.services.conversations import held
from volunteers.models import Task

Stage = Conversation.Stage
REMIND_EVERY = timedelta(days=7)


class NotTheirs(Exception):
    """A statement, project or task that this reply cannot speak of."""


@dataclass(frozen=True)
class Said:
    """What a reply says of one statement."""

    statement: Statement
    verdict: str
    reason: str


@transaction.atomic
def reply(
    pledge: Pledge,
    *,
    by: User,
    verdict: str,
    reasons: str,
    officer_name: str,
    said: Iterable[Said] = (),
) -> Reply:
    """Keep the pledge: adopted, in part or not, with reasons; the last reply closes it."""
    conversation = held(pledge.conversation)
    if conversation.stage != Stage.RESPONSE or Reply.objects.filter(pledge=pledge).exists():
        raise IllegalMove(f"pledge {pledge.pk} owes no reply")
    made = Reply.objects.create(
        pledge=pledge, verdict=verdict, reasons=reasons, officer_name=officer_name, by=by
    )
    answers = [_answer(made, conversation, one) for one in said]
    record(
        "consensus.reply_given",
        about=conversation,
        by=by,
        tell=queries.concerned(conversation),
        reply=made,
        answers=answers,
    )
    if not conversation.pledges.filter(reply__isnull=True).exists():
        conversation.move_to(Stage.CLOSED)
        conversation.save(update_fields=["stage", "moved_at"])
        record("consensus.conversation_closed", about=conversation, by=by)
    return made


def _answer(reply: Reply, conversation: Conversation, said: Said) -> Answer:
    if not conversation.statements.shown().filter(pk=said.statement.pk).exists():
        raise NotTheirs(f"statement {said.statement.pk} is not shown in {conversation.pk}")
    return Answer.objects.create(
        reply=reply, statement=said.statement, verdict=said.verdict, reason=said.reason
    )


@transaction.atomic
def answer_statement(reply: Reply, *, by: User, said: Said) -> Answer:
    """Say what becomes of one more statement, after the reply."""
    conversation = held(reply.pledge.conversation)
    made = _answer(reply, conversation, said)
    record(
        "consensus.statement_answered",
        about=conversation,
        by=by,
        tell=queries.followers(conversation),
        answer=made,
    )
    return made


@transaction.atomic
def link(
    answer: Answer, *, by: User, project: Project | None = None, task: Task | None = None
) -> Deed:
    """Name a project or a task of the council as what is done about a statement it adopted."""
    conversation = held(answer.reply.pledge.conversation)
    thing = project or task
    council = answer.reply.pledge.council_id
    if answer.verdict == Verdict.NOT or thing is None:
        raise NotTheirs(f"answer {answer.pk} adopts nothing")
    if thing.council_id != council or thing.opened_at is None:
        raise NotTheirs(f"{thing} is not an open one of council {council}")
    deed, made = Deed.objects.get_or_create(
        answer=answer, project=project, task=task, defaults={"by": by}
    )
    if made:
        record(
            "consensus.deed_linked",
            about=conversation,
            by=by,
            tell=queries.followers(conversation),
            deed=deed,
        )
    return deed


@transaction.atomic
def unlink(deed: Deed, *, by: User) -> None:
    """Take back that a project or a task is what is done about a statement."""
    conversation = held(deed.answer.reply.pledge.conversation)
    record("consensus.deed_unlinked", about=conversation, by=by, title=str(deed))
    deed.delete()


def remind_overdue(*, on: date | None = None) -> int:
    """Remind councils of late replies weekly; at first also ask the one each of them named.

    Return how many pledges are reminded of.
    """
    on = on or timezone.localdate()
    late = _unreminded(on).order_by("pk").values_list("pk", flat=True)
    return one_by_one(lambda pk: _remind(pk, on), late)


def _unreminded(on: date) -> QuerySet[Pledge]:
    fresh = Q(reminded_on__isnull=True) | Q(reminded_on__lte=on - REMIND_EVERY)
    return queries.late_pledges(on).filter(fresh)


@transaction.atomic
def _remind(pk: int, on: date) -> int:
    """The one named is told by e-mail; they need no account to read what it is about."""
    rows = _unreminded(on).select_for_update(of=("self",), skip_locked=True)
    pledge = rows.filter(pk=pk).first()
    if pledge is None:
        return 0
    people = queries.people_of([pledge.council])
    record(
        "consensus.reply_overdue", about=pledge.conversation, by=None, tell=people, pledge=pledge
    )
    if pledge.escalated_on is None:
        asked = person_at(pledge.escalates_to_email, name=pledge.escalates_to)
        record(
            "consensus.reply_escalated",
            about=pledge.conversation,
            by=None,
            tell=[asked],
            pledge=pledge,
        )
        pledge.escalated_on = on
    pledge.reminded_on = on
    pledge.save(update_fields=["reminded_on", "escalated_on"])
    return 1


def tell_what_is_done(*, on: date | None = None) -> int:
    """Tell followers, once, of each project completed and task done; return of how many."""
    on = on or timezone.localdate()
    done = Deed.objects.filter(queries.DONE, told_on=None).order_by("pk")
    return one_by_one(lambda pk: _tell_of(pk, on), done.values_list("pk", flat=True))


@transaction.atomic
def _tell_of(pk: int, on: date) -> int:
    deed = (
        Deed.objects.filter(queries.DONE, told_on=None, pk=pk)
        .select_related("answer__reply__pledge__conversation", "answer__reply__pledge__council")
        .select_related("answer__statement", "project", "task")
        .select_for_update(of=("self",), skip_locked=True)
        .first()
    )
    if deed is None:
        return 0
    record_all("consensus.deed_done", [_done(deed)], by=None)
    deed.told_on = on
    deed.save(update_fields=["told_on"])
    return 1


def _done(deed: Deed) -> Happening:
    conversation = deed.answer.reply.pledge.conversation
    thing = deed.project or deed.task
    words = {
        "deed": deed,
        "site": settings.SITE_URL,
        "address": thing.get_absolute_url() if thing else "",
    }
    return Happening(conversation, queries.followers(conversation), words)


@transaction.atomic
def tell_saving(project: Project, *, by: User | None, what: str) -> int:
    """Tell the followers of every conversation that asked for a project what came of it."""
    asked = queries.asked_for(project=project)
    by_conversation: dict[Conversation, list[str]] = {}
    for answer in asked:
        conversation = answer.statement.conversation
        by_conversation.setdefault(conversation, []).append(answer.statement.text)
    record_all(
        "consensus.saving_verified",
        [
            Happening(
                conversation,
                queries.followers(conversation),
                {"project": project, "what": what, "statements": statements},
            )
            for conversation, statements in by_conversation.items()
        ],
        by=by,
    )
    return len(by_conversation)
