"""People in the back office, and who may enter it."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect

from corps.accounts.models import User
from corps.accounts.permissions import has_second_factor, where_to_show_one
from corps.admin import RecordAdmin


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


@admin.register(User)
class UserAdmin(RecordAdmin):
    list_display = ("email", "name", "is_active", "is_staff", "is_sample", "joined_at")
    list_filter = ("is_active", "is_staff", "is_sample")
    search_fields = ("email", "name")
    readonly_fields = ("password", "last_login", "joined_at")
    filter_horizontal = ("groups", "user_permissions")
