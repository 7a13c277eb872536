"""One person, or one body, that stands here twice becomes one."""

from collections.abc import Set
from contextlib import suppress
from copy import copy

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, InternalError, connection, models, transaction
from django.db.models import Field, Model
from django.db.models.base import ModelState

from corps.accounts.models import Departure, User
from corps.casework.queries.people import ENDED, fields_to
from corps.casework.services.people import end_sessions
from corps.notifications.models import About
from corps.notifications.services import record
from corps.organisations.models import Organisation
from corps.organisations.services import refuse
from corps.savings.models import Benefit
from corps.stages import IllegalMove
from councils.models import Project
from councils.services import NotADuplicate, close_duplicate
from secondments.matching.models import Proposal
from secondments.models import Employer, Secondment

# Where both stand in such a list, one place is enough.
LISTS = {
    "notifications.notification",
    "notifications.savedsearch",
    "notifications.wish",
    "notifications.quiethours",
    "councils.coowner",
    "councils.favourite",
    "councils.membership",
    "organisations.membership",
    "skills.holding",
    "volunteers.favourite",
    "consensus.follow",
}


class CannotMerge(Exception):
    """A rule forbids that these two become one; says which, in words."""


@transaction.atomic
def merge_people(keep: User, duplicate: User, *, by: User, reason: str) -> User:
    """Give all that names one account to the other; either address signs in to what is kept."""
    pks = sorted([keep.pk, duplicate.pk])
    locked = {one.pk: one for one in User.objects.select_for_update().filter(pk__in=pks)}
    if len(locked) < 2:
        raise CannotMerge("Choose two accounts.")
    keep, duplicate = locked[keep.pk], locked[duplicate.pk]
    if keep.is_staff or duplicate.is_staff:
        raise CannotMerge("Accounts of corps staff are merged by nobody.")
    if not EmailAddress.objects.filter(user=duplicate, verified=True).exists():
        raise CannotMerge(f"Nobody has shown that {duplicate.email} is theirs yet.")
    end_sessions(duplicate)
    Departure.objects.filter(user=duplicate).delete()  # it would take the kept account along
    Authenticator.objects.filter(user=duplicate).delete()
    EmailAddress.objects.filter(user=duplicate).update(primary=False)
    _move(duplicate, keep)
    duplicate.is_active = False
    duplicate.set_unusable_password()
    duplicate.save(update_fields=["is_active", "password"])
    record(
        "casework.people_merged",
        about=keep,
        by=by,
        tell=[keep],
        link="",
        reason=reason,
        duplicate=duplicate.email,
    )
    return keep


@transaction.atomic
def merge_organisations(
    keep: Organisation, duplicate: Organisation, *, by: User, reason: str
) -> Organisation:
    """Give all that names one body to the other; the duplicate is refused, and says why."""
    pks = sorted([keep.pk, duplicate.pk])
    locked = {one.pk: one for one in Organisation.objects.select_for_update().filter(pk__in=pks)}
    if len(locked) < 2:
        raise CannotMerge("Choose two organisations.")
    keep, duplicate = locked[keep.pk], locked[duplicate.pk]
    if hasattr(duplicate, "charity"):
        raise CannotMerge(f"{duplicate} is a charity: keep it, and merge the other into it.")
    if hasattr(duplicate, "employer"):
        _move(duplicate.employer, Employer.objects.get_or_create(organisation=keep)[0])
    _move(duplicate, keep, besides={"secondments.employer"})
    with suppress(IllegalMove):  # it was refused before
        refuse(duplicate, by=by, reason=f"It stood here twice: it is {keep} now. {reason}")
    record(
        "casework.organisations_merged",
        about=keep,
        by=by,
        tell=keep.members.all(),
        reason=reason,
        duplicate=duplicate.name,
    )
    return keep


@transaction.atomic
def merge_projects(keep: Project, duplicate: Project, *, by: User, reason: str) -> Project:
    """Close a project that a council asked for twice; who watches or asks there does so here."""
    try:
        duplicate, moved = close_duplicate(duplicate, of=keep, by=by, reason=reason)
    except NotADuplicate as why:
        raise CannotMerge(str(why)) from why
    except IllegalMove as why:
        raise CannotMerge(f"“{duplicate}” is closed already.") from why
    if (
        Proposal.objects.live().filter(role__project=duplicate).exists()
        or Secondment.objects.live().filter(role__project=duplicate).exists()
    ):
        raise CannotMerge(f"Somebody is proposed for “{duplicate}”: settle that first.")
    if Benefit.objects.filter(project=duplicate).exists():
        raise CannotMerge(f"Benefits are planned or claimed of “{duplicate}”: keep it instead.")
    record(
        "casework.projects_merged",
        about=keep,
        by=by,
        tell=moved,
        reason=reason,
        duplicate=duplicate.title,
    )
    return keep


def _move(old: Model, new: Model, besides: Set[str] = frozenset()) -> None:
    """Let every row that names the old one name the new one."""
    for field in fields_to(type(old)):
        label = field.model._meta.label_lower
        if label in ENDED | besides:
            continue
        try:
            if field.primary_key:
                _move_child(field, old, new)
            else:
                _move_rows(field, old, new)
            connection.check_constraints()  # those that wait for the commit too
        except (IntegrityError, InternalError) as error:
            name = field.model._meta.verbose_name_plural
            raise CannotMerge(
                f"Both have {name}, and a rule forbids that they become one: mend those first."
            ) from error
    kind = ContentType.objects.get_for_model(type(old))
    for model in apps.get_models():
        if issubclass(model, About):
            rows = model._base_manager.filter(about_type=kind, about_id=old.pk)
            rows.update(about_id=new.pk)


def _move_child(field: Field, old: Model, new: Model) -> None:
    """Move a row that is known by the key of the old one, with all that names it in turn."""
    rows = field.model._base_manager
    child = rows.filter(**{field.name: old}).first()
    if child is None:
        return
    if rows.filter(**{field.name: new}).exists():
        raise IntegrityError(f"both have a {field.model._meta.verbose_name}")
    moved = copy(child)
    setattr(moved, field.attname, new.pk)
    moved._state = ModelState()
    moved.save(force_insert=True)
    _move(child, moved)
    child.delete()


def _move_rows(field: Field, old: Model, new: Model) -> None:
    rows = field.model._base_manager.filter(**{field.name: old})
    try:
        with transaction.atomic():
            rows.update(**{field.name: new})
    except IntegrityError:
        if field.model._meta.label_lower not in LISTS:
            raise
        for row in rows:
            _move_or_drop(row, field, new)


def _move_or_drop(row: models.Model, field: Field, new: Model) -> None:
    """Move a row, or drop it where the other stands in the list already."""
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**{field.name: new})
    except IntegrityError:
        row.delete()
