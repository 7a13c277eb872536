"""What happened, in the back office: read, never written; what people wish; what came back."""

from datetime import timedelta

from django.contrib import admin, messages
from django.db.models.functions import Coalesce
from django.utils import timezone

from corps.admin import HistoryAdmin, Mending, RecordAdmin
from corps.notifications import services
from corps.notifications.models import (
    Bounce,
    Event,
    Message,
    Notification,
    QuietHours,
    SavedSearch,
    Wish,
)


@admin.register(Event)
class EventAdmin(HistoryAdmin):
    list_display = ("at", "kind", "subject", "by", "request_id")
    list_filter = ("kind", "at")
    search_fields = ("subject", "by__email", "request_id")
    list_select_related = ("by",)
    date_hierarchy = "at"


def late(notices):
    """Those whose e-mail should have left an hour ago."""
    now = timezone.now()
    due_at = Coalesce("wait_until", "event__at")
    return notices.due(now).annotate(due_at=due_at).filter(due_at__lt=now - timedelta(hours=1))


def returned(bounces):
    """Those that hold all e-mail to an address."""
    return bounces.holding()


@admin.register(Notification)
class NotificationAdmin(HistoryAdmin):
    list_display = ("event", "to", "sent_at", "outcome", "wait_until", "read_at")
    list_filter = ("outcome", "digest", "sent_at", "read_at")
    search_fields = ("event__subject", "to__email")
    list_select_related = ("event", "to")
    mending = (Mending("late", "notices whose e-mail should have left an hour ago", late),)
    actions = ("send_now",)

    @admin.action(description="Send now what is due", permissions=["view"])
    def send_now(self, request, queryset):
        """What the clock does every few minutes."""
        try:
            count = services.deliver(queryset)
        except (OSError, ValueError) as why:
            self.message_user(request, f"Not all could be sent: {why}.", messages.ERROR)
        else:
            self.message_user(request, f"E-mails sent: {count}.", messages.SUCCESS)


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


@admin.register(Wish)
class WishAdmin(RecordAdmin):
    list_display = ("user", "group", "pace")
    list_filter = ("group", "pace")
    search_fields = ("user__name", "user__email")
    list_select_related = ("user",)
    autocomplete_fields = ("user",)


@admin.register(QuietHours)
class QuietHoursAdmin(RecordAdmin):
    list_display = ("user", "starts", "ends", "weekends")
    list_filter = ("weekends",)
    search_fields = ("user__name", "user__email")
    list_select_related = ("user",)
    autocomplete_fields = ("user",)


@admin.register(Bounce)
class BounceAdmin(RecordAdmin):
    list_display = ("address", "at", "permanent", "reason", "cleared_at", "cleared_by")
    list_filter = ("permanent", "at", "cleared_at")
    search_fields = ("address", "reason")
    list_select_related = ("cleared_by",)
    readonly_fields = ("at", "message_id", "tried_at", "cleared_at", "cleared_by")
    mending = (Mending("held", "addresses from which e-mail came back", returned),)
    actions = ("send_again",)

    @admin.action(description="Send again, with what was held")
    def send_again(self, request, queryset):
        """Clear every bounce of these addresses."""
        count = services.send_again(queryset, by=request.user)
        self.message_user(request, f"E-mail goes to {count} of them again.", messages.SUCCESS)
