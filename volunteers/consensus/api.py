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

    queryset = Statement.objects.shown().filter(conversation__opened_at__isnull=False)
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
