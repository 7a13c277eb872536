"""What is pledged, and when it is matched, as programs read it: never by whom."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from corps.rest import PageField, Published
from corps.skills.models import Skill
from secondments import queries
from secondments.models import Intake


class CapacitySerializer(serializers.ModelSerializer):
    """One skill, and how much of it is pledged and not named yet."""

    people = serializers.IntegerField(help_text="People; who holds two skills counts in both.")
    days_a_week = serializers.DecimalField(
        source="days", max_digits=8, decimal_places=1, help_text="Of all of them together."
    )

    class Meta:
        model = Skill
        fields = ("id", "name", "people", "days_a_week")


@extend_schema_view(
    list=extend_schema(summary="Skills that companies pledge, by name"),
    retrieve=extend_schema(summary="How much of one skill is pledged"),
)
class CapacityViewSet(Published, viewsets.GenericViewSet):
    """People whom companies have pledged and not named yet; no company is named."""

    serializer_class = CapacitySerializer
    lookup_value_converter = "int"
    ordering = ("name", "pk")

    def get_queryset(self):
        """As of today."""
        return queries.skills_pledged(timezone.localdate())


class IntakeSerializer(serializers.ModelSerializer):
    page = PageField()

    class Meta:
        model = Intake
        fields = (
            *("id", "page", "name", "opens_on", "closes_on", "round_on", "note"),
            *("round_begun_at", "is_sample"),
        )


@extend_schema_view(
    list=extend_schema(summary="Intakes, the latest first"),
    retrieve=extend_schema(summary="One intake"),
)
class IntakeViewSet(Published, viewsets.GenericViewSet):
    """When pledges and projects gather, and when the round is."""

    queryset = Intake.objects.all()
    serializer_class = IntakeSerializer
    lookup_value_converter = "int"
    ordering = ("-round_on", "-pk")
