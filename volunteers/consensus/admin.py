"""Conversations in the back office. How somebody voted, and who they are, is nowhere in it."""

from django.contrib import admin

from corps.admin import HistoryAdmin, RecordAdmin
from volunteers.consensus.models import (
    AgeBand,
    Answer,
    Background,
    CommentDecision,
    Conversation,
    Decision,
    Deed,
    Exclusion,
    Follow,
    Frozen,
    Kiosk,
    MovedDay,
    OpinionMap,
    Pace,
    Pack,
    Participant,
    Pledge,
    Programme,
    QuietPeriod,
    Reply,
    Statement,
    Suspicion,
    Version,
    Vote,
)


class PledgeInline(admin.TabularInline):
    model = Pledge
    extra = 0
    autocomplete_fields = ("council", "by")
    readonly_fields = ("at", "escalated_on", "reminded_on")


@admin.register(Conversation)
class ConversationAdmin(RecordAdmin):
    list_display = ("question", "stage", "proposed_by", "votes_until", "reply_due_on")
    list_filter = ("stage", "moderation", "is_sample", "councils")
    search_fields = ("question", "background")
    list_select_related = ("proposed_by",)
    autocomplete_fields = ("proposed_by",)
    raw_id_fields = ("suggestion",)
    readonly_fields = ("stage", "stage_reason", "moved_at", "created_at", "opened_at", "is_sample")
    inlines = (PledgeInline,)


@admin.register(Pledge)
class PledgeAdmin(RecordAdmin):
    list_display = ("conversation", "council", "officer_name", "escalates_to", "escalated_on")
    list_filter = ("council", ("escalated_on", admin.EmptyFieldListFilter))
    search_fields = ("conversation__question", "council__name", "officer_name", "escalates_to")
    list_select_related = ("conversation", "council")
    autocomplete_fields = ("conversation", "council", "by")
    readonly_fields = ("at", "escalated_on", "reminded_on")


@admin.register(QuietPeriod)
class QuietPeriodAdmin(RecordAdmin):
    list_display = ("name", "council", "begins_on", "ends_on")
    list_filter = ("council",)
    search_fields = ("name", "council__name")
    list_select_related = ("council",)
    autocomplete_fields = ("council",)


@admin.register(MovedDay)
class MovedDayAdmin(HistoryAdmin):
    list_display = ("at", "conversation", "field", "before", "after", "reason", "by")
    list_filter = ("field",)
    search_fields = ("conversation__question", "reason", "by__email")
    list_select_related = ("conversation", "by")


@admin.register(Follow)
class FollowAdmin(HistoryAdmin):
    list_display = ("conversation", "user", "at")
    search_fields = ("conversation__question", "user__name", "user__email")
    list_select_related = ("conversation", "user")


@admin.register(Statement)
class StatementAdmin(HistoryAdmin):
    list_display = ("text", "conversation", "number", "stage", "is_seed", "may_name_somebody")
    list_filter = ("stage", "is_seed", "may_name_somebody", "language")
    search_fields = ("text", "conversation__question")
    list_select_related = ("conversation",)
    exclude = ("author",)


@admin.register(Decision)
class DecisionAdmin(HistoryAdmin):
    list_display = ("at", "statement", "verdict", "reason", "by")
    list_filter = ("verdict", "reason")
    search_fields = ("statement__text", "note", "by__email")
    list_select_related = ("statement", "by")


@admin.register(CommentDecision)
class CommentDecisionAdmin(HistoryAdmin):
    list_display = ("at", "programme", "message", "verdict", "reason", "by")
    list_filter = ("verdict", "reason")
    search_fields = ("programme__title", "note", "by__email")
    list_select_related = ("programme", "message__by", "by")


@admin.register(AgeBand)
class AgeBandAdmin(RecordAdmin):
    list_display = ("age", "year", "people")
    list_filter = ("year",)
    search_fields = ("age",)


@admin.register(Exclusion)
class ExclusionAdmin(HistoryAdmin):
    list_display = ("at", "conversation", "people", "reason", "by", "undone_at")
    list_filter = (("undone_at", admin.EmptyFieldListFilter),)
    search_fields = ("reason", "conversation__question", "by__email")
    list_select_related = ("conversation", "by")


@admin.register(Suspicion)
class SuspicionAdmin(HistoryAdmin):
    list_display = ("found_at", "conversation", "kind", "people", "exclusion")
    list_filter = ("kind", ("exclusion", admin.EmptyFieldListFilter))
    search_fields = ("conversation__question",)
    list_select_related = ("conversation", "exclusion")
    fields = ("conversation", "kind", "people", "exclusion")


@admin.register(Participant)
class ParticipantAdmin(HistoryAdmin):
    """That somebody took part, and in which way: neither their key nor their network."""

    list_display = ("conversation", "kind")
    list_filter = ("kind",)
    search_fields = ("conversation__question",)
    list_select_related = ("conversation",)
    fields = ("conversation", "kind", "exclusion")


class Hidden(HistoryAdmin):
    """Rows that nobody reads one by one: from them it could be guessed who said what."""

    def has_view_permission(self, request, obj=None):
        """What they come to is shown by the map, in which small numbers are left out."""
        return False


@admin.register(Background)
class BackgroundAdmin(Hidden):
    pass


@admin.register(Vote)
class VoteAdmin(Hidden):
    pass


@admin.register(Pace)
class PaceAdmin(Hidden):
    pass


@admin.register(Pack)
class PackAdmin(Hidden):
    pass


@admin.register(Kiosk)
class KioskAdmin(HistoryAdmin):
    list_display = ("place", "conversation", "by", "at", "ended_at")
    list_filter = (("ended_at", admin.EmptyFieldListFilter),)
    search_fields = ("place", "conversation__question")
    list_select_related = ("conversation", "by")
    exclude = ("token",)


@admin.register(OpinionMap)
class OpinionMapAdmin(HistoryAdmin):
    list_display = ("conversation", "at", "stale")
    list_filter = ("stale",)
    search_fields = ("conversation__question",)
    list_select_related = ("conversation",)
    fields = ("conversation", "at", "stale", "published")


@admin.register(Frozen)
class FrozenAdmin(HistoryAdmin):
    list_display = ("conversation", "stage", "at", "votes_sha256")
    list_filter = ("stage",)
    search_fields = ("conversation__question", "votes_sha256")
    list_select_related = ("conversation",)
    exclude = ("archive",)

    def get_queryset(self, request):
        """Without the downloads, which are large."""
        return super().get_queryset(request).defer("archive")


@admin.register(Reply)
class ReplyAdmin(RecordAdmin):
    list_display = ("pledge", "verdict", "officer_name", "at", "by")
    list_filter = ("verdict", "pledge__council")
    search_fields = ("pledge__conversation__question", "reasons", "officer_name")
    list_select_related = ("pledge__conversation", "pledge__council", "by")
    autocomplete_fields = ("pledge", "by")
    readonly_fields = ("at",)


@admin.register(Answer)
class AnswerAdmin(RecordAdmin):
    list_display = ("statement", "verdict", "reason", "council")
    list_filter = ("verdict",)
    search_fields = ("statement__text", "reason")
    list_select_related = ("statement", "reply__pledge__council")
    autocomplete_fields = ("reply", "statement")

    @admin.display(ordering="reply__pledge__council")
    def council(self, answer):
        """Who says so."""
        return answer.reply.pledge.council


@admin.register(Deed)
class DeedAdmin(RecordAdmin):
    list_display = ("answer", "project", "task", "at", "told_on")
    list_filter = (("told_on", admin.EmptyFieldListFilter),)
    search_fields = ("answer__statement__text", "project__title", "task__title")
    list_select_related = ("answer__statement", "project", "task")
    autocomplete_fields = ("answer", "by")
    raw_id_fields = ("project", "task")
    readonly_fields = ("at", "told_on")


class VersionInline(admin.StackedInline):
    model = Version
    extra = 0
    raw_id_fields = ("reply",)
    autocomplete_fields = ("by",)
    readonly_fields = ("at",)


@admin.register(Programme)
class ProgrammeAdmin(RecordAdmin):
    list_display = ("title", "council", "by", "created_at")
    list_filter = ("council",)
    search_fields = ("title", "council__name")
    list_select_related = ("council", "by")
    autocomplete_fields = ("council", "by")
    raw_id_fields = ("projects", "tasks")
    readonly_fields = ("created_at",)
    inlines = (VersionInline,)


@admin.register(Version)
class VersionAdmin(RecordAdmin):
    list_display = ("programme", "number", "change", "at", "by")
    search_fields = ("programme__title", "text", "change")
    list_select_related = ("programme", "by")
    autocomplete_fields = ("programme", "by")
    raw_id_fields = ("reply",)
    readonly_fields = ("at",)
