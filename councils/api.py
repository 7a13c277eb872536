"""Councils, their projects and roles, as programs read them; and drafts, as they begin them."""

from django.db.models import Count, Prefetch, Q
from drf_spectacular.utils import (
    OpenApiExample,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers, viewsets
from rest_framework.exceptions import NotAuthenticated
from rest_framework.response import Response

from corps.rest import Filter, PageField, Published, in_plain_words, number, one_of, several
from councils import queries, services
from councils.forms import FilterForm, ProjectForm, RoleFilterForm
from councils.models import (
    Addendum,
    Attachment,
    Change,
    Completion,
    Council,
    Need,
    Project,
    Question,
    Reuse,
    Role,
    UseCheck,
)

BOROUGH = Filter("A council, by its `slug`.")
SKILL = number("A skill that is asked for, by its number: `skill` in a role's `needs`.")
LATEST = 20  # addenda and answers that one project's answer holds; the page has them all
ENDED = {Project.Stage.CANCELLED, Project.Stage.WITHDRAWN}


class CouncilSerializer(serializers.ModelSerializer):
    hex_x = serializers.FloatField(help_text="Place on the map, in widths of a hexagon.")
    open_projects = serializers.IntegerField(help_text="Projects that are open now.")

    class Meta:
        model = Council
        fields = (
            *("slug", "name", "official_name", "code", "gss"),
            *("hex_x", "hex_row", "open_projects"),
        )


@extend_schema_view(
    list=extend_schema(summary="The councils, by name"),
    retrieve=extend_schema(summary="One council"),
)
class CouncilViewSet(Published, viewsets.GenericViewSet):
    """The 32 boroughs and the City, with their places on the map of hexagons."""

    queryset = Council.objects.annotate(
        open_projects=Count("projects", filter=Q(projects__stage=Project.Stage.OPEN))
    )
    serializer_class = CouncilSerializer
    lookup_field = "slug"
    lookup_value_converter = "slug"
    ordering = ("name",)


class NeedSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="skill.name")
    level = serializers.SerializerMethodField(help_text="The least that will do.")

    class Meta:
        model = Need
        fields = ("skill", "name", "level", "required")

    def get_level(self, need) -> str:
        """In small letters, as all words that programs compare."""
        return need.get_level_display().lower()


class RoleSerializer(serializers.ModelSerializer):
    page = PageField()
    council = serializers.CharField(source="project.council.slug")
    framework_role = serializers.CharField(
        allow_null=True, help_text="Its name in the capability framework, where it has one."
    )
    needs = NeedSerializer(many=True)

    class Meta:
        model = Role
        fields = (
            *("id", "page", "project", "council", "title", "framework_role", "places"),
            *("days_a_week", "starts_on", "ends_on", "remote", "clearance", "needs"),
        )


class ProjectSerializer(serializers.ModelSerializer):
    """What the list of projects shows, with the words of each."""

    page = PageField()
    council = serializers.CharField(source="council.slug")
    people = serializers.IntegerField(allow_null=True, help_text="How many are needed.")
    co_sponsors = serializers.SerializerMethodField(
        help_text="Other councils that stand behind it."
    )
    stale = serializers.BooleanField(help_text="Nobody has confirmed for long that it is true.")
    reused = serializers.IntegerField(help_text="How many other councils use it.")
    reason = serializers.SerializerMethodField(help_text="Why it was cancelled.")

    class Meta:
        model = Project
        fields: tuple = (
            *("id", "page", "council", "title", "problem", "affected", "outcome"),
            *("phase", "department", "stage", "reason", "start_from", "start_by"),
            *("forecast_gbp", "people", "co_sponsors", "source_note", "source_url", "is_sample"),
            *("opened_at", "moved_at", "confirmed_at", "use_ended_on", "stale", "reused"),
        )

    def get_co_sponsors(self, project) -> list[str]:
        """By their `slug`, as prefetched."""
        return [one.council.slug for one in project.standing]

    def get_reason(self, project) -> str:
        """The page gives it of what has ended; before that, it is the council's own."""
        return project.stage_reason if project.stage in ENDED else ""


class FileSerializer(serializers.ModelSerializer):
    page = PageField(help_text="Where it can be downloaded.")

    class Meta:
        model = Attachment
        fields = ("title", "media_type", "size", "page")


class ChangeSerializer(serializers.ModelSerializer):
    class Meta:
        model = Change
        fields = ("field", "before", "after")


class AddendumSerializer(serializers.ModelSerializer):
    changes = ChangeSerializer(source="event.changes", many=True)
    files = FileSerializer(source="attachments", many=True)

    class Meta:
        model = Addendum
        fields = ("number", "at", "text", "changes", "files")


class AnsweredSerializer(serializers.ModelSerializer):
    question = serializers.CharField(source="published")
    answered_at = serializers.DateTimeField(source="moved_at")

    class Meta:
        model = Question
        fields = ("question", "answer", "answered_at")


class UseSerializer(serializers.ModelSerializer):
    class Meta:
        model = UseCheck
        fields = ("months", "due_on", "answer", "words", "answered_on")


class HomeSerializer(serializers.ModelSerializer):
    licence = serializers.CharField(source="licence_name")

    class Meta:
        model = Completion
        fields = (
            *("completed_on", "maintainer", "maintainer_team", "repository", "licence"),
            *("hosting_payer", "yearly_cost_gbp"),
        )


class ReuseSerializer(serializers.ModelSerializer):
    council = serializers.CharField(source="council.slug")

    class Meta:
        model = Reuse
        fields = ("council", "since", "how", "link")


class WholeProjectSerializer(ProjectSerializer):
    """What a project's own page shows: also whom to ask, who is needed, and what came of it."""

    roles = RoleSerializer(many=True)
    files = FileSerializer(many=True)
    addenda = AddendumSerializer(
        source="latest_addenda", many=True, help_text=f"The latest {LATEST}."
    )
    answers = AnsweredSerializer(
        source="latest_answers", many=True, help_text=f"The latest {LATEST}."
    )
    home = serializers.SerializerMethodField(help_text="Where its work lives, once it is over.")
    use = UseSerializer(source="use_checks", many=True)
    reuses = ReuseSerializer(source="live_reuses", many=True)

    class Meta:
        model = Project
        fields = (
            *(*ProjectSerializer.Meta.fields, "contact_name", "contact_email", "roles"),
            *("files", "addenda", "answers", "home", "use", "reuses"),
        )

    @extend_schema_field(HomeSerializer(allow_null=True))
    def get_home(self, project):
        """A home that is still being written is its council's own."""
        home = getattr(project, "completion", None)
        return HomeSerializer(home).data if home and home.completed_on else None


def whole(projects):
    """Projects with what each one's own page shows, in so many queries."""
    addenda = Addendum.objects.order_by("-number")[:LATEST]
    return projects.select_related("completion").prefetch_related(
        "roles__project__council",
        "roles__framework_role",
        "roles__needs__skill",
        Prefetch("attachments", Attachment.objects.filter(addendum=None), to_attr="files"),
        Prefetch("addenda", addenda, to_attr="latest_addenda"),
        "latest_addenda__event__changes",
        "latest_addenda__attachments",
        Prefetch(
            "questions",
            Question.objects.answered().order_by("-moved_at", "-pk")[:LATEST],
            to_attr="latest_answers",
        ),
        "use_checks",
        Prefetch("reuses", Reuse.objects.live().select_related("council"), to_attr="live_reuses"),
    )


class DraftSerializer(serializers.ModelSerializer):
    """What a draft may say; the form of the site decides, so that its rules are the same."""

    council = serializers.SlugRelatedField(
        slug_field="slug",
        queryset=Council.objects.all(),
        required=False,
        help_text="The council of your token; may be left out.",
        error_messages={"does_not_exist": "There is no council “{value}”."},
    )

    class Meta:
        model = Project
        fields = ("council", *ProjectForm.Meta.fields)
        extra_kwargs = {
            "title": {
                "error_messages": dict.fromkeys(("required", "blank"), "Give the project a title")
            }
        }

    def validate_council(self, council):
        own = self.context["request"].auth.membership.council
        if council != own:
            raise serializers.ValidationError(f"Your token writes drafts of {own} alone.")
        return council

    def validate(self, attrs):
        unknown = sorted(set(self.initial_data) - set(self.fields))
        if unknown:
            raise serializers.ValidationError(
                {name: ["There is no such field. Leave it out."] for name in unknown}
            )
        form = ProjectForm({name: attrs[name] for name in ProjectForm.Meta.fields if name in attrs})
        if not form.is_valid():
            raise serializers.ValidationError(in_plain_words(form))
        return form.cleaned_data


@extend_schema_view(
    list=extend_schema(summary="Projects, the latest moved first"),
    retrieve=extend_schema(summary="One project, with its roles"),
)
class ProjectViewSet(Published, viewsets.GenericViewSet):
    """Work that councils ask for, from the day it was opened; with a token also its drafts."""

    serializer_class = ProjectSerializer
    lookup_value_converter = "int"
    ordering = ("-moved_at", "-pk")
    filter_form = FilterForm
    filters = {
        "q": Filter("Words, as the search of the page understands them."),
        "borough": several(BOROUGH),
        "skill": several(SKILL),
        "phase": several(one_of("How far the work is.", Project.Phase.values)),
        "stage": several(one_of("Where it stands.", Project.Stage.values)),
        "start": several(
            one_of(
                "When it may begin: this month or before, in the three months after, in the three "
                "after that, or later.",
                queries.WINDOWS,
            )
        ),
    }
    narrow = staticmethod(queries.narrow_projects)

    def get_queryset(self):
        """With what a list shows, or with what one project's page shows."""
        found = queries.with_sponsors(queries.visible_by(self.request.auth)).with_people()
        found = found.with_marks()
        return found if self.action == "list" else whole(found)

    def get_serializer_class(self):
        return ProjectSerializer if self.action == "list" else WholeProjectSerializer

    @extend_schema(
        summary="Begin a draft, with a token",
        request=DraftSerializer,
        responses={201: WholeProjectSerializer},
        examples=[
            OpenApiExample(
                "A draft",
                {"title": "Fewer letters", "problem": "Letters go out twice."},
                request_only=True,
            )
        ],
    )
    def create(self, request):
        """Begin a project as a draft of the token's council, in the name of the token's owner.

        Colleagues see it at once, everybody once one of them has approved it on the site.
        """
        if request.auth is None:
            raise NotAuthenticated
        draft = DraftSerializer(data=request.data, context=self.get_serializer_context())
        draft.is_valid(raise_exception=True)
        made = services.draft_project(
            request.auth.membership.council, by=request.user, **draft.validated_data
        )
        shown = self.get_serializer(self.get_queryset().get(pk=made.pk)).data
        return Response(shown, status=201, headers={"Location": shown["page"]})


@extend_schema_view(
    list=extend_schema(summary="Roles of projects, the newest first"),
    retrieve=extend_schema(summary="One role"),
)
class RoleViewSet(Published, viewsets.GenericViewSet):
    """Whom projects need, and the skills that are asked for."""

    serializer_class = RoleSerializer
    lookup_value_converter = "int"
    filter_form = RoleFilterForm
    filters = {
        "project": number("A project, by its `id`."),
        "borough": BOROUGH,
        "skill": SKILL,
    }
    narrow = staticmethod(queries.narrow_roles)

    def get_queryset(self):
        """Those of projects that may be seen."""
        return (
            Role.objects.filter(project__in=queries.visible_by(self.request.auth))
            .select_related("project__council", "framework_role")
            .prefetch_related("needs__skill")
        )
