"""What happened, in the back office: read, never written; and the searches that people keep."""

from django.contrib import admin

from corps.admin import HistoryAdmin, RecordAdmin
from corps.notifications.models import Event, Message, Notification, SavedSearch


@admin.register(Event)
class EventAdmin(HistoryAdmin):
    list_display = ("at", "kind", "subject", "by", "request_id")
    list_filter = ("kind", "at")
    search_fields = ("subject", "by__email", "request_id")
    list_select_related = ("by",)
    date_hierarchy = "at"


@admin.register(Notification)
class NotificationAdmin(HistoryAdmin):
    list_display = ("event", "to", "sent_at", "read_at")
    list_filter = ("sent_at", "read_at")
    search_fields = ("event__subject", "to__email")
    list_select_related = ("event", "to")


@admin.register(Message)
class MessageAdmin(HistoryAdmin):
    list_display = ("at", "by", "about_type", "about_id", "text")
    search_fields = ("text", "by__email")
    list_select_related = ("by", "about_type")


@admin.register(SavedSearch)
class SavedSearchAdmin(RecordAdmin):
    list_display = ("name", "label", "user", "daily", "created_at", "last_sent_at")
    list_filter = ("label", "daily")
    search_fields = ("name", "user__email")
    list_select_related = ("user",)
    autocomplete_fields = ("user",)
