"""Notes, complaints and looks, in the back office."""

from django.contrib import admin
from django.utils import timezone

from corps.admin import HistoryAdmin, Mending, RecordAdmin
from corps.casework.models import Complaint, Look, LookedAt, Note


@admin.register(Note)
class NoteAdmin(RecordAdmin):
    list_display = ("at", "by", "about_type", "about_id", "text")
    list_filter = ("about_type", "at")
    list_select_related = ("by", "about_type")
    search_fields = ("text", "by__email")
    autocomplete_fields = ("by",)


def overdue(complaints):
    """Those whose answer is late."""
    return complaints.overdue(timezone.localdate())


@admin.register(Complaint)
class ComplaintAdmin(RecordAdmin):
    list_display = ("subject", "by", "stage", "handler", "received_at", "due_on")
    list_filter = ("stage", "due_on")
    list_select_related = ("by", "handler")
    search_fields = ("subject", "text", "by__email")
    autocomplete_fields = ("by", "handler")
    readonly_fields = ("moved_at", "received_at", "answered_at", "answered_by")
    mending = (Mending("overdue", "complaints whose answer is late", overdue),)


@admin.register(Look)
class LookAdmin(HistoryAdmin):
    list_display = ("began_at", "by", "of", "reason", "ends_at")
    list_filter = ("began_at",)
    list_select_related = ("by", "of")
    search_fields = ("by__email", "of__email", "reason")


@admin.register(LookedAt)
class LookedAtAdmin(HistoryAdmin):
    list_display = ("at", "look", "path")
    list_select_related = ("look__by", "look__of")
    search_fields = ("path",)
