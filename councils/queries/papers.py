"""What happened to a project, who follows it, and which links still hold."""

from django.core import signing
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.models import Event
from corps.notifications.queries import Pile
from councils import maths
from councils.models import Membership, Project, Question
from councils.models.papers import QuestionQuerySet
from councils.queries.projects import concerned

# What the public may read of a project's history; all else is its council's own.
PUBLIC = (
    "councils.project_opened",
    "councils.project_reopened",
    "councils.project_staffed",
    "councils.delivery_begun",
    "councils.project_completed",
    "councils.project_cancelled",
    "councils.addendum_added",
    "councils.question_answered",
    "councils.truth_confirmed",
    "councils.sponsor_joined",
    "councils.sponsor_left",
    "councils.use_answered",
    "councils.reuse_recorded",
    "councils.reuse_withdrawn",
)
# Of these also what was changed: elsewhere it may name somebody.
PUBLIC_CHANGES = ("councils.addendum_added",)
TRUTH = "councils.still-true"


def history(project: Project, *, inside: bool) -> QuerySet[Event]:
    """What happened, the latest first, with what was changed: all of it, or what is public."""
    events = Event.objects.about(project).select_related("by")
    if not inside:
        events = events.filter(kind__in=PUBLIC)
    return events.prefetch_related("changes")


def following(project: Project) -> QuerySet[User]:
    """Those concerned, who asked or watches it, and the people of councils that stand behind it."""
    sponsors = project.sponsorships.standing().values("council")
    behind = Membership.objects.confirmed().filter(council__in=sponsors)
    return User.objects.filter(
        Q(pk__in=concerned(project).values("pk"))
        | Q(pk__in=project.questions.values("by"))
        | Q(pk__in=project.favourites.values("user"))
        | Q(pk__in=behind.values("user"))
    )


def truth_token(project: Project) -> str:
    """The word by which the e-mail's link is known; a later e-mail makes another."""
    asked = project.nudged_at.timestamp() if project.nudged_at else 0
    return signing.Signer(salt=TRUTH).sign(f"{project.pk}.{asked:.0f}")


def project_of_truth(token: str) -> Project | None:
    """The project that a link asks about, while it is the last one sent."""
    try:
        pk, _, asked = signing.Signer(salt=TRUTH).unsign(token).partition(".")
    except signing.BadSignature:
        return None
    project = Project.objects.select_related("council").filter(pk=pk).first()
    if project is None or project.nudged_at is None:
        return None
    return project if f"{project.nudged_at.timestamp():.0f}" == asked else None


def questions_of(project: Project, user: User) -> QuestionQuerySet:
    """The questions that a person may read: what waits first, then the latest."""
    waiting = Q(stage=Question.Stage.WAITING)
    return (
        project.questions.visible_to(user)
        .select_related("by", "answered_by", "project")
        .alias(waits=waiting)
        .order_by("-waits", "-asked_at", "-pk")
    )


def questions_waiting(user: User) -> Pile:
    """Questions to answer, of the person's councils, each with its age in working days."""

    def rows() -> QuerySet[Question]:
        mine = Membership.objects.confirmed().filter(user=user).values("council")
        asked = Question.objects.waiting().filter(project__council__in=mine)
        return asked.select_related("project")

    return Pile(
        rows,
        since="asked_at",
        text=lambda one: f"Answer a question about “{one.project.title}”, {_age(one)}",
        role="council",
        of="project__council",
    )


def truths_waiting(user: User) -> Pile:
    """Open projects of one's own of which one was asked whether they are still true."""
    return Pile(
        lambda: Project.objects.owned_by(user).doubtful(),
        since="nudged_at",
        text=lambda one: f"Say whether “{one.title}” is still true",
        link=lambda one: reverse("councils:still-true", args=[truth_token(one)]),
        role="council",
        of="council",
    )


def _age(question: Question) -> str:
    days = maths.working_days_between(timezone.localdate(question.asked_at), timezone.localdate())
    return f"asked {days} working day{'' if days == 1 else 's'} ago" if days else "asked today"
