"""Employers, experts and secondments, in the back office."""

from django.contrib import admin

from corps.admin import RecordAdmin
from secondments.models import Employer, Expert, Preference, Secondment


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
