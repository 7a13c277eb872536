"""What waits for whom on the asking side."""

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse

from corps.accounts.models import User
from corps.notifications.models import Event
from corps.notifications.queries import Pile, Waits
from councils.models import (
    Council,
    Membership,
    Project,
    ProjectSheet,
)
from councils.queries.boroughs import sponsorships_waiting
from councils.queries.completion import signatures_waiting, uses_waiting
from councils.queries.papers import questions_waiting, truths_waiting
from councils.queries.people import RUNNING
from councils.queries.projects import WRITING


def waiting_for(user: User) -> Waits:
    """Projects to approve or mend, places to make ready, and people to confirm."""
    mine = [_to_approve(user), _to_mend(user), _to_ready(user), _to_confirm(user)]
    mine += [questions_waiting(user), signatures_waiting(user), *sponsorships_waiting(user)]
    mine += [truths_waiting(user), uses_waiting(user)]
    mine += [_to_own(user), _to_doubt(user), _to_review(user), _to_take_in(user)]
    return Waits([*mine, _to_invite()] if user.is_staff else mine)


def _to_approve(user: User) -> Pile:
    def rows() -> QuerySet[Project]:
        mine = Membership.objects.approvers().filter(user=user).values("council")
        projects = Project.objects.filter(stage=Project.Stage.SUBMITTED, council__in=mine)
        wrote = Event.objects.filter(kind__in=WRITING, by=user).values("about_id")
        return projects.exclude(author=user).exclude(submitted_by=user).exclude(pk__in=wrote)

    return Pile(
        rows,
        since="moved_at",
        text=lambda project: f"Approve “{project.title}”",
        role="council",
        of="council",
    )


def _to_mend(user: User) -> Pile:
    return Pile(
        lambda: Project.objects.owned_by(user).filter(stage=Project.Stage.RETURNED),
        since="moved_at",
        text=lambda project: f"Mend “{project.title}”",
        role="council",
        of="council",
    )


def _to_ready(user: User) -> Pile:
    return Pile(
        lambda: Project.objects.owned_by(user).filter(
            ~Exists(Project.objects.ready().filter(pk=OuterRef("pk"))),
            stage=Project.Stage.OPEN,
        ),
        since="moved_at",
        text=lambda project: f"Say how you will host the expert for “{project.title}”",
        role="council",
        of="council",
    )


def _to_confirm(user: User) -> Pile:
    def rows() -> QuerySet[Membership]:
        waiting = Membership.objects.waiting().filter(council__in=_runs(user).values("council"))
        return waiting.select_related("user", "council")

    return Pile(
        rows,
        since="asked_at",
        text=lambda one: f"Confirm that {one.user} works for {one.council}",
        link=lambda one: one.council.get_absolute_url(),
        role="council",
        of="council",
    )


def _runs(user: User) -> QuerySet[Membership]:
    return Membership.objects.administrators().filter(user=user)


def _to_own(user: User) -> Pile:
    """Projects whose owner left, and that nobody has taken over."""
    return Pile(
        lambda: Project.objects.filter(
            ownerless_since__isnull=False,
            stage__in=RUNNING,
            council__in=_runs(user).values("council"),
        ),
        since="ownerless_since",
        text=lambda project: f"Say who takes over “{project.title}”",
        link=lambda project: reverse("councils:owners", args=[project.pk]),
        role="council",
        of="council",
    )


def _to_doubt(user: User) -> Pile:
    """Members who have no verified address at the council any more."""

    def rows() -> QuerySet[Membership]:
        doubted = Membership.objects.doubted().filter(council__in=_runs(user).values("council"))
        return doubted.exclude(user=user).select_related("user", "council")

    return Pile(
        rows,
        since="doubted_at",
        text=lambda one: f"Is {one.user} still at {one.council}? Their address is not confirmed",
        link=lambda one: one.council.get_absolute_url(),
        role="council",
        of="council",
    )


def _to_review(user: User) -> Pile:
    """Councils whose administrators were asked whether these are still their people."""
    return Pile(
        lambda: Council.objects.filter(
            review_asked_at__isnull=False, pk__in=_runs(user).values("council")
        ),
        since="review_asked_at",
        text=lambda one: f"Say whether these are still the people of {one}",
        role="council",
        of="pk",
    )


def _to_take_in(user: User) -> Pile:
    """Sheets that one has uploaded and of which nothing was made yet."""
    stages = [ProjectSheet.Stage.OPENED, ProjectSheet.Stage.CHECKED]
    return Pile(
        lambda: ProjectSheet.objects.filter(by=user, stage__in=stages).defer(
            "rows", "faults", "passed"
        ),
        since="moved_at",
        text=lambda sheet: f"Go on with the list “{sheet}”: no draft is made of it yet",
        role="council",
        of="council",
    )


def _to_invite() -> Pile:
    """Councils in which somebody waits and nobody is there to confirm them."""

    def rows() -> QuerySet[Council]:
        run = Membership.objects.administrators().filter(council=OuterRef("pk"))
        asked = Q(memberships__confirmed_at=None)
        counted = Council.objects.annotate(
            asking=Count("memberships", filter=asked),
            asked_since=Min("memberships__asked_at", filter=asked),
        )
        return counted.filter(~Exists(run), asking__gt=0)

    return Pile(
        rows,
        since="asked_since",
        text=lambda one: f"Invite an administrator of {one}: somebody asks to act for it",
        link=lambda one: reverse("councils:administrator-invite", args=[one.slug]),
        role="staff",
    )
