"""Conversations, statements, replies and programmes, as programs read them.

What is here is what pages show of words. Counts are in the results, small ones left out; nobody
who took part is in any of it.
"""

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from corps.rest import Filter, PageField, Published, number, one_of
from volunteers.consensus import queries
from volunteers.consensus.forms import BoroughForm, ConversationFilterForm, OfConversationForm
from volunteers.consensus.models import (
    Answer,
    Conversation,
    Deed,
    Frozen,
    OpinionMap,
    Programme,
    Reply,
    Statement,
    Version,
)

BOROUGH = Filter("A council, by its `slug`.")
CONVERSATION = number("A conversation, by its number.")
STAGES = ["open", "reflection", "response", "closed"]


class ConversationSerializer(serializers.ModelSerializer):
    page = PageField()
    councils = serializers.SlugRelatedField("slug", many=True, read_only=True)
    reason = serializers.CharField(source="stage_reason", help_text="Why it was not held.")

    class Meta:
        model = Conversation
        fields = (
            *("id", "page", "question", "background", "language", "councils", "stage", "reason"),
            *("opened_at", "votes_until", "reflection_until", "reply_due_on", "is_sample"),
        )


@extend_schema_view(
    list=extend_schema(summary="Conversations, the latest opened first"),
    retrieve=extend_schema(summary="One conversation"),
)
class ConversationViewSet(Published, viewsets.GenericViewSet):
    """Questions that councils put to people, and when their replies are due."""

    queryset = Conversation.objects.public().prefetch_related("councils")
    serializer_class = ConversationSerializer
    lookup_value_converter = "int"
    ordering = ("-opened_at", "-pk")
    filter_form = ConversationFilterForm
    filters = {"borough": BOROUGH, "stage": one_of("How far it is.", STAGES)}

    def narrow(self, conversations, *, borough=None, stage=""):
        """Those that a borough leads, or that are so far."""
        if borough:
            conversations = conversations.filter(pledges__council=borough)
        return conversations.filter(stage=stage) if stage else conversations


class StatementSerializer(serializers.ModelSerializer):
    page = PageField()

    class Meta:
        model = Statement
        fields = ("id", "page", "conversation", "number", "text", "language", "is_seed")


@extend_schema_view(
    list=extend_schema(summary="Statements that people vote on, the newest first"),
    retrieve=extend_schema(summary="One statement"),
)
class StatementViewSet(Published, viewsets.GenericViewSet):
    """What people say, once it is shown: who said it is not told."""

    # What tells of who wrote it is not even loaded: an answer's tag is made of all that is.
    queryset = (
        Statement.objects.shown()
        .filter(conversation__opened_at__isnull=False)
        .only(*StatementSerializer.Meta.fields[2:])
    )
    serializer_class = StatementSerializer
    lookup_value_converter = "int"
    filter_form = OfConversationForm
    filters = {"conversation": CONVERSATION, "borough": BOROUGH}

    def narrow(self, statements, *, conversation=None, borough=None):
        """Those of a conversation, or of a borough's conversations."""
        if conversation:
            statements = statements.filter(conversation=conversation)
        if borough:
            statements = statements.filter(conversation__pledges__council=borough)
        return statements


class KeptSerializer(serializers.ModelSerializer):
    page = PageField()

    class Meta:
        model = Frozen
        fields = ("id", "page", "stage", "at", "votes_sha256")


class ResultSerializer(serializers.ModelSerializer):
    page = PageField(source="conversation.get_absolute_url")
    people = serializers.IntegerField(
        source="summary.people",
        allow_null=True,
        default=None,
        help_text="About how many took part; null while they are fewer than 20.",
    )
    agreement = serializers.FloatField(
        source="summary.agreement",
        allow_null=True,
        default=None,
        help_text="Of the five statements that all groups agree on most, from 0 to 1.",
    )
    frozen = KeptSerializer(
        source="conversation.frozen", many=True, help_text="What is kept for ever."
    )

    class Meta:
        model = OpinionMap
        fields = ("conversation", "page", "at", "people", "agreement", "frozen")


class WholeResultSerializer(ResultSerializer):
    result = serializers.DictField(
        source="published",
        help_text="All that the page shows: statements, groups, consensus, division, picture.",
    )

    class Meta:
        model = OpinionMap
        fields = (*ResultSerializer.Meta.fields, "result")


@extend_schema_view(
    list=extend_schema(summary="Results so far, the latest first"),
    retrieve=extend_schema(summary="The result of one conversation, as its page shows it"),
)
class ResultViewSet(Published, viewsets.GenericViewSet):
    """What people who took part agree on, small numbers left out; and what is kept for ever."""

    # The exact number of voters is not loaded: an answer's tag is made of all that is.
    queryset = (
        OpinionMap.objects.filter(conversation__opened_at__isnull=False)
        .exclude(published={})
        .select_related("conversation")
        .prefetch_related(
            Prefetch(
                "conversation__frozen",
                Frozen.objects.only("conversation", "stage", "at", "votes_sha256"),
            )
        )
        .only("at", "summary", "conversation__opened_at")
    )
    serializer_class = ResultSerializer
    lookup_value_converter = "int"
    ordering = ("-at", "-pk")
    filter_form = BoroughForm
    filters = {"borough": BOROUGH}

    def get_queryset(self):
        """With what the page shows, for one conversation."""
        rows = super().get_queryset()
        if self.action == "list":
            return rows
        return rows.only("at", "summary", "published", "conversation__opened_at")

    def get_serializer_class(self):
        """The whole of it for one conversation alone: a list would be too long."""
        return ResultSerializer if self.action == "list" else WholeResultSerializer

    def narrow(self, results, *, borough=None):
        """Those of a borough's conversations."""
        return results.filter(conversation__pledges__council=borough) if borough else results


class AnswerSerializer(serializers.ModelSerializer):
    number = serializers.IntegerField(source="statement.number")
    text = serializers.CharField(source="statement.text")
    projects = serializers.SerializerMethodField(help_text="That carry it out, by number.")
    tasks = serializers.SerializerMethodField(help_text="For volunteers, by number.")

    class Meta:
        model = Answer
        fields = ("statement", "number", "text", "verdict", "reason", "projects", "tasks")

    def get_projects(self, answer) -> list[int]:
        """Those of the answer's deeds that are projects."""
        return [deed.project_id for deed in answer.deeds.all() if deed.project_id]

    def get_tasks(self, answer) -> list[int]:
        """Those of the answer's deeds that are tasks."""
        return [deed.task_id for deed in answer.deeds.all() if deed.task_id]


class ReplySerializer(serializers.ModelSerializer):
    page = PageField(source="pledge.conversation.get_absolute_url")
    conversation = serializers.IntegerField(source="pledge.conversation_id")
    council = serializers.CharField(source="pledge.council.slug")
    due_on = serializers.DateField(source="pledge.conversation.reply_due_on")
    answers = AnswerSerializer(many=True)

    class Meta:
        model = Reply
        fields = (
            *("id", "page", "conversation", "council", "verdict", "reasons", "officer_name"),
            *("due_on", "at", "answers"),
        )


@extend_schema_view(
    list=extend_schema(summary="Replies of councils, the newest first"),
    retrieve=extend_schema(summary="One reply"),
)
class ReplyViewSet(Published, viewsets.GenericViewSet):
    """What councils adopt of what people said, why, and by which projects and tasks."""

    queryset = Reply.objects.select_related(
        "pledge__conversation", "pledge__council"
    ).prefetch_related(
        Prefetch("answers", Answer.objects.select_related("statement")),
        Prefetch("answers__deeds", Deed.objects.only("answer", "project", "task")),
    )
    serializer_class = ReplySerializer
    lookup_value_converter = "int"
    ordering = ("-at", "-pk")
    filter_form = OfConversationForm
    filters = {"conversation": CONVERSATION, "borough": BOROUGH}

    def narrow(self, replies, *, conversation=None, borough=None):
        """Those to a conversation, or of a borough."""
        if conversation:
            replies = replies.filter(pledge__conversation=conversation)
        return replies.filter(pledge__council=borough) if borough else replies


class VersionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Version
        fields = ("number", "text", "change", "reply", "at")


class ProgrammeSerializer(serializers.ModelSerializer):
    page = PageField()
    council = serializers.CharField(source="council.slug")
    versions = VersionSerializer(many=True)

    class Meta:
        model = Programme
        fields = (
            *("slug", "page", "title", "council", "created_at", "projects", "tasks"),
            "versions",
        )


@extend_schema_view(
    list=extend_schema(summary="Programmes, the newest first"),
    retrieve=extend_schema(summary="One programme"),
)
class ProgrammeViewSet(Published, viewsets.GenericViewSet):
    """What councils are developing: every version, and the projects and tasks that carry it."""

    queryset = queries.programmes().prefetch_related("versions", "projects", "tasks")
    serializer_class = ProgrammeSerializer
    lookup_field = "slug"
    lookup_value_converter = "slug"
    ordering = ("-created_at", "-pk")
    filter_form = BoroughForm
    filters = {"borough": BOROUGH}

    def narrow(self, programmes, *, borough=None):
        """Those of a borough."""
        return programmes.filter(council=borough) if borough else programmes
