"""Tasks for volunteers, as programs read them."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from corps.accounts.models import ANYBODY
from corps.rest import Filter, PageField, Published, number, one_of, tick
from volunteers import queries
from volunteers.forms import FilterForm
from volunteers.models import Task, TaskSkill


class TaskSkillSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="skill.name")
    level = serializers.SerializerMethodField(help_text="The least that will do.")

    class Meta:
        model = TaskSkill
        fields = ("skill", "name", "level", "required")

    def get_level(self, need) -> str:
        """In small letters, as all words that programs compare."""
        return need.get_level_display().lower()


class TaskSerializer(serializers.ModelSerializer):
    page = PageField()
    asker = serializers.CharField(help_text="The council or charity that asks.")
    council = serializers.CharField(
        source="council.slug", allow_null=True, default=None, help_text="Where a council asks."
    )
    taken = serializers.IntegerField(help_text="Places that somebody holds or has filled.")
    reason = serializers.CharField(source="stage_reason", help_text="Why it was closed.")
    needs = TaskSkillSerializer(many=True)

    class Meta:
        model = Task
        fields = (
            *("id", "page", "asker", "council", "project", "title", "description", "done_when"),
            *("effort", "places", "taken", "due_on", "remote", "where", "link", "source_url"),
            *("works_without_sight", "phone_in_five_minutes", "replaces_no_paid_post"),
            *("personal_data", "stage", "reason", "is_sample", "opened_at", "needs"),
        )


@extend_schema_view(
    list=extend_schema(summary="Tasks that have a place left, the newest first"),
    retrieve=extend_schema(summary="One task, open or over"),
)
class TaskViewSet(Published, viewsets.GenericViewSet):
    """What volunteers can do for councils and charities."""

    serializer_class = TaskSerializer
    lookup_value_converter = "int"
    ordering = ("-opened_at", "-pk")
    filter_form = FilterForm
    filters = {
        "q": Filter("Words of the task; a slip of a letter is forgiven."),
        "borough": Filter("A council, by its `slug`."),
        "skill": number("A skill that is asked for, by its number: `skill` in `needs`."),
        "effort": one_of("The time it takes.", Task.Effort.values),
        "phone": tick("A piece of it can be done on a phone in five minutes."),
        "sight": tick("It works without sight."),
        "remote": tick("It can be done from anywhere."),
    }

    def narrow(self, tasks, **chosen):
        """Those that the page of tasks leaves."""
        return queries.narrow_tasks(tasks, chosen)

    def get_queryset(self):
        """A list of what there is to do; one by one, all that was ever opened."""
        if self.action == "list":
            return queries.listed(queries.to_choose_from(timezone.localdate()))
        return queries.listed(Task.objects.visible_to(ANYBODY).with_taken())
