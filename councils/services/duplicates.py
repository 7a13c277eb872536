"""One piece of work that a council asked for twice is asked for once."""

from django.db import transaction

from corps.accounts.models import User
from corps.stages import IllegalMove
from councils import queries
from councils.models import Favourite, Project, Question, Sponsorship
from councils.services.projects import Stage, locked, move


class NotADuplicate(Exception):
    """Two projects of which one cannot stand for both; says why, in words."""


@transaction.atomic
def close_duplicate(
    duplicate: Project, *, of: Project, by: User, reason: str
) -> tuple[Project, list[User]]:
    """Close a project that stands here twice; whoever watches it or waits for an answer moves on.

    Returns the project as it is now, and who moved with what they had there.
    """
    held = {pk: locked(Project(pk=pk)) for pk in sorted({duplicate.pk, of.pk})}
    duplicate, of = held[duplicate.pk], held[of.pk]
    _refuse(duplicate, of)
    watching = Favourite.objects.filter(project=duplicate)
    waiting = Question.objects.waiting().filter(project=duplicate)
    standing = Sponsorship.objects.standing().filter(project=duplicate)
    moved = list(User.objects.filter(pk__in=watching.values("user").union(waiting.values("by"))))
    watching.exclude(user__in=of.favourites.values("user")).update(project=of)
    watching.delete()
    if of.stage == Stage.OPEN:  # where nobody may ask any more, they are closed with a word
        waiting.update(project=of)
    standing.exclude(council__in=of.sponsorships.live().values("council")).update(project=of)
    opened = duplicate.stage == Stage.OPEN
    duplicate = move(
        duplicate,
        Stage.CANCELLED if opened else Stage.WITHDRAWN,
        "councils.project_cancelled" if opened else "councils.project_withdrawn",
        by=by,
        tell=queries.concerned(duplicate) if opened else queries.members(duplicate.council),
        reason=f"It stands here twice: see “{of}”. {reason}",
        duplicate_of=of,
    )
    return duplicate, moved


def _refuse(duplicate: Project, of: Project) -> None:
    """Say why one of the two cannot stand for both."""
    if duplicate == of or duplicate.council_id != of.council_id:
        raise NotADuplicate("Choose two projects of one council.")
    if of.stage in {Stage.WITHDRAWN, Stage.CANCELLED}:
        raise NotADuplicate(f"“{of}” is {of.get_stage_display()}: keep one that goes on.")
    if duplicate.stage in {Stage.WITHDRAWN, Stage.CANCELLED}:
        raise IllegalMove(f"project {duplicate.pk} is {duplicate.stage}")
    if duplicate.stage not in {Stage.DRAFT, Stage.SUBMITTED, Stage.RETURNED, Stage.OPEN}:
        raise NotADuplicate(f"People are at work on “{duplicate}”: keep it, and close the other.")
    if duplicate.opened_at and not of.opened_at:
        raise NotADuplicate(f"“{duplicate}” is open and “{of}” is not: keep the one that is open.")
