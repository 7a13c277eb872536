"""Savings in the back office."""

from django.contrib import admin

from corps.admin import HistoryAdmin, RecordAdmin
from corps.savings.models import (
    Benefit,
    Claim,
    CouncilSetting,
    CouncilYear,
    Deflator,
    Forecast,
    Measurement,
    Part,
    Population,
    Published,
    Sample,
    ServiceMonth,
    Snapshot,
    Stale,
    Summary,
)
from corps.sheets.admin import ImportAdmin


class ForecastInline(admin.TabularInline):
    model = Forecast
    extra = 0


@admin.register(Benefit)
class BenefitAdmin(RecordAdmin):
    list_display = ("title", "project", "kind", "stage", "service", "moved_at")
    list_filter = ("stage", "kind", "beneficiary", "service", "project__council")
    search_fields = ("title", "project__title", "product")
    list_select_related = ("project",)
    autocomplete_fields = ("project", "author", "reuses")
    readonly_fields = ("stage", "stage_reason", "moved_at", "created_at")
    inlines = [ForecastInline]


@admin.register(Forecast)
class ForecastAdmin(RecordAdmin):
    list_display = ("benefit", "period_from", "period_to", "amount_gbp")
    search_fields = ("benefit__title",)
    list_select_related = ("benefit",)
    autocomplete_fields = ("benefit",)


@admin.register(Measurement)
class MeasurementAdmin(RecordAdmin):
    list_display = ("benefit", "period_from", "period_to", "value", "amount_gbp", "claim", "by")
    list_filter = ("is_public", ("claim", admin.EmptyFieldListFilter))
    search_fields = ("benefit__title", "by__email")
    list_select_related = ("benefit", "claim__benefit", "by")
    autocomplete_fields = ("benefit", "by")
    readonly_fields = ("claim", "at")


class PartInline(admin.TabularInline):
    model = Part
    extra = 0
    can_delete = False
    fields = readonly_fields = ("verdict", "kind", "amount_gbp", "reason", "cost_centre")

    def has_add_permission(self, request, obj=None):
        """Finance splits a claim, on its own page."""
        return False


@admin.register(Claim)
class ClaimAdmin(RecordAdmin):
    list_display = ("benefit", "amount_gbp", "stage", "submitted_by", "submitted_at", "decided_by")
    list_filter = ("stage", "is_drawn", "benefit__project__council")
    search_fields = ("benefit__title", "submitted_by__email")
    list_select_related = ("benefit", "submitted_by", "decided_by")
    autocomplete_fields = ("benefit", "submitted_by")
    readonly_fields = (
        "stage",
        "stage_reason",
        "moved_at",
        "amount_gbp",
        "submitted_at",
        "decided_by",
        "decided_at",
        "sample",
        "is_drawn",
    )
    inlines = [PartInline]


@admin.register(Part)
class PartAdmin(HistoryAdmin):
    list_display = ("claim", "verdict", "kind", "amount_gbp", "cost_centre", "goes_on")
    list_filter = ("verdict", "kind")
    search_fields = ("claim__benefit__title", "cost_centre", "budget_line")
    list_select_related = ("claim__benefit",)


@admin.register(Sample)
class SampleAdmin(HistoryAdmin):
    list_display = ("council", "year", "share", "seed", "drawn_at", "stands")
    list_filter = ("year", "stands")
    search_fields = ("council__name",)
    list_select_related = ("council",)


@admin.register(CouncilSetting)
class CouncilSettingAdmin(RecordAdmin):
    list_display = ("council", "verification_threshold_gbp", "sample_share")
    search_fields = ("council__name",)
    list_select_related = ("council",)
    autocomplete_fields = ("council",)


@admin.register(Deflator)
class DeflatorAdmin(ImportAdmin):
    imported = ("year", "index", "source")
    known_by = ("year",)
    list_display = ("year", "index", "source")
    search_fields = ("year", "source")


@admin.register(Published)
class PublishedAdmin(RecordAdmin):
    list_display = ("who", "project", "amount_gbp", "basis", "kind", "source", "source_date")
    list_filter = ("kind", "basis", ("dispute", admin.EmptyFieldListFilter))
    search_fields = ("who", "project", "source")
    filter_horizontal = ("councils",)


@admin.register(Population)
class PopulationAdmin(ImportAdmin):
    imported = ("council", "year", "people")
    known_by = ("council", "year")
    list_display = ("council", "year", "people")
    list_filter = ("year",)
    search_fields = ("council__name",)
    list_select_related = ("council",)
    autocomplete_fields = ("council",)


@admin.register(Summary)
class SummaryAdmin(HistoryAdmin):
    list_display = ("council", "service", "category", "state", "month", "amount_gbp", "claims")
    list_filter = ("state", "category", "service", "council")
    search_fields = ("council__name",)
    list_select_related = ("council",)


@admin.register(CouncilYear)
class CouncilYearAdmin(HistoryAdmin):
    list_display = ("council", "service", "category", "state", "year", "amount_gbp", "claims")
    list_filter = ("state", "category", "service", "year", "council")
    search_fields = ("council__name",)
    list_select_related = ("council",)


@admin.register(ServiceMonth)
class ServiceMonthAdmin(HistoryAdmin):
    list_display = ("service", "category", "state", "month", "amount_gbp", "claims")
    list_filter = ("state", "category", "service")


@admin.register(Stale)
class StaleAdmin(HistoryAdmin):
    list_display = ("council", "service", "since")
    list_select_related = ("council",)


@admin.register(Snapshot)
class SnapshotAdmin(HistoryAdmin):
    list_display = ("slug", "ends_on", "edition", "frozen_at", "frozen_by", "sha256")
    search_fields = ("slug", "sha256")
    list_select_related = ("frozen_by",)
    readonly_fields = ("slug", "ends_on", "edition", "figures", "sha256", "frozen_at", "frozen_by")
