"""A borough's page: what it asks for, who is at work, what was saved, what people say."""

from typing import Any

from django.db.models import Count
from django.utils import timezone

import corps.savings.queries
import councils.queries
import volunteers.consensus.queries
import volunteers.queries
from corps.accounts.models import User
from councils.models import Council, Project
from secondments.models import Secondment
from volunteers.consensus.models import Conversation

FEW = 5  # of each kind: the rest has a list of its own


def borough(council: Council, user: User) -> dict[str, Any]:
    """All that the page of a borough shows, as far as everybody may see it."""
    stages = councils.queries.stages_of(council)
    today = timezone.localdate()
    groups = [
        (
            words,
            sum(stages[stage] for stage in within),
            within,
            councils.queries.projects_of(council, within, user, FEW),
        )
        for words, within in councils.queries.GROUPS.values()
    ]
    at_work = people_at_work(council)
    return {
        "groups": [group for group in groups if group[1]],
        "opened": stages.total(),
        "open": stages[Project.Stage.OPEN],
        "at_work": at_work,
        "people": sum(number for *_, number in at_work),
        "verified_cash": corps.savings.queries.verified_cash(council),
        "sponsored": councils.queries.sponsored_by(council, user)[:FEW],
        "tasks": volunteers.queries.to_choose_from(today).filter(council=council)[:FEW],
        "conversations": Conversation.objects.public()
        .filter(pledges__council=council)
        .order_by("-opened_at", "-pk")[:FEW],
        "owed": volunteers.consensus.queries.owed_by(council, today).count(),
    }


def people_at_work(council: Council) -> list[tuple[str, int, str, int]]:
    """In which roles, on which projects, and how many; who they are is for those concerned."""
    live = Secondment.objects.live().filter(
        stage=Secondment.Stage.ACTIVE, role__project__council=council
    )
    rows = live.order_by("role__project", "role__title").values_list(
        "role__title", "role__project", "role__project__title"
    )
    return list(rows.annotate(number=Count("pk"))[:50])
