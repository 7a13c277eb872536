"""Projects from a council's own sheet."""

from collections.abc import Iterable

from django.db import transaction

from corps.accounts.models import User
from councils.formats import ProjectDraft
from councils.models import Council, Project
from councils.services.projects import draft_project


@transaction.atomic
def import_drafts(drafts: Iterable[ProjectDraft], *, by: User) -> list[Project]:
    """Make a draft of each row, all or none; a project that is there already is left alone."""
    councils = {council.code: council for council in Council.objects.all()}
    there = set(Project.objects.values_list("council__code", "title", "source_url"))
    made = []
    for draft in drafts:
        key = (draft.council, draft.title, draft.source_url)
        if key in there:
            continue
        there.add(key)
        project = draft_project(
            councils[draft.council],
            by=by,
            title=draft.title,
            phase=draft.phase,
            problem=draft.problem,
            department=draft.department,
            source_url=draft.source_url,
            source_note=draft.source_note,
        )
        made.append(project)
    return made
