"""Benefits, the dashboard's figures, frozen quarters and reports, as programs read them."""

from dataclasses import replace
from datetime import datetime

from django.db.models import Prefetch
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from corps.rest import (
    Csv,
    Filter,
    PageField,
    Published,
    Tagged,
    number,
    one_of,
    read_filters,
)
from corps.savings import formats, queries
from corps.savings.forms import FilterForm, LookForm
from corps.savings.models import (
    Benefit,
    Category,
    Claim,
    Forecast,
    Kind,
    Measurement,
    Part,
    Snapshot,
)
from corps.savings.models import Published as Report

SHOWN = [stage.value for stage in Benefit.Stage if stage not in Benefit.HIDDEN]
LONG_AGO = datetime.min  # noqa: DTZ901 - the moment of asking is no part of the tag
GBP = {"max_digits": 16, "decimal_places": 2}


class BenefitSerializer(serializers.ModelSerializer):
    page = PageField()
    council = serializers.CharField(source="project.council.slug")

    class Meta:
        model = Benefit
        fields: tuple = (
            *("id", "page", "project", "council", "title", "description", "kind"),
            *("beneficiary", "service", "stage", "one_off_cost_gbp", "running_cost_gbp"),
            *("product", "is_development", "reuses", "moved_at"),
        )


class ForecastSerializer(serializers.ModelSerializer):
    class Meta:
        model = Forecast
        fields = ("period_from", "period_to", "amount_gbp")


class MeasurementSerializer(serializers.ModelSerializer):
    stage = serializers.CharField(
        source="claim.stage", default="", help_text="Of the claim it is put to finance with."
    )

    class Meta:
        model = Measurement
        fields = ("period_from", "period_to", "value", "amount_gbp", "link", "note", "stage")


class PartSerializer(serializers.ModelSerializer):
    class Meta:
        model = Part
        fields = (
            *("verdict", "kind", "amount_gbp", "reason"),
            *("cost_centre", "budget_line", "goes_on"),
        )


class ClaimSerializer(serializers.ModelSerializer):
    parts = PartSerializer(many=True)

    class Meta:
        model = Claim
        fields = ("period_from", "period_to", "amount_gbp", "stage", "decided_at", "parts")


class WholeBenefitSerializer(BenefitSerializer):
    """What a benefit's own page shows: also its plan, what was measured and what was decided."""

    forecasts = ForecastSerializer(many=True)
    measurements = MeasurementSerializer(many=True)
    claims = ClaimSerializer(many=True)

    class Meta:
        model = Benefit
        fields = (
            *BenefitSerializer.Meta.fields,
            *("measure", "unit", "method", "baseline_value", "baseline_from", "baseline_to"),
            *("baseline_source", "cost_centre", "budget_line", "goes_on"),
            *("forecasts", "measurements", "claims"),
        )


@extend_schema_view(
    list=extend_schema(summary="Benefits, the latest moved first"),
    retrieve=extend_schema(summary="One benefit, with its measurements and claims"),
)
class BenefitViewSet(Published, viewsets.GenericViewSet):
    """What projects are to bring, what was measured, and what finance officers made of it."""

    lookup_value_converter = "int"
    ordering = ("-moved_at", "-pk")
    filter_form = FilterForm
    filters = {
        "borough": Filter("A council, by its `slug`."),
        "service": one_of("A service area.", Benefit.Service.values),
        "kind": one_of("The sort of gain.", Kind.values),
        "stage": one_of("How far it is shown.", SHOWN),
    }
    narrow = staticmethod(queries.narrow_benefits)

    def get_queryset(self):
        """With what a list shows, or with what one benefit's page shows."""
        found = Benefit.objects.public().select_related("project__council")
        if self.action == "list":
            return found
        return found.prefetch_related(
            "forecasts",
            Prefetch("measurements", Measurement.objects.select_related("claim")),
            Prefetch("claims", Claim.objects.exclude(stage=Claim.Stage.WITHDRAWN)),
            "claims__parts",
        )

    def get_serializer_class(self):
        return BenefitSerializer if self.action == "list" else WholeBenefitSerializer


class ReportSerializer(serializers.ModelSerializer):
    councils = serializers.SlugRelatedField("slug", many=True, read_only=True)

    class Meta:
        model = Report
        fields = (
            *("id", "who", "councils", "project", "qualifier", "amount_gbp", "basis", "period"),
            *("kind", "source", "source_url", "source_date", "note", "dispute"),
        )


@extend_schema_view(
    list=extend_schema(summary="Savings that others report"),
    retrieve=extend_schema(summary="One reported saving"),
)
class ReportViewSet(Published, viewsets.GenericViewSet):
    """What councils and others have reported: none of it is in a total of ours."""

    queryset = Report.objects.prefetch_related("councils")
    serializer_class = ReportSerializer
    lookup_value_converter = "int"
    ordering = ("pk",)


class SnapshotSerializer(serializers.ModelSerializer):
    page = PageField()

    class Meta:
        model = Snapshot
        fields: tuple = ("slug", "page", "ends_on", "edition", "sha256", "frozen_at")


class WholeSnapshotSerializer(SnapshotSerializer):
    figures = serializers.DictField(help_text="As they stood: of the form of /api/savings/.")

    class Meta:
        model = Snapshot
        fields = (*SnapshotSerializer.Meta.fields, "figures")


@extend_schema_view(
    list=extend_schema(summary="Frozen quarters, the newest first"),
    retrieve=extend_schema(summary="One frozen quarter, with its figures"),
)
class SnapshotViewSet(Published, viewsets.GenericViewSet):
    """The figures of a quarter as they stood on a day, to be cited."""

    queryset = Snapshot.objects.all()
    lookup_field = "slug"
    lookup_value_converter = "slug"
    ordering = ("-ends_on", "-edition")

    def get_serializer_class(self):
        return SnapshotSerializer if self.action == "list" else WholeSnapshotSerializer


class AmountSerializer(serializers.Serializer):
    gbp = serializers.DecimalField(**GBP)
    claims = serializers.IntegerField()


class CostsSerializer(serializers.Serializer):
    running = AmountSerializer()
    one_off = AmountSerializer()


class StatesSerializer(serializers.Serializer):
    verified = AmountSerializer()
    waiting = AmountSerializer()
    measured = AmountSerializer()
    rejected = AmountSerializer()
    forecast = AmountSerializer()


class TotalsSerializer(StatesSerializer):
    forecast_in_all = AmountSerializer()


class BesideSerializer(StatesSerializer):
    category = serializers.CharField()
    name = serializers.CharField()


class ServiceSerializer(StatesSerializer):
    service = serializers.CharField()
    name = serializers.CharField()


class GivenSerializer(serializers.Serializer):
    days_worked = serializers.DecimalField(max_digits=12, decimal_places=1)
    days_planned = serializers.DecimalField(max_digits=12, decimal_places=1)
    experts = serializers.IntegerField()
    relief = serializers.CharField()


class PointSerializer(serializers.Serializer):
    until = serializers.CharField()
    forecast_so_far_gbp = serializers.DecimalField(**GBP)
    verified_so_far_gbp = serializers.DecimalField(**GBP, allow_null=True)


class BoroughSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    residents = serializers.IntegerField(allow_null=True)
    verified = AmountSerializer()
    waiting = AmountSerializer()
    verified_gbp_per_resident = serializers.DecimalField(**GBP, allow_null=True)


class FiguresSerializer(serializers.Serializer):
    """What the dashboard shows, of one sort of saving; other sorts stand beside, never added."""

    as_at = serializers.DateTimeField()
    period = serializers.CharField()
    filters = serializers.DictField(child=serializers.CharField())
    category = serializers.CharField()
    totals = TotalsSerializer()
    costs = CostsSerializer()
    beside_never_added = BesideSerializer(many=True)
    given = GivenSerializer()
    over_time = PointSerializer(many=True)
    boroughs = BoroughSerializer(many=True)
    services = ServiceSerializer(many=True)
    meanings = serializers.DictField(child=serializers.CharField())


class FiguresCsv(Csv):
    """The figures as the page's own sheet gives them."""

    def render(self, data, accepted_media_type=None, renderer_context=None):
        """Draw one figure a line."""
        return formats.as_csv(data)


class SavingsView(Tagged, APIView):
    """The dashboard's figures: totals by state, over time, by borough and by service area."""

    renderer_classes = (JSONRenderer, FiguresCsv)
    filters = {
        "year": number("A financial year, by the year it begins in; all, if left out."),
        "category": one_of("The sort of saving; cash_releasing, if left out.", Category.values),
        "service": one_of(
            "A service area; all, if left out.", [*Benefit.Service.values, queries.UNSTATED]
        ),
    }

    @extend_schema(
        summary="The savings dashboard",
        parameters=[
            OpenApiParameter(name, each.schema, description=each.words)
            for name, each in filters.items()
        ],
        responses=FiguresSerializer,
    )
    def get(self, request):
        form = read_filters(request, LookForm, self.filters)
        shown = queries.dashboard(form.choices(timezone.localdate()))
        return self.tagged(
            replace(shown, as_at=LONG_AGO), lambda _: Response(formats.as_plain(shown))
        )
