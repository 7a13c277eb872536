"""Organisations and who acts for them, in the back office."""

from datetime import timedelta

from django.conf import settings
from django.contrib import admin
from django.utils import timezone

from corps.admin import Mending, RecordAdmin, act
from corps.organisations import services
from corps.organisations.forms import OrganisationForm
from corps.organisations.models import (
    GroupClaim,
    Invitation,
    Membership,
    Organisation,
    Question,
)
from corps.sheets.admin import ImportAdmin


def waiting(organisations):
    """Those that corps staff should have checked by now."""
    late = timezone.now() - timedelta(days=settings.VERIFICATION_DAYS)
    return organisations.filter(stage=Organisation.Stage.APPLIED, moved_at__lt=late)


def unaccepted(invitations):
    """Those whose link is too old to be used."""
    late = timezone.now() - timedelta(days=settings.INVITATION_DAYS)
    return invitations.filter(accepted_at=None, sent_at__lt=late)


def send_again(invitation, *, by):
    """Invite once more, by a new link."""
    services.invite(invitation.organisation, email=invitation.email, role=invitation.role, by=by)


@admin.register(Organisation)
class OrganisationAdmin(ImportAdmin):
    imported = ("company_number", "name", "group")
    known_by = ("company_number",)
    looked_up = {"group": "company_number"}
    form = OrganisationForm
    list_display = ("name", "company_number", "group", "stage", "moved_at")
    list_filter = ("stage", "moved_at")
    list_select_related = ("group",)
    search_fields = ("name", "company_number")
    autocomplete_fields = ("group",)
    readonly_fields = ("moved_at",)
    mending = (Mending("waiting", "organisations that wait to be verified", waiting),)
    actions = (
        act("Verify", services.verify),
        act("Refuse", services.refuse, asks="Why may they not take part?"),
        act("Suspend", services.suspend, asks="Why may they not go on?"),
        act("Reinstate", services.reinstate),
    )


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
    mending = (Mending("late", "invitations of organisations that ran out", unaccepted),)
    actions = (act("Send again", send_again),)


@admin.register(Question)
class QuestionAdmin(RecordAdmin):
    list_display = ("organisation", "text", "asked_by", "asked_at", "answered_at")
    list_filter = ("asked_at", "answered_at")
    list_select_related = ("organisation", "asked_by")
    search_fields = ("organisation__name", "text", "answer")
    autocomplete_fields = ("organisation", "asked_by", "answered_by")
    readonly_fields = ("asked_at", "answered_at")


@admin.register(GroupClaim)
class GroupClaimAdmin(RecordAdmin):
    list_display = ("organisation", "head_number", "by", "at", "accepted", "decided_by")
    list_filter = ("accepted", "at")
    list_select_related = ("organisation", "by", "decided_by")
    search_fields = ("organisation__name", "organisation__company_number", "head_number")
    autocomplete_fields = ("organisation", "by", "decided_by")
    readonly_fields = ("at", "decided_at")
