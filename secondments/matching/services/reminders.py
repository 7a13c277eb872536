"""Remind whose answer is due soon, once each."""

from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.models import Event
from corps.notifications.services import record
from corps.organisations.models import Membership
from corps.queue import one_by_one
from secondments.matching.models import Answer, Proposal
from secondments.matching.services.people import members_of

DUE_SOON = timedelta(days=3)
KIND = "matching.answer_due"


def remind_due(*, on: date | None = None) -> int:
    """Tell each side whose answer to a live proposal is due within three days; return how many."""
    day = on or timezone.localdate()
    owed = Answer.objects.filter(
        yes_at=None,
        due_on__range=(day, day + DUE_SOON),
        proposal__stage=Proposal.Stage.PROPOSED,
    )
    return one_by_one(_remind, owed.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: int) -> int:
    """Whoever holds the answer's row reminds; a second run finds what it did."""
    kind = ContentType.objects.get_for_model(Answer)
    told = Event.objects.filter(kind=KIND, about_type=kind, about_id=OuterRef("pk"))
    answer = (
        Answer.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("proposal__role__project__council", "proposal__expert__user")
        .filter(~Exists(told), pk=pk, yes_at=None, proposal__stage=Proposal.Stage.PROPOSED)
        .first()
    )
    if answer is None:
        return 0
    link = answer.proposal.get_absolute_url()
    record(KIND, about=answer, by=None, tell=_side(answer), link=link)
    return 1


def _side(answer: Answer) -> list[User]:
    """Those who may give this answer; nobody answers for another side about themselves."""
    proposal = answer.proposal
    expert = proposal.expert.user
    if answer.side == Answer.Side.EXPERT:
        return [expert]
    if answer.side == Answer.Side.EMPLOYER:
        bosses = Membership.objects.filter(organisation=proposal.expert.employer_id)
        people = [row.user for row in bosses.select_related("user")]
    else:
        council = proposal.role.project.council_id
        people = members_of({council})[council]
    return [user for user in people if user != expert]
