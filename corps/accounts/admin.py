"""People in the back office, and who may enter it."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect
from django.utils import timezone

from corps.accounts.models import Departure, Export, User
from corps.accounts.permissions import has_second_factor, where_to_show_one
from corps.admin import HistoryAdmin, Mending, RecordAdmin


def may_enter(request):
    """Corps staff alone, and with a second factor where one is required."""
    user = request.user
    return user.is_active and user.is_staff and has_second_factor(request)


def sign_in(request, extra_context=None):
    """Use the site's own sign-in, with its rate limits and second factor."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    if request.user.is_staff and not has_second_factor(request):
        return redirect(where_to_show_one(request))
    return redirect("home:front")


# Django's documented seam is an AdminSite of one's own, which would need an apps.py.
setattr(admin.site, "has_permission", may_enter)  # noqa: B010 - mypy knows these as methods
setattr(admin.site, "login", sign_in)  # noqa: B010


def unproven(people):
    """Those who signed up a week ago and never showed that the address is theirs."""
    proven = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    early = timezone.now() - timedelta(days=7)
    return people.filter(~Exists(proven), is_active=True, joined_at__lt=early)


def unmade(exports):
    """Those that were asked for hours ago."""
    return exports.filter(ready_at=None, asked_at__lt=timezone.now() - timedelta(hours=3))


@admin.register(User)
class UserAdmin(RecordAdmin):
    list_display = ("email", "name", "is_active", "is_staff", "is_sample", "joined_at")
    list_filter = ("is_active", "is_staff", "is_sample")
    search_fields = ("email", "name")
    readonly_fields = ("password", "last_login", "joined_at", "left_at")
    filter_horizontal = ("groups", "user_permissions")
    mending = (Mending("unproven", "people whose address was never confirmed", unproven),)
    actions = ("send_link",)

    @admin.action(description="Send the link that confirms the address again")
    def send_link(self, request, queryset):
        """To those who have an address that waits for it."""
        waiting = EmailAddress.objects.filter(user__in=queryset, verified=False)
        for address in waiting.select_related("user"):
            address.send_confirmation(request)
        self.message_user(request, f"Links sent: {len(waiting)}.", messages.SUCCESS)


@admin.register(Departure)
class DepartureAdmin(HistoryAdmin):
    list_display = ("user", "asked_at", "due_at")
    list_select_related = ("user",)


@admin.register(Export)
class ExportAdmin(HistoryAdmin):
    mending = (Mending("unmade", "files of one’s own data that were not made", unmade),)
    list_display = ("user", "asked_at", "ready_at")
    list_select_related = ("user",)
    fields = ("user", "asked_at", "parts_done", "ready_at")  # never the file
    readonly_fields = fields
