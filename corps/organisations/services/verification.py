"""How corps staff check organisations, and what these answer."""

from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.accounts.queries import corps_staff
from corps.notifications.services import record
from corps.organisations.models import EMPLOYERS_PAGE, Organisation, Question
from corps.stages import IllegalMove

Stage = Organisation.Stage


def verify(organisation: Organisation, *, by: User) -> Organisation:
    """Say that it is what it says it is."""
    waiting = (Stage.APPLIED, Stage.REFUSED)
    return _judge(organisation, Stage.VERIFIED, "verified", by=by, from_=waiting)


def refuse(organisation: Organisation, *, by: User, reason: str) -> Organisation:
    """Say that it may not take part, and why."""
    return _judge(organisation, Stage.REFUSED, "refused", by=by, reason=reason)


def suspend(organisation: Organisation, *, by: User, reason: str) -> Organisation:
    """Let it take part no longer, until it is reinstated; what is agreed stands."""
    return _judge(organisation, Stage.SUSPENDED, "suspended", by=by, reason=reason)


def reinstate(organisation: Organisation, *, by: User) -> Organisation:
    """Let it take part again."""
    return _judge(organisation, Stage.VERIFIED, "reinstated", by=by, from_=(Stage.SUSPENDED,))


@transaction.atomic
def _judge(
    organisation: Organisation,
    stage: str,
    done: str,
    *,
    by: User,
    reason: str = "",
    from_: tuple[str, ...] = (),
) -> Organisation:
    organisation = _moved(organisation, stage, reason=reason, from_=from_)
    organisation.questions.filter(answered_at=None).delete()
    record(
        f"organisations.organisation_{done}",
        about=organisation,
        by=by,
        tell=organisation.members.all() if organisation.page == EMPLOYERS_PAGE else (),
        reason=reason,
    )
    return organisation


def _moved(
    organisation: Organisation, stage: str, *, reason: str, from_: tuple[str, ...] = ()
) -> Organisation:
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if from_ and organisation.stage not in from_:
        raise IllegalMove(f"organisation {organisation.pk} is {organisation.stage}")
    organisation.move_to(stage)
    organisation.stage_reason = reason
    organisation.save(update_fields=["stage", "moved_at", "stage_reason"])
    return organisation


@transaction.atomic
def apply_again(organisation: Organisation, *, by: User, changed: str) -> Organisation:
    """Ask once more after a refusal, and say what has changed; the clock begins anew."""
    organisation = _moved(organisation, Stage.APPLIED, reason=changed)
    record(
        "organisations.organisation_reapplied",
        about=organisation,
        by=by,
        tell=corps_staff(),
        reason=changed,
    )
    return organisation


@transaction.atomic
def ask_more(organisation: Organisation, *, by: User, text: str) -> Question:
    """Ask its people something; it waits for them, and the clock stands, until they answer."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    asked = organisation.questions.filter(answered_at=None)
    if organisation.stage != Stage.APPLIED or asked.exists():
        raise IllegalMove(f"organisation {organisation.pk} cannot be asked now")
    question = Question.objects.create(organisation=organisation, asked_by=by, text=text)
    record(
        "organisations.question_asked",
        about=organisation,
        by=by,
        tell=organisation.members.all(),
        link=question.get_absolute_url(),
        reason=text,
    )
    return question


@transaction.atomic
def answer_question(question: Question, *, by: User, answer: str) -> Question:
    """Say what corps staff asked; the clock runs on."""
    question = (
        Question.objects.select_for_update(of=("self",))
        .select_related("organisation", "asked_by")
        .get(pk=question.pk)
    )
    if question.answered_at is not None:
        raise IllegalMove(f"question {question.pk} is answered already")
    question.answer, question.answered_by, question.answered_at = answer, by, timezone.now()
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    record(
        "organisations.question_answered",
        about=question.organisation,
        by=by,
        tell={question.asked_by, *corps_staff()},
        reason=answer,
    )
    return question
