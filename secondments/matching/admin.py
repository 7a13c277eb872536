"""Matching in the back office: points are versioned, the rest is read."""

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils import timezone

from corps.admin import HistoryAdmin, Mending, RecordAdmin
from secondments.matching import queries
from secondments.matching.models import (
    Alert,
    Answer,
    BoroughFigures,
    Comparison,
    DirectMatch,
    NearMiss,
    PointsTable,
    Proposal,
    Remedy,
    Reserve,
    Round,
    RoundFile,
    Shortfall,
    Sighting,
    Unplaced,
    Urgency,
)


class PointsTableForm(forms.ModelForm):
    """Points that add up to a fit of 1000 or less."""

    class Meta:
        model = PointsTable
        # Versions are numbered by us, in order.
        fields = (
            *("eligible", "surplus", "desirable"),
            *("first", "second", "third", "later", "no_list", "unlisted"),
            *("home", "neighbour", "other", "learning", "continuity"),
        )

    def clean(self):
        """What the maths refuses is said here, before a round meets it."""
        super().clean()
        if not self.errors:
            try:
                queries.points(PointsTable(**self.cleaned_data))
            except ValueError as error:
                raise forms.ValidationError(str(error)) from error


@admin.register(PointsTable)
class PointsTableAdmin(RecordAdmin):
    """A version that a round has used stays as it is; another is added beside it."""

    form = PointsTableForm
    list_display = ("version", "made_at", "eligible", "surplus", "desirable", "first", "home")
    list_filter = ("made_at",)
    search_fields = ("=version",)

    def get_changeform_initial_data(self, request):
        """A new version begins as the last one."""
        last = PointsTable.objects.first()
        return {name: getattr(last, name) for name in PointsTableForm.base_fields} if last else {}

    def save_model(self, request, obj, form, change):
        """Number a new version."""
        if not change:
            last = PointsTable.objects.first()
            obj.version = last.version + 1 if last else 1
        super().save_model(request, obj, form, change)

    def has_change_permission(self, request, obj=None):
        """A version that no round names yet may still be mended."""
        allowed = super().has_change_permission(request, obj)
        return allowed and not (obj and obj.rounds.exists())

    def has_delete_permission(self, request, obj=None):
        """Versions are not forgotten."""
        return False


def failed(rounds):
    """Those of this week that failed, and those that a worker should have finished by now."""
    now = timezone.now()
    hang = Q(stage__in=[Round.Stage.QUEUED, Round.Stage.RUNNING])
    return rounds.filter(
        Q(stage=Round.Stage.FAILED, asked_at__gt=now - timedelta(days=7))
        | hang & Q(asked_at__lt=now - timedelta(hours=1))
    )


@admin.register(Round)
class RoundAdmin(HistoryAdmin):
    list_display = (
        *("id", "asked_at", "kind", "policy", "stage", "step", "by", "points"),
        *("places", "experts", "arcs", "filled", "total_fit", "solved_at"),
    )
    list_filter = ("stage", "kind", "policy", "asked_at")
    search_fields = ("=id", "by__email", "failure")
    list_select_related = ("by", "points")
    mending = (Mending("failed", "rounds that failed this week, or hang", failed),)
    date_hierarchy = "asked_at"


class AnswerInline(admin.TabularInline):
    """Who has said yes, and by when the others must answer."""

    model = Answer
    extra = 0
    can_delete = False
    readonly_fields = ("side", "due_on", "yes_at", "by")

    def has_add_permission(self, request, obj=None):
        """Answers come with their proposal."""
        return False

    def get_queryset(self, request):
        """Each with who gave it."""
        return super().get_queryset(request).select_related("by")


@admin.register(Proposal)
class ProposalAdmin(HistoryAdmin):
    list_display = (
        *("id", "expert", "role", "place", "fit", "stage", "moved_at", "met_on"),
        *("origin", "round"),
    )
    list_filter = ("stage", "origin", "moved_at", "role__project__council")
    search_fields = ("expert__user__name", "expert__user__email", "role__title", "stage_reason")
    list_select_related = ("expert__user", "role", "round")
    inlines = (AnswerInline,)


@admin.register(Answer)
class AnswerAdmin(HistoryAdmin):
    list_display = ("proposal", "side", "due_on", "yes_at", "by")
    list_filter = ("side", "due_on")
    search_fields = ("proposal__expert__user__name", "proposal__role__title", "by__email")
    list_select_related = ("proposal__expert__user", "proposal__role", "by")


@admin.register(Reserve)
class ReserveAdmin(HistoryAdmin):
    list_display = ("role", "order", "expert", "fit", "round")
    list_filter = ("role__project__council",)
    search_fields = ("expert__user__name", "expert__user__email", "role__title", "=round__id")
    list_select_related = ("expert__user", "role", "round")


@admin.register(Shortfall)
class ShortfallAdmin(HistoryAdmin):
    list_display = ("role", "places", "eligible", "near_misses", "round")
    list_filter = ("role__project__council",)
    search_fields = ("role__title", "role__project__title", "=round__id")
    list_select_related = ("role", "round")


@admin.register(Remedy)
class RemedyAdmin(HistoryAdmin):
    list_display = ("role", "points_short", "round")
    list_filter = ("role__project__council",)
    search_fields = ("role__title", "role__project__title")
    list_select_related = ("role", "round")


@admin.register(Unplaced)
class UnplacedAdmin(HistoryAdmin):
    list_display = ("expert", "eligible", "nearest", "points_short", "round")
    search_fields = ("expert__user__name", "expert__user__email")
    list_select_related = ("expert__user", "nearest", "round")


@admin.register(NearMiss)
class NearMissAdmin(HistoryAdmin):
    list_display = ("role", "expert", "kind", "days", "skill", "round")
    list_filter = ("kind", "role__project__council")
    search_fields = ("expert__user__name", "expert__user__email", "role__title")
    list_select_related = ("role", "expert__user", "skill", "round")


@admin.register(Comparison)
class ComparisonAdmin(HistoryAdmin):
    list_display = ("proposal", "others", "fitter", "roles", "better", "runner_up_fit")
    search_fields = ("proposal__expert__user__name", "proposal__role__title")
    list_select_related = ("proposal__expert__user", "proposal__role")


@admin.register(BoroughFigures)
class BoroughFiguresAdmin(HistoryAdmin):
    list_display = ("round", "council", "asked", "counted", "floor", "filled", "proposed", "held")
    list_filter = ("council",)
    search_fields = ("council__name", "=round__id")
    list_select_related = ("round", "council")


@admin.register(RoundFile)
class RoundFileAdmin(HistoryAdmin):
    """What a round left over; the file itself is offered on the round's page."""

    list_display = ("round",)
    search_fields = ("=round__id",)
    list_select_related = ("round",)
    exclude = ("content",)

    def get_queryset(self, request):
        """Without the bytes."""
        return super().get_queryset(request).defer("content")


@admin.register(Urgency)
class UrgencyAdmin(HistoryAdmin):
    list_display = ("role", "reason", "by", "since")
    search_fields = ("role__title", "role__project__title", "reason")
    list_select_related = ("role", "by")


@admin.register(DirectMatch)
class DirectMatchAdmin(HistoryAdmin):
    list_display = ("id", "role", "employer", "expert", "begun_by", "stage", "moved_at", "due_on")
    list_filter = ("stage", "begun_by", "moved_at")
    search_fields = ("role__title", "employer__organisation__name", "expert__user__name", "note")
    list_select_related = ("role", "employer__organisation", "expert__user")


@admin.register(Alert)
class AlertAdmin(HistoryAdmin):
    list_display = ("id", "user", "role", "expert", "stage", "made_at", "last_told_at")
    list_filter = ("stage", "made_at")
    search_fields = ("user__name", "user__email", "role__title")
    list_select_related = ("user", "role", "expert__user")


@admin.register(Sighting)
class SightingAdmin(HistoryAdmin):
    list_display = ("id", "alert", "expert", "pledge", "role", "at")
    list_filter = ("at",)
    search_fields = ("alert__user__name", "role__title")
    list_select_related = ("alert__role", "alert__expert", "expert__user", "pledge", "role")
