"""Signs of life; and what concerns all that is kept about a person: a file of it, and its end."""

import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import timedelta
from io import BytesIO

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.mail import EmailMessage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

import corps.accounts.services
import corps.casework.services
import corps.notifications.services
import corps.organisations.services
import corps.savings.services
import corps.skills.services
import councils.services
import secondments.matching.services
import secondments.services
import volunteers.consensus.services
import volunteers.services
from corps.accounts.models import Departure, Export, User
from corps.home import queries
from corps.notifications.services import record
from corps.queue import enqueue, one_by_one

# From the roof down, so that what stands on something else goes first; the account goes last.
FORGET: tuple[Callable[[User], None], ...] = (
    corps.casework.services.forget,
    corps.savings.services.forget,
    volunteers.consensus.services.forget,
    volunteers.services.forget,
    secondments.matching.services.forget,
    secondments.services.forget,
    councils.services.forget,
    corps.skills.services.forget,
    corps.organisations.services.forget,
    corps.notifications.services.forget,
    corps.accounts.services.forget,
)
PATIENCE = timedelta(minutes=5)  # an export that takes longer was lost, and is begun again


def note_worker() -> None:
    """Remember that a worker has just run a task."""
    cache.set("worker-heard", timezone.now(), timeout=None)


@transaction.atomic
def ask_for_export(user: User) -> Export:
    """Begin to gather all that is kept about a person, unless they wait for that already."""
    export, made = corps.accounts.services.ask_for_export(user)
    if made:
        enqueue("corps.home.tasks.make_export", export_id=export.pk)
    return export


def make_export(export_id: int) -> bool:
    """Write a person's file and tell them; say whether it was still to be written."""
    export = Export.objects.select_related("user").filter(pk=export_id, ready_at=None).first()
    if export is None:
        return False
    found = {}
    for done, (name, part) in enumerate(queries.gather(export.user), start=1):
        found[name] = part
        Export.objects.filter(pk=export.pk).update(parts_done=done)
    return _finish(export, _zipped(found))


def _zipped(found: Mapping[str, object]) -> bytes:
    made: dict[str, object] = {"made_at": timezone.now(), "site": settings.SITE_URL, **found}
    written = json.dumps(made, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("your-data.json", written)
    return buffer.getvalue()


@transaction.atomic
def _finish(export: Export, content: bytes) -> bool:
    """Keep the file, unless another worker was faster."""
    waiting = Export.objects.select_for_update().filter(pk=export.pk, ready_at=None).first()
    if waiting is None:
        return False
    waiting.file.save("your-data.zip", ContentFile(content), save=False)
    waiting.ready_at = timezone.now()
    waiting.save(update_fields=["file", "ready_at"])
    record(
        "home.export_ready",
        about=waiting,
        by=None,
        tell=[waiting.user],
        link=reverse("home:my-data"),
        days=settings.EXPORT_DAYS,
    )
    return True


def resume_exports() -> int:
    """Make the files whose task was lost; return how many."""
    late = timezone.now() - PATIENCE
    lost = Export.objects.filter(ready_at=None, asked_at__lt=late).values_list("pk", flat=True)
    return one_by_one(make_export, lost)


@transaction.atomic
def leave(user: User) -> Departure:
    """Ask for one's account to be deleted: everything is signed out, and one hears by e-mail."""
    departure = corps.accounts.services.leave(user)
    record("home.departure_asked", about=user, by=None, tell=[user], link="", day=departure.due_at)
    return departure


def erase_due() -> int:
    """Erase those whose day has come; return how many. Each is erased as a whole, or not at all."""
    due = Departure.objects.filter(due_at__lte=timezone.now()).values_list("pk", flat=True)
    return one_by_one(_erase, due)


@transaction.atomic
def _erase(pk: int) -> bool:
    """A second run finds no departure, and does nothing."""
    rows = Departure.objects.select_for_update(skip_locked=True, of=("self",))
    departure = rows.select_related("user").filter(pk=pk, due_at__lte=timezone.now()).first()
    if departure is None:
        return False
    user = departure.user
    if held := queries.obstacles(user):
        departure.due_at = timezone.now() + timedelta(days=settings.LEAVING_DAYS)
        departure.save(update_fields=["due_at"])
        record(
            "home.departure_held",
            about=user,
            by=None,
            tell=[user],
            link="",
            obstacles=held,
            day=departure.due_at,
        )
        return False
    last = EmailMessage(
        subject="Your account is deleted",
        body=render_to_string("corps/home/deleted.txt", {"contact": settings.CONTACT_EMAIL}),
        to=[user.email],
    )
    real = not (user.is_sample and settings.MAIL_SERVER)
    for forget in FORGET:
        forget(user)
    if real:
        transaction.on_commit(last.send, robust=True)
    return True
