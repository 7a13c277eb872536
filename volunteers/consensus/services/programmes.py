"""Programmes in versions: what is developed, what carries it, and what people say of it."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from corps.accounts.models import User
from corps.notifications.models import Message
from corps.notifications.services import post_message, record
from corps.stages import IllegalMove
from councils.models import Council, Project
from volunteers.consensus import queries
from volunteers.consensus.models import CommentDecision, Programme, Reply, Version
from volunteers.consensus.services.replies import NotTheirs
from volunteers.models import Task

COMMENTS_A_DAY = 20  # of one person


class TooMany(Exception):
    """One person comments only so often in a day."""


@transaction.atomic
def start_programme(
    *, by: User, council: Council, title: str, text: str, change: str, reply: Reply | None = None
) -> Programme:
    """Begin a programme with its first version, and say which reply made it."""
    Council.objects.select_for_update().get(pk=council.pk)  # so that no two take one address
    made = Programme.objects.create(council=council, title=title, slug=_free_slug(title), by=by)
    version = _add_version(made, by=by, text=text, change=change, reply=reply)
    record(
        "consensus.programme_made",
        about=made,
        by=by,
        tell=queries.people_of([council]),
        version=version,
    )
    return made


def _free_slug(title: str) -> str:
    base = slugify(title)[:120] or "programme"
    taken = set(Programme.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


def _add_version(
    programme: Programme, *, by: User, text: str, change: str, reply: Reply | None
) -> Version:
    if reply is not None and reply.pledge.council_id != programme.council_id:
        raise NotTheirs(f"reply {reply.pk} is another council's")
    return Version.objects.create(
        programme=programme,
        number=programme.versions.count() + 1,
        text=text,
        change=change,
        reply=reply,
        by=by,
    )


@transaction.atomic
def change_programme(
    programme: Programme, *, by: User, text: str, change: str, reply: Reply | None = None
) -> Version:
    """Write the next version, with what changed and why; earlier ones stay to be read."""
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    version = _add_version(programme, by=by, text=text, change=change, reply=reply)
    record(
        "consensus.programme_changed",
        about=programme,
        by=by,
        tell=queries.in_thread(programme),
        version=version,
    )
    return version


@transaction.atomic
def gather(
    programme: Programme, *, by: User, projects: Iterable[Project], tasks: Iterable[Task]
) -> None:
    """Name the projects and tasks that carry it, in place of those named before."""
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    projects, tasks = list(projects), list(tasks)
    hidden = [one for one in projects if one.opened_at is None]
    if hidden or any(one.opened_at is None for one in tasks):
        raise NotTheirs("Everybody can read what carries a programme.")
    programme.projects.set(projects)
    programme.tasks.set(tasks)
    record("consensus.programme_gathered", about=programme, by=by)


@transaction.atomic
def comment(programme: Programme, *, by: User, text: str) -> Message:
    """Say something of a programme; its council's people and who commented before are told."""
    User.objects.select_for_update().get(pk=by.pk)  # so that two requests cannot pass the limit
    lately = timezone.now() - timedelta(days=1)
    if queries.comments_by(by).filter(at__gt=lately).count() >= COMMENTS_A_DAY:
        raise TooMany(_("%(most)s comments a day are the most.") % {"most": COMMENTS_A_DAY})
    return post_message(
        "consensus.programme_commented",
        about=programme,
        by=by,
        text=text,
        tell=queries.in_thread(programme),
    )


@transaction.atomic
def moderate_comment(
    programme: Programme, message: Message, *, by: User, verdict: str, reason: str, note: str = ""
) -> CommentDecision:
    """Hide a comment by a rule, or show it again; who wrote it is told, and not by whom."""
    rows = queries.comments_on(programme).select_for_update(of=("self",))
    stands = rows.get(pk=message.pk)
    if stands.by_id == by.pk or stands.verdict == verdict:
        raise IllegalMove(f"comment {stands.pk} is {stands.verdict}, and for others to decide on")
    decision = CommentDecision.objects.create(
        programme=programme, message=stands, verdict=verdict, reason=reason, note=note, by=by
    )
    record(
        "consensus.comment_moderated",
        about=programme,
        by=by,
        tell=[stands.by],
        reason=note,
        decision=decision,
        text=stands.text,
        site=settings.SITE_URL,
        policy=reverse("consensus:policy"),
    )
    return decision
