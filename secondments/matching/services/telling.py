"""Telling people what a round came to: after it is written, each of them once."""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Sum

from corps.notifications.models import Event
from corps.notifications.services import Happening, record_all
from councils.models import Project
from secondments.matching import queries
from secondments.matching.models import Answer, Proposal, Round
from secondments.matching.services.people import concerned, members_of

AT_ONCE = 500
PROPOSED, UNFILLED = "matching.proposal_made", "matching.places_unfilled"


def tell(found: Round) -> None:
    """Tell the three sides of every proposal, and councils of places that stay free.

    Whoever was told is told no more, so that a worker who dies on the way is simply followed by
    another.
    """
    told = _told(PROPOSED, Proposal).filter(about_id=models.OuterRef("pk"))
    untold = Proposal.objects.filter(~models.Exists(told), round=found).order_by("pk")
    keys = list(untold.values_list("pk", flat=True))
    for at in range(0, len(keys), AT_ONCE):
        _tell_proposed(keys[at : at + AT_ONCE])
    _tell_councils(found)


def tell_late() -> None:
    """Go on where a worker has died: told are those of the last rounds."""
    for found in Round.objects.filter(stage=Round.Stage.SOLVED).order_by("-solved_at")[:3]:
        tell(found)


def _told(kind: str, about: type[models.Model]) -> models.QuerySet:
    rows = ContentType.objects.get_for_model(about)
    return Event.objects.filter(kind=kind, about_type=rows)


@transaction.atomic
def _tell_proposed(keys: list[int]) -> None:
    """Tell of those of these proposals of which nobody has been told, and nobody tells just now."""
    held = Proposal.objects.filter(pk__in=keys).select_for_update(skip_locked=True, no_key=True)
    keys = [proposal.pk for proposal in held.only("pk")]
    told = _told(PROPOSED, Proposal).filter(about_id__in=keys).values("about_id")
    listed = queries.in_full().filter(pk__in=keys).exclude(pk__in=told)
    proposals = list(listed.order_by("pk"))
    people = concerned(proposals)
    due = dict(Answer.objects.filter(proposal__in=proposals).values_list("proposal", "due_on"))
    record_all(
        PROPOSED,
        (
            Happening(proposal, people[proposal.pk], {"due_on": due[proposal.pk]})
            for proposal in proposals
        ),
        by=None,
    )


@transaction.atomic
def _tell_councils(found: Round) -> None:
    """Tell councils of places that stay free, once and not after every round."""
    found = Round.objects.select_for_update(no_key=True).get(pk=found.pk)
    link = found.get_absolute_url()
    earlier = Round.objects.filter(stage=Round.Stage.SOLVED, solved_at__lt=found.solved_at)
    before = earlier.order_by("-solved_at").first()
    fresh = found.shortfalls.all()
    if before:
        fresh = fresh.exclude(role__in=before.shortfalls.values("role"))
    left: dict[int, int] = defaultdict(int)
    for project, places in fresh.values_list("role__project").annotate(Sum("places")):
        left[project] += places
    known = _told(UNFILLED, Project).filter(link=link).values("about_id")
    projects = Project.objects.filter(pk__in=left).exclude(pk__in=known)
    listed = list(projects.select_related("council").order_by("pk"))
    members = members_of({project.council_id for project in listed})
    record_all(
        UNFILLED,
        (
            Happening(project, members[project.council_id], {"places": left[project.pk]}, link=link)
            for project in listed
        ),
        by=None,
    )
