"""What is asked of experts' interest in roles."""

from collections.abc import Collection

from django.db.models import Count, QuerySet

from corps.organisations.models import Organisation
from councils.models import Role
from secondments.models import Employer, Expert, RoleInterest

LEAST_COUNTED = 3  # fewer people might be guessed at: of them we say “some”


def interests_shown_to(employer: Employer) -> QuerySet[RoleInterest]:
    """What a company's people have shared with it, the latest first."""
    shared = RoleInterest.objects.filter(expert__employer=employer, shared_at__isnull=False)
    return shared.select_related("expert__user", "role__project__council").order_by(
        "-shared_at", "pk"
    )


def own_interests(expert: Expert) -> QuerySet[RoleInterest]:
    """What somebody has marked, the latest first."""
    return expert.interests.select_related("role__project__council").order_by("-since", "-pk")


def how_many_interested(roles: Collection[Role]) -> dict[int, str]:
    """By role, how many people are interested, in words that give nobody away.

    Those of companies that corps staff have not checked do not count.
    """
    rows = RoleInterest.objects.filter(
        role__in=roles, expert__employer__organisation__stage=Organisation.Stage.VERIFIED
    )
    counts = rows.order_by().values("role").annotate(many=Count("pk"))
    return {
        role: f"{many} experts are interested"
        if many >= LEAST_COUNTED
        else "Some experts are interested"
        for role, many in counts.values_list("role", "many")
    }
