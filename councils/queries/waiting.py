"""What waits for whom on the asking side."""

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse

from corps.accounts.models import User
from corps.notifications.models import Event
from corps.notifications.queries import Waiting
from councils.models import (
    Council,
    Membership,
    Project,
)
from councils.queries.projects import WRITING


def waiting_for(user: User) -> list[Waiting]:
    """Projects to approve or mend, places to make ready, and people to confirm."""
    mine = [*_to_approve(user), *_to_mend(user), *_to_ready(user), *_to_confirm(user)]
    return mine + _to_invite() if user.is_staff else mine


def _to_approve(user: User) -> list[Waiting]:
    mine = Membership.objects.approvers().filter(user=user).values("council")
    projects = Project.objects.filter(stage=Project.Stage.SUBMITTED, council__in=mine)
    wrote = Event.objects.filter(kind__in=WRITING, by=user).values("about_id")
    return [
        Waiting(f"Approve “{project.title}”", project.get_absolute_url(), project.moved_at)
        for project in projects.exclude(author=user)
        .exclude(submitted_by=user)
        .exclude(pk__in=wrote)
    ]


def _to_mend(user: User) -> list[Waiting]:
    projects = Project.objects.filter(stage=Project.Stage.RETURNED, author=user)
    return [
        Waiting(f"Mend “{project.title}”", project.get_absolute_url(), project.moved_at)
        for project in projects
    ]


def _to_ready(user: User) -> list[Waiting]:
    unready = Project.objects.filter(
        ~Exists(Project.objects.ready().filter(pk=OuterRef("pk"))),
        stage=Project.Stage.OPEN,
        author=user,
    )
    return [
        Waiting(
            f"Say how you will host the expert for “{project.title}”",
            project.get_absolute_url(),
            project.moved_at,
        )
        for project in unready
    ]


def _to_confirm(user: User) -> list[Waiting]:
    mine = Membership.objects.administrators().filter(user=user).values("council")
    asked = Membership.objects.waiting().filter(council__in=mine).select_related("user", "council")
    return [
        Waiting(
            f"Confirm that {membership.user} works for {membership.council}",
            membership.council.get_absolute_url(),
            membership.asked_at,
        )
        for membership in asked
    ]


def _to_invite() -> list[Waiting]:
    """Councils in which somebody waits and nobody is there to confirm them."""
    run = Membership.objects.administrators().filter(council=OuterRef("pk"))
    asked = Q(memberships__confirmed_at=None)
    councils = Council.objects.annotate(
        asking=Count("memberships", filter=asked), since=Min("memberships__asked_at", filter=asked)
    ).filter(~Exists(run), asking__gt=0)
    return [
        Waiting(
            f"Invite an administrator of {council}: somebody asks to act for it",
            reverse("councils:administrator-invite", args=[council.slug]),
            council.since,
        )
        for council in councils
    ]
