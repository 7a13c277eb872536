"""What is done about a conversation, and for which conversation something is done."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from councils.models import Council, Project
from volunteers.consensus.models import (
    Answer,
    Conversation,
    Deed,
    OpinionMap,
    Pledge,
    Reply,
    Statement,
    Verdict,
)
from volunteers.models import Contribution, Task

MOST_ASKED = 10  # statements that a reply is asked about first
# What is finished: a project that is completed, or a task whose places were filled.
DONE = Q(project__stage=Project.Stage.COMPLETED) | (
    Q(task__stage=Task.Stage.CLOSED)
    & Exists(Contribution.objects.filter(task=OuterRef("task"), stage=Contribution.Stage.ACCEPTED))
)


def pledges_of(conversation: Conversation) -> QuerySet[Pledge]:
    """Who owes or gave a reply, with answers and deeds: as many queries for few as for many."""
    deeds = Deed.objects.select_related("project__council", "task__council")
    answers = Answer.objects.select_related("statement").prefetch_related(Prefetch("deeds", deeds))
    replies = Reply.objects.prefetch_related(Prefetch("answers", answers), "versions__programme")
    return conversation.pledges.select_related("council").prefetch_related(
        Prefetch("reply", replies)
    )


def asked_for(*, project: Project | None = None, task: Task | None = None) -> QuerySet[Answer]:
    """What councils said of the statements for which a project or a task is carried out."""
    of = {"deeds__project": project} if project else {"deeds__task": task}
    return (
        Answer.objects.filter(**of)
        .select_related("statement__conversation", "reply__pledge__council")
        .order_by("pk")
    )


def answers_to(statement: Statement) -> QuerySet[Answer]:
    """What councils said of a statement, with what they do about it."""
    deeds = Deed.objects.select_related("project", "task")
    return statement.answers.select_related("reply__pledge__council").prefetch_related(
        Prefetch("deeds", deeds)
    )


def published(conversation: Conversation) -> Mapping[str, Any]:
    """What its map says in public; nothing while there is none."""
    made = OpinionMap.objects.filter(pk=conversation.pk).only("published").first()
    return made.published if made else {}


def to_answer(conversation: Conversation) -> list[Statement]:
    """The statements that a reply is asked about: those agreed on by all groups come first."""
    said = published(conversation)
    known = {one["number"]: one.get("consensus") for one in said.get("statements", ())}
    first = [one["number"] for one in said.get("consensus", ()) if one["direction"] == 1]
    rank = {number: place for place, number in enumerate(first)}
    statements = list(conversation.statements.shown())
    statements.sort(
        key=lambda one: (rank.get(one.number, len(rank)), -(known.get(one.number) or 0), one.number)
    )
    return statements[:MOST_ASKED]


def unanswered(reply: Reply) -> QuerySet[Statement]:
    """The shown statements of which a reply says nothing yet."""
    shown = reply.pledge.conversation.statements.shown()
    return shown.exclude(pk__in=reply.answers.values("statement"))


def projects_to_link(council: Council) -> QuerySet[Project]:
    """A council's projects that everybody can read."""
    gone = [Project.Stage.WITHDRAWN, Project.Stage.CANCELLED]
    return council.projects.filter(opened_at__isnull=False).exclude(stage__in=gone)


def tasks_to_link(council: Council) -> QuerySet[Task]:
    """A council's tasks that everybody can read."""
    return Task.objects.filter(council=council, opened_at__isnull=False).exclude(
        stage=Task.Stage.CANCELLED
    )


def deed_projects(pledges: Sequence[Pledge]) -> list[Project]:
    """The projects that these replies name, each once."""
    found = {
        deed.project.pk: deed.project
        for pledge in pledges
        if hasattr(pledge, "reply")
        for answer in pledge.reply.answers.all()
        for deed in answer.deeds.all()
        if deed.project
    }
    return list(found.values())


def owed_by(council: Council, on: date) -> QuerySet[Pledge]:
    """The replies that a council still owes, the earliest due first."""
    return (
        Pledge.objects.filter(council=council, reply=None, conversation__opened_at__isnull=False)
        .exclude(conversation__stage=Conversation.Stage.CANCELLED)
        .select_related("conversation")
        .order_by("conversation__reply_due_on", "pk")
    )


ADOPTED = (Verdict.ADOPTED, Verdict.PARTLY)
