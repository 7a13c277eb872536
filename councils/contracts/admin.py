"""Declared interests, in the back office."""

from django.contrib import admin

from corps.admin import RecordAdmin
from councils.contracts.models import Interest


@admin.register(Interest)
class InterestAdmin(RecordAdmin):
    list_display = ("organisation", "council", "kind", "declared_on", "ended_on", "declared_by")
    list_filter = ("kind", "council", "declared_on")
    list_select_related = ("organisation", "council", "declared_by")
    search_fields = ("organisation__name", "organisation__company_number", "council__name")
    autocomplete_fields = ("organisation", "declared_by")
    date_hierarchy = "declared_on"
