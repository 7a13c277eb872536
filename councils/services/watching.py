"""Who watches a project is told when it moves; who saw that it had been asked before, said so."""

from collections.abc import Iterable

from django.db import transaction

from corps.accounts.models import User
from corps.notifications.services import Happening, record, record_all
from corps.stages import IllegalMove
from councils.models import Favourite, Project


def star(project: Project, *, by: User) -> None:
    """Watch a project; saying it twice changes nothing."""
    Favourite.objects.get_or_create(user=by, project=project)


def unstar(project: Project, *, by: User) -> None:
    """Watch a project no longer."""
    Favourite.objects.filter(user=by, project=project).delete()


def tell_watchers(project: Project, *, by: User | None, besides: Iterable[User]) -> None:
    """Tell those who watch an opened project that it moved, once: not those told already."""
    if project.opened_at is None:
        return
    told = {user.pk for user in besides}
    watching = Favourite.objects.filter(project=project).select_related("user")
    record_all(
        "councils.favourite_moved",
        [
            Happening(
                one, tell=[one.user], words={"project": project}, link=project.get_absolute_url()
            )
            for one in watching
            if one.user_id not in told
        ],
        by=by,
    )


@transaction.atomic
def pass_similar(project: Project, *, by: User, shown: list[Project]) -> None:
    """Remember that its writer saw these requests and goes on with their own."""
    found = Project.objects.select_for_update().get(pk=project.pk)
    if not found.is_editable:
        raise IllegalMove(f"project {found.pk} is {found.stage}")
    record("councils.similar_passed", about=found, by=by, shown=shown)
