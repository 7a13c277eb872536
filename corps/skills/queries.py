"""What the framework in use asks for, and what a person holds of it."""

from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from corps.accounts.models import User
from corps.skills.models import Framework, FrameworkRole, Holding, RoleCard, Skill


def newest_framework() -> Framework | None:
    """The version in use, or none before the reference data is loaded."""
    return Framework.objects.order_by("-version", "-pk").first()


def skills() -> QuerySet[Skill]:
    """The skills of the framework in use, by name."""
    return Skill.objects.filter(framework=newest_framework())


def framework_roles() -> QuerySet[FrameworkRole]:
    """The role levels of the framework in use, by family, role and level."""
    return FrameworkRole.objects.filter(framework=newest_framework())


def role_cards() -> QuerySet[RoleCard]:
    """The plain-words role cards, in their order."""
    return RoleCard.objects.select_related("framework_role")


def skill_choices() -> list[tuple[int, str]]:
    """Skills to choose from."""
    return list(skills().values_list("pk", "name"))


def framework_role_choices() -> list[tuple[str, list[tuple[int, str]]]]:
    """Role levels to choose from, in groups named by their role."""
    rows = framework_roles().order_by("role", "level")
    return [
        (role, [(row.pk, row.level) for row in levels])
        for role, levels in groupby(rows, key=lambda row: row.role)
    ]


def skills_of_role(role: FrameworkRole) -> list[tuple[int, int]]:
    """What a role level asks for: (skill id, least level), by the skill's name."""
    return list(role.role_skills.values_list("skill", "level"))


def named_skills_of_role(role: FrameworkRole) -> list[tuple[str, int]]:
    """What a role level asks for: (skill's name, least level), by name."""
    return list(role.role_skills.values_list("skill__name", "level"))


def holdings_of(user: User) -> QuerySet[Holding]:
    """What a person holds or wants, with the skills' names."""
    return Holding.objects.filter(user=user).select_related("skill")


def about(user: User) -> dict[str, Any]:
    """The skills that a person says to hold or to want."""
    return {"skills": list(holdings_of(user).values("skill__name", "level", "wanted"))}
