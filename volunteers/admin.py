"""The public side in the back office."""

from datetime import timedelta

from django.conf import settings
from django.contrib import admin
from django.utils import timezone

from corps.admin import HistoryAdmin, Mending, RecordAdmin, act
from volunteers import services
from volunteers.models import (
    Admission,
    Certificate,
    Charity,
    Contribution,
    Favourite,
    Record,
    Source,
    SourceLabel,
    SourceRun,
    SourceTask,
    Suggestion,
    Task,
    TaskSkill,
    Volunteer,
)


def waiting(charities):
    """Those that corps staff should have checked by now."""
    late = timezone.now() - timedelta(days=settings.VERIFICATION_DAYS)
    return charities.filter(stage=Charity.Stage.APPLIED, moved_at__lt=late)


def overdue(suggestions):
    """Those that were to be answered before today."""
    received = Suggestion.Stage.RECEIVED
    return suggestions.filter(stage=received, due_on__lt=timezone.localdate())


def failed(runs):
    """Those of this week in which something was wrong."""
    return runs.exclude(error="").filter(at__gt=timezone.now() - timedelta(days=7))


@admin.register(Charity)
class CharityAdmin(RecordAdmin):
    list_display = ("organisation", "charity_number", "stage", "moved_at")
    list_filter = ("stage",)
    search_fields = ("organisation__name", "charity_number")
    list_select_related = ("organisation",)
    autocomplete_fields = ("organisation",)
    readonly_fields = ("stage", "stage_reason", "moved_at")
    mending = (Mending("waiting", "charities that wait to be approved", waiting),)
    actions = (
        act("Approve", services.approve_charity),
        act("Refuse", services.refuse_charity, asks="Why may it not ask for help?"),
    )


@admin.register(Volunteer)
class VolunteerAdmin(RecordAdmin):
    list_display = ("user", "kind", "organisation", "age_confirmed", "licence_version", "is_public")
    list_filter = ("kind", "is_public", "licence_version", "age_confirmed")
    search_fields = ("user__name", "user__email", "organisation__name")
    list_select_related = ("user", "organisation")
    autocomplete_fields = ("user", "organisation")
    readonly_fields = ("licence_version", "licence_agreed_at", "since")


class TaskSkillInline(admin.TabularInline):
    model = TaskSkill
    extra = 0
    autocomplete_fields = ("skill",)


@admin.register(Task)
class TaskAdmin(RecordAdmin):
    list_display = ("title", "council", "charity", "stage", "effort", "places", "due_on")
    list_filter = (
        *("stage", "effort", "personal_data", "works_without_sight", "phone_in_five_minutes"),
        *("is_sample", "council"),
    )
    search_fields = ("title", "description", "council__name", "charity__organisation__name")
    list_select_related = ("council", "charity__organisation")
    autocomplete_fields = ("council", "charity", "project", "author")
    readonly_fields = (
        *("stage", "stage_reason", "moved_at", "created_at", "opened_at", "opened_by"),
        *("replaces_no_paid_post", "personal_data"),
    )
    inlines = [TaskSkillInline]


@admin.register(TaskSkill)
class TaskSkillAdmin(RecordAdmin):
    list_display = ("task", "skill", "level", "required")
    list_filter = ("required", "level")
    search_fields = ("task__title", "skill__name")
    list_select_related = ("task", "skill")
    autocomplete_fields = ("task", "skill")


@admin.register(Admission)
class AdmissionAdmin(RecordAdmin):
    list_display = ("volunteer", "task", "by", "at")
    search_fields = ("volunteer__user__name", "task__title")
    list_select_related = ("volunteer__user", "task", "by")
    autocomplete_fields = ("task", "volunteer", "by")
    readonly_fields = ("at",)


@admin.register(Favourite)
class FavouriteAdmin(RecordAdmin):
    list_display = ("user", "task", "at")
    search_fields = ("user__name", "task__title")
    list_select_related = ("user", "task")
    autocomplete_fields = ("user", "task")
    readonly_fields = ("at",)


@admin.register(Contribution)
class ContributionAdmin(RecordAdmin):
    list_display = ("volunteer", "task", "place", "stage", "hours", "moved_at", "reviewer")
    list_filter = ("stage", ("reminded_at", admin.EmptyFieldListFilter))
    search_fields = ("volunteer__user__name", "volunteer__user__email", "task__title")
    list_select_related = ("volunteer__user", "task", "reviewer")
    autocomplete_fields = ("task", "volunteer", "organisation")
    # A file is sent in on a page that looks at its content, and read on one that asks who reads.
    exclude = ("evidence_file",)
    readonly_fields = (
        *("stage", "stage_reason", "moved_at", "claimed_at", "touched_at", "reminded_at"),
        *("submitted_at", "reviewer", "reviewed_at", "evidence_name"),
    )


@admin.register(Suggestion)
class SuggestionAdmin(RecordAdmin):
    list_display = ("title", "kind", "council", "stage", "due_on", "by")
    list_filter = ("stage", "kind", "council")
    search_fields = ("title", "text", "by__email")
    list_select_related = ("council", "by")
    autocomplete_fields = ("by", "council")
    raw_id_fields = ("task", "project")
    readonly_fields = ("stage", "moved_at", "received_at", "answered_by", "answered_at")
    mending = (Mending("overdue", "suggestions whose answer is overdue", overdue),)


class SourceLabelInline(admin.TabularInline):
    model = SourceLabel
    extra = 1
    autocomplete_fields = ("skill",)


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    list_display = ("name", "council", "owner", "active", "checked_at", "declared_at")
    list_filter = ("active", "council")
    search_fields = ("name", "url")
    list_select_related = ("council", "owner")
    autocomplete_fields = ("council", "owner")
    raw_id_fields = ("project",)
    readonly_fields = ("declared_by", "declared_at", "asked_at", "checked_at")
    inlines = (SourceLabelInline,)


@admin.register(SourceLabel)
class SourceLabelAdmin(RecordAdmin):
    list_display = ("label", "source", "skill", "level")
    search_fields = ("label", "source__name", "skill__name")
    list_select_related = ("source", "skill")
    autocomplete_fields = ("source", "skill")


@admin.register(SourceTask)
class SourceTaskAdmin(HistoryAdmin):
    list_display = ("source", "number", "task", "updated_at", "closed_at")
    list_filter = ("source",)
    search_fields = ("title", "=number")
    list_select_related = ("source", "task")


@admin.register(SourceRun)
class SourceRunAdmin(HistoryAdmin):
    list_display = ("at", "source", "made", "changed", "closed", "flagged", "error")
    list_filter = ("source",)
    search_fields = ("source__name", "error")
    list_select_related = ("source",)
    mending = (Mending("failed", "imports of tasks that failed this week", failed),)


@admin.register(Record)
class OwnRecordAdmin(HistoryAdmin):
    list_display = ("volunteer", "is_public")
    list_filter = ("is_public",)
    search_fields = ("volunteer__user__name", "volunteer__user__email")
    list_select_related = ("volunteer__user",)


@admin.register(Certificate)
class CertificateAdmin(HistoryAdmin):
    list_display = ("code", "name", "volunteer", "hours", "made_at", "withdrawn_at")
    search_fields = ("code", "name", "volunteer__user__email")
    list_select_related = ("volunteer__user",)
