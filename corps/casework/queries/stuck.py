"""What is stuck, for how long, and whose turn it is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count as Number
from django.db.models import Max, Min, Model, QuerySet
from django.utils import timezone

import corps.savings.queries
import councils.queries
import volunteers.queries
from corps.accounts.models import User
from corps.accounts.queries import corps_staff
from corps.casework.models import Note
from corps.casework.queries.records import is_kept
from corps.notifications.models import Event
from corps.organisations.models import Organisation
from corps.savings.models import Claim
from councils.models import Membership, Project
from secondments.matching.models import Answer, Proposal
from secondments.models import Expert, Secondment
from volunteers.consensus.models import Conversation, Pledge
from volunteers.models import Contribution, Suggestion

CHASE_EVERY = timedelta(days=3)  # nobody is chased for one thing more often


@dataclass(frozen=True)
class Kind:
    """One way in which work stands still."""

    key: str
    name: str
    turn: str  # whose turn it is, in words
    days: int  # how long it may take before it counts as stuck
    rows: Callable[[], QuerySet]
    since: str  # the field that says since when
    people: Callable[[Any], Iterable[User]]
    about: Callable[[Any], Any] = lambda row: row  # the record that has a page

    def before(self) -> date | datetime:
        """The moment or the day before which it must have begun to count."""
        limit = timezone.now() - timedelta(days=self.days)
        field: Any = self.rows().model
        for part in self.since.split("__"):
            field = field._meta.get_field(part)
            field = field.related_model or field
        return limit if field.get_internal_type() == "DateTimeField" else timezone.localdate(limit)

    def stuck(self) -> QuerySet:
        """What has stood still for too long, the longest first."""
        late = self.rows().filter(**{f"{self.since}__lt": self.before()})
        return late.order_by(self.since, "pk")


@dataclass(frozen=True)
class Row:
    """One thing that is stuck."""

    pk: int
    title: str
    link: str
    since: datetime
    about: Model
    chased_at: datetime | None
    notes: int

    @property
    def days(self) -> int:
        """For how many whole days."""
        return (timezone.now() - self.since).days

    @property
    def label(self) -> str:
        """The table under which notes are kept; none where nobody keeps any."""
        return self.about._meta.label_lower if is_kept(self.about) else ""

    @property
    def may_be_chased(self) -> bool:
        """Whether those whose turn it is were not reminded only just now."""
        return self.chased_at is None or self.chased_at < timezone.now() - CHASE_EVERY


def _side(answer: Answer) -> Iterable[User]:
    expert = answer.proposal.expert
    if answer.side == Answer.Side.EXPERT:
        return [expert.user]
    if answer.side == Answer.Side.EMPLOYER:
        return expert.employer.organisation.members.exclude(pk=expert.user_id)
    return councils.queries.members(answer.proposal.role.project.council)


KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            "members",
            "People who wait to act for a council",
            "the council’s administrators, or ours where it has none",
            3,
            lambda: Membership.objects.waiting().select_related("user", "council"),
            "asked_at",
            lambda row: councils.queries.administrators(row.council) or corps_staff(),
            lambda row: row.council,
        ),
        Kind(
            "approvals",
            "Projects that wait for approval",
            "the council’s approvers",
            5,
            lambda: Project.objects.filter(stage=Project.Stage.SUBMITTED).select_related("council"),
            "moved_at",
            lambda row: councils.queries.approvers(row),
        ),
        Kind(
            "hosts",
            "Open projects whose host is not ready",
            "the council",
            14,
            lambda: (
                Project.objects.filter(stage=Project.Stage.OPEN)
                .exclude(pk__in=Project.objects.ready().values("pk"))
                .select_related("council")
            ),
            "moved_at",
            lambda row: councils.queries.members(row.council),
        ),
        Kind(
            "companies",
            "Companies that wait to be checked",
            "corps staff",
            5,
            lambda: Organisation.objects.filter(stage=Organisation.Stage.APPLIED),
            "moved_at",
            lambda row: corps_staff(),
        ),
        Kind(
            "consents",
            "Experts who wait for their employer’s consent",
            "the employer",
            5,
            lambda: Expert.objects.filter(
                stage=Expert.Stage.AVAILABLE, consent_at=None
            ).select_related("user", "employer__organisation"),
            "moved_at",
            lambda row: row.employer.organisation.members.exclude(pk=row.user_id),
        ),
        Kind(
            "answers",
            "Proposals that wait for an answer",
            "the side that has not answered",
            5,
            lambda: Answer.objects.filter(
                proposal__stage=Proposal.Stage.PROPOSED, yes_at=None
            ).select_related(
                "proposal__expert__user",
                "proposal__expert__employer__organisation",
                "proposal__role__project__council",
            ),
            "proposal__moved_at",
            _side,
            lambda row: row.proposal,
        ),
        Kind(
            "starts",
            "Secondments whose start nobody has noted",
            "the council",
            2,
            lambda: Secondment.objects.filter(stage=Secondment.Stage.PLANNED).select_related(
                "expert__user", "role__project__council"
            ),
            "starts_on",
            lambda row: councils.queries.members(row.role.project.council),
        ),
        Kind(
            "ends",
            "Secondments whose end nobody has noted",
            "the council",
            5,
            lambda: Secondment.objects.filter(stage=Secondment.Stage.ACTIVE).select_related(
                "expert__user", "role__project__council"
            ),
            "ends_on",
            lambda row: councils.queries.members(row.role.project.council),
        ),
        Kind(
            "reviews",
            "Volunteers’ work that waits for a review",
            "who asked for it",
            7,
            lambda: Contribution.objects.submitted().select_related("task", "volunteer__user"),
            "moved_at",
            lambda row: volunteers.queries.reviewers_of(row),
        ),
        Kind(
            "suggestions",
            "Suggestions whose answer is late",
            "the council, or ours where it went to all",
            0,
            lambda: Suggestion.objects.waiting().select_related("council"),
            "due_on",
            lambda row: councils.queries.members(row.council) if row.council else corps_staff(),
        ),
        Kind(
            "claims",
            "Savings that wait for finance",
            "the council’s finance officers",
            10,
            lambda: Claim.objects.waiting().select_related("benefit__project__council"),
            "submitted_at",
            lambda row: corps.savings.queries.verifiers(row.benefit),
        ),
        Kind(
            "replies",
            "Replies that councils owe",
            "the council that pledged",
            0,
            lambda: Pledge.objects.filter(
                reply=None, conversation__stage=Conversation.Stage.RESPONSE
            ).select_related("conversation", "council"),
            "conversation__reply_due_on",
            lambda row: councils.queries.members(row.council),
            lambda row: row.conversation,
        ),
    )
}


@dataclass(frozen=True)
class Count:
    """How much of a kind is stuck, and since when the oldest."""

    kind: Kind
    number: int
    oldest: datetime | None


def overview() -> list[Count]:
    """What is stuck, by kind: one query each, those that stand longest first."""
    found = []
    for kind in KINDS.values():
        sums = kind.stuck().order_by().aggregate(oldest=Min(kind.since))
        number = kind.stuck().count() if sums["oldest"] else 0
        found.append(Count(kind, number, _moment(sums["oldest"])))
    return sorted(found, key=lambda one: (one.oldest is None, one.oldest or timezone.now()))


def rows_of(kind: Kind, page: Sequence[Any]) -> list[Row]:
    """The rows of a page, each with when somebody was chased for it and the notes it has."""
    records = [kind.about(row) for row in page]
    chased = lately_chased(records)
    counted = _counted(Note.objects, records)
    return [
        Row(
            row.pk,
            str(row),
            record.get_absolute_url(),
            _moment(_value(row, kind.since)) or timezone.now(),
            record,
            chased.get((type(record), record.pk)),
            counted.get(record.pk, 0),
        )
        for row, record in zip(page, records, strict=True)
    ]


def lately_chased(records: list[Any]) -> dict[tuple[type, int], datetime]:
    """When somebody was last chased for each record, where that was ever done."""
    if not records:
        return {}
    sort = type(records[0])
    found = (
        Event.objects.filter(
            about_type=ContentType.objects.get_for_model(sort),
            about_id__in=[record.pk for record in records],
            kind="casework.record_chased",
        )
        .order_by()
        .values_list("about_id")
        .annotate(last=Max("at"))
    )
    return {(sort, pk): last for pk, last in found}


def _counted(notes: Any, records: list[Any]) -> dict[int, int]:
    if not records:
        return {}
    found = notes.filter(
        about_type=ContentType.objects.get_for_model(type(records[0])),
        about_id__in=[record.pk for record in records],
    )
    return dict(found.order_by().values_list("about_id").annotate(number=Number("pk")))


def _value(row: Any, path: str) -> date | datetime:
    for part in path.split("__"):
        row = getattr(row, part)
    return row


def _moment(value: date | datetime | None) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    return timezone.make_aware(datetime.combine(value, time.min))
