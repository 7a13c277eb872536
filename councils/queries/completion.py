"""What a project lacks before it is over, whether its work is in use, and who else uses it."""

from datetime import date, timedelta

from django.conf import settings
from django.core import signing
from django.db.models import Q, QuerySet
from django.urls import reverse

from corps.accounts.models import User
from corps.notifications.queries import Pile
from councils.models import Completion, Council, Membership, Project, Reuse, UseCheck

SIGNATURE = "signature"
USE = "councils.in-use"


def lacks_to_complete(home: Completion | None, *, by: User) -> list[str]:
    """Names of what is missing before this person may complete; a colleague must have signed."""
    if home is None:
        return [*Completion.ASKED, SIGNATURE]
    unsigned = home.signed_by_id in {None, by.pk}
    return home.unsaid() + ([SIGNATURE] if unsigned else [])


def home_of(project: Project) -> Completion | None:
    """What is known of where the work will live."""
    return Completion.objects.select_related("signed_by").filter(project=project).first()


def use_token(check: UseCheck) -> str:
    """The word by which the e-mail's link is known."""
    return signing.Signer(salt=USE).sign(str(check.pk))


def check_of(token: str) -> UseCheck | None:
    """The check that a link answers."""
    try:
        pk = signing.Signer(salt=USE).unsign(token)
    except signing.BadSignature:
        return None
    return UseCheck.objects.select_related("project__council").filter(pk=pk).first()


def is_answerable(check: UseCheck, today: date) -> bool:
    """Whether it has no answer yet, or one that may still be corrected."""
    if check.answered_on is None:
        return True
    return today <= check.answered_on + timedelta(days=settings.USE_CORRECTION_DAYS)


def is_reusable(project: Project) -> bool:
    """Whether there is something that another council may use."""
    return project.opened_at is not None and project.stage != Project.Stage.CANCELLED


def reuses_of(project: Project) -> QuerySet[Reuse]:
    """Who uses it, since when and how."""
    return project.reuses.live().select_related("council", "for_project")


def councils_of(user: User) -> set[int]:
    """Ids of the councils that a person acts for."""
    return set(Council.objects.of(user).values_list("pk", flat=True))


def may_declare(user: User, project: Project) -> QuerySet[Council]:
    """The person's councils that do not yet say that they use it."""
    if not user.is_authenticated:
        return Council.objects.none()
    using = project.reuses.live().values("council")
    return Council.objects.of(user).exclude(pk=project.council_id).exclude(pk__in=using)


def uses_waiting(user: User) -> Pile:
    """Completed projects of one's own of which nobody has said whether they are in use."""

    def rows() -> QuerySet[UseCheck]:
        own = Project.objects.owned_by(user)
        return UseCheck.objects.filter(answer="", project__in=own).select_related("project")

    return Pile(
        rows,
        since="asked_at",
        text=lambda one: f"Say whether “{one.project.title}” is still in use",
        link=lambda one: reverse("councils:in-use", args=[use_token(one)]),
        role="council",
        of="project__council",
    )


def to_sign() -> QuerySet[Completion]:
    """Handovers that are written and that nobody has signed."""
    said = Q(signed_at=None, completed_on=None)
    for name in Completion.SIGNED:
        said &= ~Q(**{name: ""})
    return Completion.objects.filter(said)


def signatures_waiting(user: User) -> Pile:
    """Handovers that a colleague of the person's has written and nobody has signed."""

    def rows() -> QuerySet[Completion]:
        mine = Membership.objects.confirmed().filter(user=user).values("council")
        found = to_sign().filter(project__council__in=mine, project__stage__in=Project.LIVE)
        return found.exclude(written_by=user).select_related("project")

    return Pile(
        rows,
        since="updated_at",
        text=lambda one: f"Sign that the knowledge of “{one.project.title}” was handed over",
        link=lambda one: reverse("councils:completion", args=[one.project_id]),
        role="council",
        of="project__council",
    )
