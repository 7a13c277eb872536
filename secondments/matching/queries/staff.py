"""An employer's people: who is proposed, agreed, away and back, and what comes next."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.formats import date_format

from corps.accounts.models import User
from secondments.matching.models import Answer, Proposal
from secondments.models import Employer, Expert, Secondment

# In the order in which a person at the employer would look.
STATES = {
    "asked": "Consent wanted",
    "proposed": "Proposed",
    "agreed": "Agreed",
    "away": "Away",
    "back": "Back",
    "looking": "In the rounds",
    "paused": "Paused",
}
OVER = [Secondment.Stage.COMPLETED, Secondment.Stage.ENDED_EARLY]


def staff_of(employer: Employer, user: User, state: str = "") -> QuerySet[Any]:
    """The employer's people that somebody may see, each with its `state`, by state and name.

    Only those of one state, if it is given.
    """
    live = Secondment.objects.live().filter(expert=OuterRef("pk"))
    worked = Secondment.objects.filter(expert=OuterRef("pk"), stage__in=OVER)
    agreed = Expert.objects.consented(timezone.localdate()).values("pk")
    where = Case(
        When(Q(held=Secondment.Stage.ACTIVE), then=Value("away")),
        When(Q(held=Secondment.Stage.PLANNED), then=Value("agreed")),
        When(Exists(Proposal.objects.live().filter(expert=OuterRef("pk"))), then=Value("proposed")),
        When(Q(stage=Expert.Stage.AVAILABLE) & ~Q(pk__in=agreed), then=Value("asked")),
        When(Q(stage=Expert.Stage.AVAILABLE), then=Value("looking")),
        When(Exists(worked), then=Value("back")),
        default=Value("paused"),
    )
    order = Case(*[When(state=one, then=Value(at)) for at, one in enumerate(STATES)])
    staff: QuerySet[Any] = (
        Expert.objects.visible_to(user)
        .filter(employer=employer)
        .exclude(stage=Expert.Stage.DRAFT)
        .select_related("user")
        .annotate(held=Subquery(live.values("stage")[:1]))
        .annotate(state=where)
        .order_by(order, "user__name", "pk")
    )
    return staff.filter(state=state) if state else staff


def counted(staff: QuerySet[Any]) -> dict[str, int]:
    """How many people are in each state."""
    return dict(Counter(staff.order_by().values_list("state", flat=True)))


@dataclass(frozen=True)
class Seat:
    """A person of the employer: where they are, and what comes next."""

    expert: Expert
    state: str
    proposal: Proposal | None
    secondment: Secondment | None
    next: str
    link: str

    @property
    def words(self) -> str:
        """The state in words."""
        return STATES[self.state]


def seats(experts: Sequence[Expert]) -> list[Seat]:
    """These people in full, in two queries and one for the answers."""
    proposals = {
        one.expert_id: one
        for one in Proposal.objects.live()
        .filter(expert__in=experts)
        .select_related("role__project__council")
        .prefetch_related("answers")
    }
    secondments: dict[int, Secondment] = {}
    rows = Secondment.objects.filter(expert__in=experts).select_related("role__project__council")
    for one in rows.order_by("moved_at", "pk"):
        last = secondments.get(one.expert_id)
        if last is None or last.stage in OVER:
            secondments[one.expert_id] = one
    return [_seat(one, proposals.get(one.pk), secondments.get(one.pk)) for one in experts]


def _seat(expert: Expert, proposal: Proposal | None, secondment: Secondment | None) -> Seat:
    state: str = expert.state  # type: ignore[attr-defined] # annotated by staff_of
    words, link = _next(state, expert, proposal, secondment)
    shown = secondment if state in {"agreed", "away", "back", "looking", "asked"} else None
    return Seat(expert, state, proposal if state == "proposed" else None, shown, words, link)


def _next(
    state: str, expert: Expert, proposal: Proposal | None, secondment: Secondment | None
) -> tuple[str, str]:
    """What comes next, and the page where it is done."""
    page = expert.get_absolute_url()
    if state == "proposed" and proposal:
        return _answer(proposal), proposal.get_absolute_url()
    if state in {"agreed", "away"} and secondment:
        day = secondment.starts_on if state == "agreed" else secondment.ends_on
        verb = "Begins on" if state == "agreed" else "Ends on"
        return f"{verb} {_day(day)}", secondment.get_absolute_url()
    if state == "back" and secondment:
        return f"Back since {_day(timezone.localdate(secondment.moved_at))}", page
    if state == "asked":
        return "Say whether they may be seconded", page
    if state == "looking":
        return "The next round weighs them", page
    return "They are not on offer", page


def _answer(proposal: Proposal) -> str:
    owed = [answer for answer in proposal.answers.all() if answer.yes_at is None]
    own = [answer for answer in owed if answer.side == Answer.Side.EMPLOYER]
    if own:
        return f"Answer by {_day(own[0].due_on)}"
    return f"Waits for the others until {_day(owed[0].due_on)}" if owed else "All have said yes"


def _day(day: date) -> str:
    return str(date_format(day, "j F Y"))


def live_proposals_of(employer: Employer) -> int:
    """How many proposals of the employer's people still wait for answers."""
    return Proposal.objects.live().filter(expert__employer=employer).count()
