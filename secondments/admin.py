"""Employers, experts and secondments, in the back office."""

from django.contrib import admin

from corps.admin import HistoryAdmin, RecordAdmin
from secondments.models import (
    Consent,
    Employer,
    Expert,
    Intake,
    Lead,
    Naming,
    Period,
    Pledge,
    PledgeSkill,
    Preference,
    RoleInterest,
    Secondment,
    StaffInvitation,
    StaffSheet,
)


@admin.register(Employer)
class EmployerAdmin(RecordAdmin):
    list_display = ("organisation", "company_number", "stage", "since")
    list_filter = ("organisation__stage", "since")
    list_select_related = ("organisation",)
    search_fields = ("organisation__name", "organisation__company_number")
    autocomplete_fields = ("organisation",)

    @admin.display(ordering="organisation__company_number")
    def company_number(self, employer):
        """The number by which the company is known."""
        return employer.organisation.company_number

    @admin.display(ordering="organisation__stage")
    def stage(self, employer):
        """Whether corps staff have checked it."""
        return employer.organisation.get_stage_display()


@admin.register(Expert)
class ExpertAdmin(RecordAdmin):
    list_display = (
        "user",
        "employer",
        "headline",
        "stage",
        "available_from",
        "available_until",
        "days_a_week",
        "consent_at",
        "is_sample",
    )
    list_filter = ("stage", "clearance", "remote", "is_sample", "available_from")
    list_select_related = ("user", "employer__organisation")
    search_fields = ("user__name", "user__email", "headline", "employer__organisation__name")
    autocomplete_fields = ("user", "employer")
    filter_horizontal = ("boroughs",)
    readonly_fields = ("moved_at", "consent_at", "consent_by")


@admin.register(Preference)
class PreferenceAdmin(RecordAdmin):
    list_display = ("expert", "rank", "role")
    list_filter = ("rank",)
    list_select_related = ("expert__user", "role")
    search_fields = ("expert__user__name", "expert__user__email", "role__title")
    autocomplete_fields = ("expert",)
    raw_id_fields = ("role",)


@admin.register(Secondment)
class SecondmentAdmin(RecordAdmin):
    list_display = ("expert", "role", "place", "stage", "starts_on", "ends_on", "days_a_week")
    list_filter = ("stage", "starts_on")
    list_select_related = ("expert__user", "role")
    search_fields = ("expert__user__name", "expert__user__email", "role__title")
    autocomplete_fields = ("expert",)
    raw_id_fields = ("role",)
    readonly_fields = ("moved_at", "stage_reason")
    date_hierarchy = "starts_on"


class PledgeSkillInline(admin.TabularInline):
    """The skills that everybody of a pledge holds."""

    model = PledgeSkill
    extra = 0
    autocomplete_fields = ("skill",)


@admin.register(Pledge)
class PledgeAdmin(RecordAdmin):
    list_display = (
        *("title", "employer", "stage", "people", "named", "days_a_week"),
        *("available_from", "available_until", "shows_name", "is_sample"),
    )
    list_filter = ("stage", "shows_name", "is_sample", "available_from")
    list_select_related = ("employer__organisation",)
    search_fields = ("title", "employer__organisation__name")
    autocomplete_fields = ("employer", "by")
    filter_horizontal = ("boroughs",)
    readonly_fields = ("moved_at", "named", "stage_reason", "made_at")
    inlines = (PledgeSkillInline,)


@admin.register(Naming)
class NamingAdmin(HistoryAdmin):
    list_display = ("pledge", "expert", "by", "at", "taken_back_at")
    list_filter = ("at",)
    list_select_related = ("pledge", "expert__user", "by")
    search_fields = ("pledge__title", "expert__user__name", "expert__user__email")


@admin.register(Lead)
class LeadAdmin(HistoryAdmin):
    list_display = ("pledge", "role", "fit", "at")
    list_filter = ("at",)
    list_select_related = ("pledge", "role")
    search_fields = ("pledge__title", "role__title")


@admin.register(Intake)
class IntakeAdmin(RecordAdmin):
    list_display = ("name", "opens_on", "closes_on", "round_on", "reminded_at", "round_begun_at")
    list_filter = ("round_on", "is_sample")
    search_fields = ("name", "note")
    autocomplete_fields = ("by",)
    readonly_fields = ("made_at", "reminded_at", "round_begun_at")


@admin.register(RoleInterest)
class RoleInterestAdmin(HistoryAdmin):
    """What has been shared with an employer; the rest is the expert's alone, here too."""

    list_display = ("expert", "role", "shared_at")
    list_filter = ("shared_at",)
    list_select_related = ("expert__user", "role")
    search_fields = ("expert__user__name", "role__title")

    def get_queryset(self, request):
        """Those that were shared."""
        return super().get_queryset(request).filter(shared_at__isnull=False)


@admin.register(Consent)
class ConsentAdmin(HistoryAdmin):
    list_display = ("expert", "by", "given_at", "starts_on", "ends_on", "days_a_week", "over_at")
    list_filter = ("given_at", "ends_on", "over_at")
    list_select_related = ("expert__user", "by")
    search_fields = ("expert__user__name", "expert__user__email", "over_reason")


@admin.register(Period)
class PeriodAdmin(RecordAdmin):
    list_display = ("expert", "starts_on", "ends_on", "days_a_week")
    list_filter = ("starts_on",)
    list_select_related = ("expert__user",)
    search_fields = ("expert__user__name", "expert__user__email")
    autocomplete_fields = ("expert",)


@admin.register(StaffSheet)
class StaffSheetAdmin(HistoryAdmin):
    list_display = ("name", "employer", "by", "at", "size", "stage")
    list_filter = ("stage", "at")
    list_select_related = ("employer__organisation", "by")
    search_fields = ("name", "employer__organisation__name")


@admin.register(StaffInvitation)
class StaffInvitationAdmin(RecordAdmin):
    list_display = ("email", "employer", "by", "sent_at", "accepted_at", "expert")
    list_filter = ("sent_at", "accepted_at")
    list_select_related = ("employer__organisation", "by", "expert__user")
    search_fields = ("email", "name", "employer__organisation__name")
    autocomplete_fields = ("employer", "by")
    raw_id_fields = ("sheet",)
    readonly_fields = ("sent_at", "accepted_at", "expert")
