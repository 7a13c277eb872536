"""The framework, the role cards, and who holds what, in the back office."""

from django.contrib import admin

from corps.admin import RecordAdmin
from corps.sheets.admin import ImportAdmin
from corps.skills.models import (
    Framework,
    FrameworkRole,
    FrameworkRoleSkill,
    Holding,
    RoleCard,
    Skill,
)


@admin.register(Framework)
class FrameworkAdmin(RecordAdmin):
    list_display = ("name", "version", "source")
    list_filter = ("version",)
    search_fields = ("name",)


@admin.register(Skill)
class SkillAdmin(ImportAdmin):
    imported = known_by = ("framework", "name")
    list_display = ("name", "framework")
    list_filter = ("framework",)
    list_select_related = ("framework",)
    search_fields = ("name",)


@admin.register(FrameworkRole)
class FrameworkRoleAdmin(RecordAdmin):
    list_display = ("role", "level", "family", "framework")
    list_filter = ("framework", "family")
    list_select_related = ("framework",)
    search_fields = ("role", "level")


@admin.register(FrameworkRoleSkill)
class FrameworkRoleSkillAdmin(ImportAdmin):
    imported = ("role", "skill", "level")
    known_by = ("role", "skill")
    list_display = ("role", "skill", "level")
    list_filter = ("level",)
    list_select_related = ("role", "skill")
    search_fields = ("role__level", "role__role", "skill__name")
    autocomplete_fields = ("role", "skill")


@admin.register(RoleCard)
class RoleCardAdmin(ImportAdmin):
    imported = ("title", "description", "framework_role", "order")
    known_by = ("title",)
    list_display = ("title", "framework_role", "order")
    list_filter = ("framework_role__family",)
    list_select_related = ("framework_role",)
    search_fields = ("title", "description")
    autocomplete_fields = ("framework_role",)


@admin.register(Holding)
class HoldingAdmin(RecordAdmin):
    list_display = ("user", "skill", "level", "wanted")
    list_filter = ("level", "wanted")
    list_select_related = ("user", "skill")
    search_fields = ("user__name", "user__email", "skill__name")
    autocomplete_fields = ("user", "skill")
