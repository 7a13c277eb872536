"""What councils add to their projects, passed on to those who like the roles or are proposed."""

from django.db import transaction
from django.db.models import Q, QuerySet

import councils.queries
import councils.services
from corps.accounts.models import User
from corps.notifications.services import record
from corps.organisations.models import Membership
from corps.queue import one_by_one
from councils.models import Addendum, Project, Question
from secondments.matching.models import Proposal
from secondments.models import Preference


def _who_likes(project: Project) -> QuerySet[User]:
    """Experts who prefer its roles and both sides of live proposals; councils told the others."""
    live = Proposal.objects.live().filter(role__project=project)
    bosses = Membership.objects.filter(
        organisation__in=live.values("expert__employer__organisation")
    )
    preferring = Preference.objects.filter(role__project=project).values("expert__user")
    return User.objects.filter(
        Q(pk__in=preferring)
        | Q(pk__in=live.values("expert__user"))
        | Q(pk__in=bosses.values("user"))
    ).exclude(pk__in=councils.queries.following(project).values("pk"))


def pass_on_news() -> int:
    """Tell, once each, of addenda and answers that councils have published; return how many.

    A project does not know who likes its roles, who stand above it: so the clock asks.
    """
    addenda = Addendum.objects.filter(passed_on_at=None).order_by("pk")
    answers = Question.objects.answered().filter(passed_on_at=None).order_by("pk")
    try:
        passed = one_by_one(_pass_on_addendum, addenda.values_list("pk", flat=True))
    finally:  # what fails above holds up no answer
        answered = one_by_one(_pass_on_answer, answers.values_list("pk", flat=True))
    return passed + answered


@transaction.atomic
def _pass_on_addendum(pk: int) -> int:
    rows = Addendum.objects.select_for_update(of=("self",), skip_locked=True)
    addendum = rows.select_related("project").filter(pk=pk, passed_on_at=None).first()
    if addendum is None:
        return 0
    councils.services.mark_addendum_passed_on(addendum)
    tell = _who_likes(addendum.project)
    record("matching.addendum_published", about=addendum, by=None, tell=tell)
    return 1


@transaction.atomic
def _pass_on_answer(pk: int) -> int:
    rows = Question.objects.select_for_update(of=("self",), skip_locked=True)
    question = rows.select_related("project").filter(pk=pk, passed_on_at=None).first()
    if question is None:
        return 0
    councils.services.mark_passed_on(question)
    tell = _who_likes(question.project)
    record("matching.answer_published", about=question, by=None, tell=tell)
    return 1
