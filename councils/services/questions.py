"""Questions that experts and employers ask of an open project, answered to all."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.models import Event
from corps.notifications.services import record
from corps.queue import one_by_one
from corps.stages import IllegalMove
from councils import maths, queries
from councils.models import Project, Question
from councils.services.history import Difference, keep

Stage = Question.Stage


class TooManyQuestions(Exception):
    """A person waits for as many answers about one project as they may."""


@transaction.atomic
def ask_question(project: Project, *, by: User, text: str) -> Question:
    """Ask the council of an open project; nobody else reads it until it is answered."""
    project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if project.stage != Project.Stage.OPEN:
        raise IllegalMove(f"project {project.pk} is {project.stage}: nobody asks any more")
    if project.questions.waiting().filter(by=by).count() >= settings.MOST_QUESTIONS:
        raise TooManyQuestions(f"{by} has asked enough about project {project.pk}")
    question = Question.objects.create(project=project, by=by, text=text.strip())
    _record("councils.question_asked", question, by, queries.owners(project))
    return question


@transaction.atomic
def answer_question(question: Question, *, by: User, published: str, answer: str) -> Question:
    """Answer to everybody; the question may be put in words that name nobody."""
    question = _locked(question)
    question.move_to(Stage.ANSWERED)
    question.published, question.answer = published.strip(), answer.strip()
    question.answered_by = by
    question.save(update_fields=["stage", "moved_at", "published", "answer", "answered_by"])
    tell = [*queries.following(question.project), question.by]
    event = _record("councils.question_answered", question, by, tell)
    changed = [Difference("the question's words", question.text, question.published, True)]
    keep(event, [one for one in changed if one.before != one.after])
    return question


@transaction.atomic
def decline_question(question: Question, *, by: User, reason: str) -> Question:
    """Leave a question unanswered, with a reason that who asked reads."""
    question = _locked(question)
    _end(question, Stage.DECLINED, reason)
    _record("councils.question_declined", question, by, [question.by], reason=reason)
    return question


def close_questions(project: Project, *, by: User | None) -> int:
    """Close what still waits, where a project is no longer open; who asked is told."""
    waiting = project.questions.waiting().select_for_update(of=("self",)).select_related("by")
    rows = list(waiting)
    for question in rows:
        question.project = project
        _end(question, Stage.CLOSED, f"The project is {project.get_stage_display()}.")
        _record("councils.question_closed", question, by, [question.by])
    return len(rows)


def _end(question: Question, stage: str, reason: str) -> None:
    question.move_to(stage)
    question.stage_reason = reason
    question.save(update_fields=["stage", "moved_at", "stage_reason"])


def _locked(question: Question) -> Question:
    rows = Question.objects.select_for_update(of=("self",)).select_related("project__council", "by")
    return rows.get(pk=question.pk)


def _record(
    kind: str, question: Question, by: User | None, tell: Iterable[User], reason: str = ""
) -> Event:
    return record(
        kind,
        about=question.project,
        by=by,
        tell=tell,
        reason=reason,
        link=question.get_absolute_url(),
        question=question,
    )


def remind_of_questions(*, on: date | None = None) -> int:
    """Remind councils, once each, of what waits for longer than they have; return how many."""
    day = maths.working_days_before(on or timezone.localdate(), settings.QUESTION_DAYS)
    late = timezone.make_aware(datetime.combine(day, time.max))
    due = Question.objects.waiting().filter(asked_at__lte=late, reminded_at=None)
    return one_by_one(_remind, due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: int) -> int:
    rows = Question.objects.waiting().filter(pk=pk, reminded_at=None)
    question = (
        rows.select_for_update(of=("self",), skip_locked=True)
        .select_related("project__council", "project__author")
        .first()
    )
    if question is None:
        return 0
    question.reminded_at = timezone.now()
    question.save(update_fields=["reminded_at"])
    _record("councils.question_waits", question, None, queries.owners(question.project))
    return 1


def forget_questions(user: User) -> None:
    """Take back what a person asked and nobody answered; of the rest, keep what is published."""
    mine = Question.objects.filter(by=user)
    mine.exclude(stage=Stage.ANSWERED).delete()
    mine.update(text=F("published"))


def mark_passed_on(question: Question) -> None:
    """Note that those on higher floors, who like the project's roles, were told."""
    question.passed_on_at = timezone.now()
    question.save(update_fields=["passed_on_at"])
