"""The asking side in the back office."""

from django.contrib import admin

from corps.admin import RecordAdmin
from councils.models import (
    ApprovalLink,
    Council,
    CouncilDomain,
    Invitation,
    Membership,
    Need,
    Project,
    Role,
    Teammate,
    Token,
)


class CouncilDomainInline(admin.TabularInline):
    model = CouncilDomain
    extra = 0


@admin.register(Council)
class CouncilAdmin(RecordAdmin):
    list_display = ("name", "code", "gss", "ecode", "statutory", "ons")
    list_filter = ("statutory", "ons")
    search_fields = ("name", "official_name", "code", "gss")
    filter_horizontal = ("neighbours",)
    inlines = [CouncilDomainInline]


@admin.register(CouncilDomain)
class CouncilDomainAdmin(RecordAdmin):
    list_display = ("domain", "council")
    search_fields = ("domain", "council__name")
    list_select_related = ("council",)


@admin.register(Membership)
class MembershipAdmin(RecordAdmin):
    list_display = ("user", "council", "role", "asked_at", "confirmed_at", "confirmed_by")
    list_filter = ("role", ("confirmed_at", admin.EmptyFieldListFilter), "council")
    search_fields = ("user__email", "user__name", "council__name")
    list_select_related = ("user", "council", "confirmed_by")
    autocomplete_fields = ("user", "council")
    readonly_fields = ("asked_at", "confirmed_at", "confirmed_by")


@admin.register(Invitation)
class InvitationAdmin(RecordAdmin):
    list_display = ("email", "council", "by", "sent_at", "accepted_at")
    list_filter = (("accepted_at", admin.EmptyFieldListFilter),)
    search_fields = ("email", "council__name")
    list_select_related = ("council", "by")
    autocomplete_fields = ("council", "by")
    readonly_fields = ("sent_at", "accepted_at")


class RoleInline(admin.StackedInline):
    model = Role
    extra = 0
    autocomplete_fields = ("framework_role", "card")
    show_change_link = True


@admin.register(Project)
class ProjectAdmin(RecordAdmin):
    list_display = ("title", "council", "stage", "moved_at", "forecast_gbp", "is_sample")
    list_filter = ("stage", "phase", "is_sample", "council")
    search_fields = ("title", "problem", "council__name")
    list_select_related = ("council",)
    autocomplete_fields = ("council", "author")
    readonly_fields = (
        "stage",
        "stage_reason",
        "moved_at",
        "created_at",
        "submitted_by",
        "approved_by",
        "opened_at",
    )
    inlines = [RoleInline]


class NeedInline(admin.TabularInline):
    model = Need
    extra = 0
    autocomplete_fields = ("skill",)


@admin.register(Role)
class RoleAdmin(RecordAdmin):
    list_display = ("title", "project", "rank", "places", "days_a_week", "starts_on", "ends_on")
    list_filter = ("remote", "clearance", "project__stage")
    search_fields = ("title", "project__title")
    list_select_related = ("project",)
    autocomplete_fields = ("project", "card", "framework_role")
    inlines = [NeedInline]


@admin.register(Need)
class NeedAdmin(RecordAdmin):
    list_display = ("role", "skill", "level", "required")
    list_filter = ("required", "level")
    search_fields = ("role__title", "skill__name")
    list_select_related = ("role", "skill")
    autocomplete_fields = ("role", "skill")


@admin.register(ApprovalLink)
class ApprovalLinkAdmin(RecordAdmin):
    list_display = ("project", "name", "post", "email", "sent_at", "used_at")
    search_fields = ("project__title", "email", "name")
    list_select_related = ("project",)
    autocomplete_fields = ("project", "by")
    readonly_fields = ("sent_at", "used_at")


@admin.register(Teammate)
class TeammateAdmin(RecordAdmin):
    list_display = ("user", "project", "capacity", "joined_on", "left_on")
    list_filter = ("capacity",)
    search_fields = ("user__email", "project__title")
    list_select_related = ("user", "project")
    autocomplete_fields = ("user", "project")


@admin.register(Token)
class TokenAdmin(RecordAdmin):
    """Keys are made by their owners alone; here they are seen, ended sooner, or taken away."""

    list_display = ("name", "beginning", "membership", "made_at", "expires_at", "last_used_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter), "membership__council")
    search_fields = ("name", "beginning", "membership__user__email")
    list_select_related = ("membership__user", "membership__council")
    readonly_fields = ("membership", "beginning", "made_at", "last_used_at", "revoked_at")

    def has_add_permission(self, request):
        """Its owner alone sees a new key."""
        return False
