"""Organisations and who acts for them, in the back office."""

from django.contrib import admin

from corps.admin import RecordAdmin
from corps.organisations.forms import OrganisationForm
from corps.organisations.models import Invitation, Membership, Organisation


@admin.register(Organisation)
class OrganisationAdmin(RecordAdmin):
    form = OrganisationForm
    list_display = ("name", "company_number", "group", "stage", "moved_at")
    list_filter = ("stage", "moved_at")
    list_select_related = ("group",)
    search_fields = ("name", "company_number")
    autocomplete_fields = ("group",)
    readonly_fields = ("moved_at",)


@admin.register(Membership)
class MembershipAdmin(RecordAdmin):
    list_display = ("user", "organisation", "role", "since")
    list_filter = ("role", "since")
    list_select_related = ("user", "organisation")
    search_fields = ("user__name", "user__email", "organisation__name")
    autocomplete_fields = ("user", "organisation")


@admin.register(Invitation)
class InvitationAdmin(RecordAdmin):
    list_display = ("email", "organisation", "role", "by", "sent_at", "accepted_at")
    list_filter = ("role", "sent_at", "accepted_at")
    list_select_related = ("organisation", "by")
    search_fields = ("email", "organisation__name")
    autocomplete_fields = ("organisation", "by")
    readonly_fields = ("sent_at", "accepted_at")
