"""The asking side in the back office."""

from datetime import timedelta

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import redirect
from django.utils import timezone

from corps.admin import HistoryAdmin, Mending, RecordAdmin, act
from corps.sheets.admin import ImportAdmin
from councils import services
from councils.models import (
    Addendum,
    ApprovalLink,
    Attachment,
    Change,
    Completion,
    CoOwner,
    Council,
    CouncilDomain,
    Favourite,
    Findable,
    Invitation,
    Membership,
    Need,
    Project,
    ProjectSheet,
    Question,
    Reuse,
    Role,
    Sponsorship,
    Teammate,
    Token,
    UseCheck,
    Word,
)


class CouncilDomainInline(admin.TabularInline):
    model = CouncilDomain
    extra = 0


def ago(days):
    """The moment so many days ago."""
    return timezone.now() - timedelta(days=days)


def without_administrator(councils):
    """Those that nobody runs."""
    runs = Membership.objects.confirmed().filter(
        council=OuterRef("pk"), role=Membership.Role.ADMINISTRATOR
    )
    return councils.filter(~Exists(runs))


def unconfirmed(memberships):
    """Those that nobody has answered for a week."""
    return memberships.filter(confirmed_at=None, asked_at__lt=ago(7))


def unaccepted(invitations):
    """Those whose link is too old to be used."""
    return invitations.filter(accepted_at=None, sent_at__lt=ago(settings.INVITATION_DAYS))


def stuck(projects):
    """Those that have waited two weeks for an approval, or are open without a word for long."""
    submitted = Q(stage=Project.Stage.SUBMITTED, moved_at__lt=ago(14))
    return projects.filter(
        submitted | Q(stage=Project.Stage.OPEN, moved_at__lt=ago(settings.STALE_DAYS))
    )


def untaken(sheets):
    """Those whose import a worker should have finished by now."""
    waits = ProjectSheet.Stage.WAITING
    return sheets.filter(stage=waits, moved_at__lt=timezone.now() - timedelta(minutes=30))


def confirm(membership, *, by):
    """Let who asked act for the council."""
    services.confirm_member(membership, by=by)


def send_again(invitation, *, by):
    """Invite once more, by a new link."""
    council, email, role = invitation.council, invitation.email, invitation.role
    if role == Membership.Role.ADMINISTRATOR:
        services.invite_administrator(council, email=email, by=by)
    else:
        services.invite_member(council, email=email, role=role, by=by)


@admin.register(Council)
class CouncilAdmin(ImportAdmin):
    imported = ("code", "name", "official_name", "ecode", "gss", "statutory", "ons")
    known_by = ("code",)
    adds = False
    list_display = ("name", "code", "gss", "ecode", "statutory", "ons")
    list_filter = ("statutory", "ons")
    search_fields = ("name", "official_name", "code", "gss")
    filter_horizontal = ("neighbours",)
    inlines = [CouncilDomainInline]
    mending = (Mending("unrun", "councils without an administrator", without_administrator),)
    actions = ("invite",)

    @admin.action(description="Invite an administrator", permissions=["change"])
    def invite(self, request, queryset):
        """Lead to the page that asks for the address."""
        if len(queryset) == 1:
            return redirect("councils:administrator-invite", queryset[0].slug)
        self.message_user(request, "Choose one council, then invite.", messages.WARNING)
        return None


@admin.register(CouncilDomain)
class CouncilDomainAdmin(ImportAdmin):
    imported = known_by = ("council", "domain")
    list_display = ("domain", "council")
    search_fields = ("domain", "council__name")
    list_select_related = ("council",)


@admin.register(Membership)
class MembershipAdmin(RecordAdmin):
    list_display = ("user", "council", "role", "asked_at", "confirmed_at", "confirmed_by")
    list_filter = ("role", ("confirmed_at", admin.EmptyFieldListFilter), "council")
    search_fields = ("user__email", "user__name", "council__name")
    list_select_related = ("user", "council", "confirmed_by")
    autocomplete_fields = ("user", "council")
    readonly_fields = ("asked_at", "confirmed_at", "confirmed_by", "doubted_at")
    mending = (Mending("unconfirmed", "people who asked to act for a council", unconfirmed),)
    actions = (
        act("Confirm", confirm),
        act("Refuse", services.refuse_member, asks="Why may they not act for the council?"),
    )


@admin.register(Invitation)
class InvitationAdmin(RecordAdmin):
    list_display = ("email", "council", "role", "by", "sent_at", "accepted_at")
    list_filter = (("accepted_at", admin.EmptyFieldListFilter),)
    search_fields = ("email", "council__name")
    list_select_related = ("council", "by")
    autocomplete_fields = ("council", "by")
    readonly_fields = ("sent_at", "accepted_at")
    mending = (Mending("late", "invitations of councils that ran out", unaccepted),)
    actions = (act("Send again", send_again, refuses=(services.NotTheirAddress,)),)


class RoleInline(admin.StackedInline):
    model = Role
    extra = 0
    autocomplete_fields = ("framework_role", "card")
    show_change_link = True


@admin.register(Project)
class ProjectAdmin(RecordAdmin):
    list_display = ("title", "council", "stage", "moved_at", "forecast_gbp", "is_sample")
    list_filter = ("stage", "phase", "is_sample", "council")
    search_fields = ("title", "problem", "council__name")
    list_select_related = ("council",)
    autocomplete_fields = ("council", "author", "owner")
    readonly_fields = (
        "stage",
        "stage_reason",
        "moved_at",
        "created_at",
        "submitted_by",
        "approved_by",
        "opened_at",
        "ownerless_since",
    )
    inlines = [RoleInline]
    mending = (Mending("stuck", "projects that have stood still for long", stuck),)


class NeedInline(admin.TabularInline):
    model = Need
    extra = 0
    autocomplete_fields = ("skill",)


@admin.register(Role)
class RoleAdmin(RecordAdmin):
    list_display = ("title", "project", "rank", "places", "days_a_week", "starts_on", "ends_on")
    list_filter = ("remote", "clearance", "project__stage")
    search_fields = ("title", "project__title")
    list_select_related = ("project",)
    autocomplete_fields = ("project", "card", "framework_role")
    inlines = [NeedInline]


@admin.register(Need)
class NeedAdmin(RecordAdmin):
    list_display = ("role", "skill", "level", "required")
    list_filter = ("required", "level")
    search_fields = ("role__title", "skill__name")
    list_select_related = ("role", "skill")
    autocomplete_fields = ("role", "skill")


@admin.register(ApprovalLink)
class ApprovalLinkAdmin(RecordAdmin):
    list_display = ("project", "name", "post", "email", "sent_at", "used_at")
    search_fields = ("project__title", "email", "name")
    list_select_related = ("project",)
    autocomplete_fields = ("project", "by")
    readonly_fields = ("sent_at", "used_at")


@admin.register(Teammate)
class TeammateAdmin(RecordAdmin):
    list_display = ("user", "project", "capacity", "joined_on", "left_on")
    list_filter = ("capacity",)
    search_fields = ("user__email", "project__title")
    list_select_related = ("user", "project")
    autocomplete_fields = ("user", "project")


@admin.register(Token)
class TokenAdmin(RecordAdmin):
    """Keys are made by their owners alone; here they are seen, ended sooner, or taken away."""

    list_display = ("name", "beginning", "membership", "made_at", "expires_at", "last_used_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter), "membership__council")
    search_fields = ("name", "beginning", "membership__user__email")
    list_select_related = ("membership__user", "membership__council")
    readonly_fields = ("membership", "beginning", "made_at", "last_used_at", "revoked_at")

    def has_add_permission(self, request):
        """Its owner alone sees a new key."""
        return False


@admin.register(Addendum)
class AddendumAdmin(HistoryAdmin):
    list_display = ("project", "number", "at", "by")
    search_fields = ("project__title", "text")
    list_select_related = ("project", "by")


@admin.register(Attachment)
class AttachmentAdmin(HistoryAdmin):
    """Files are taken away on the site, so that the reason is kept and the file goes too."""

    list_display = ("title", "project", "media_type", "size", "at", "by")
    search_fields = ("title", "project__title")
    list_select_related = ("project", "by")


@admin.register(Question)
class QuestionAdmin(RecordAdmin):
    list_display = ("text", "project", "stage", "asked_at", "by", "answered_by")
    list_filter = ("stage",)
    search_fields = ("text", "published", "project__title")
    list_select_related = ("project", "by", "answered_by")
    autocomplete_fields = ("project", "by")
    readonly_fields = ("stage", "stage_reason", "moved_at", "asked_at", "answered_by")


@admin.register(Change)
class ChangeAdmin(HistoryAdmin):
    list_display = ("event", "field", "before", "after")
    search_fields = ("field",)
    list_select_related = ("event",)


@admin.register(Completion)
class CompletionAdmin(RecordAdmin):
    list_display = ("project", "maintainer", "licence", "yearly_cost_gbp", "completed_on")
    list_filter = ("licence", ("completed_on", admin.EmptyFieldListFilter))
    search_fields = ("project__title", "maintainer")
    list_select_related = ("project",)
    autocomplete_fields = ("project",)
    readonly_fields = ("written_by", "signed_by", "signed_at", "completed_by", "completed_on")


@admin.register(UseCheck)
class UseCheckAdmin(RecordAdmin):
    list_display = ("project", "months", "due_on", "answer", "answered_on")
    list_filter = ("answer", "months")
    search_fields = ("project__title",)
    list_select_related = ("project",)
    autocomplete_fields = ("project",)
    readonly_fields = ("answered_on", "asked_at", "reminded_at")


@admin.register(Reuse)
class ReuseAdmin(RecordAdmin):
    list_display = ("council", "project", "since", "by", "withdrawn_on")
    list_filter = ("council", ("withdrawn_on", admin.EmptyFieldListFilter))
    search_fields = ("project__title", "how")
    list_select_related = ("council", "project", "by")
    autocomplete_fields = ("council", "project", "for_project", "by")
    readonly_fields = ("withdrawn_on", "withdrawn_reason", "at")


@admin.register(CoOwner)
class CoOwnerAdmin(RecordAdmin):
    list_display = ("user", "project", "added_at", "added_by")
    search_fields = ("user__email", "user__name", "project__title")
    list_select_related = ("user", "project", "added_by")
    autocomplete_fields = ("user", "project")
    readonly_fields = ("added_at", "added_by")

    def save_model(self, request, obj, form, change):
        """Who adds one by hand is known too."""
        if not change:
            obj.added_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(ProjectSheet)
class ProjectSheetAdmin(HistoryAdmin):
    """What councils brought: its rows are the councils' own, and are not shown here."""

    mending = (Mending("untaken", "imports of projects that hang", untaken),)
    list_display = ("name", "council", "by", "at", "size", "stage", "moved_at")
    list_filter = ("stage", "council")
    search_fields = ("name", "council__name", "by__email")
    list_select_related = ("council", "by")
    fields = ("name", "council", "by", "at", "encoding", "separator", "size", "stage", "moved_at")

    def get_queryset(self, request):
        """The rows stay where they are."""
        return super().get_queryset(request).defer("rows", "faults", "passed")


@admin.register(Findable)
class FindableAdmin(HistoryAdmin):
    """What a search reads; the database writes it."""

    list_display = ("title", "council", "stage", "phase", "starts_from", "places", "moved_at")
    list_filter = ("opened", "stage", "phase")
    search_fields = ("title",)
    list_select_related = ("council",)


@admin.register(Word)
class WordAdmin(HistoryAdmin):
    """Words that opened projects use; the database writes them."""

    list_display = ("word", "stem")
    search_fields = ("word",)


@admin.register(Favourite)
class FavouriteAdmin(RecordAdmin):
    list_display = ("user", "project", "at")
    search_fields = ("user__email", "project__title")
    list_select_related = ("user", "project")
    autocomplete_fields = ("user", "project")


@admin.register(Sponsorship)
class SponsorshipAdmin(RecordAdmin):
    list_display = ("council", "project", "invited", "stage", "asked_at", "moved_at")
    list_filter = ("stage", "invited", "council")
    search_fields = ("project__title", "council__name")
    list_select_related = ("council", "project")
    autocomplete_fields = ("project", "council", "asked_by")
    readonly_fields = ("stage", "stage_reason", "moved_at", "asked_at", "answered_by")
