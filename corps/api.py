"""The map of the API: what every app publishes, its schema, and the page about it."""

from django.urls import include, path, re_path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.plumbing import build_bearer_security_scheme_object
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.exceptions import NotFound
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from corps.home.views import api as page
from corps.savings.api import BenefitViewSet, ReportViewSet, SavingsView, SnapshotViewSet
from councils.api import CouncilViewSet, ProjectViewSet, RoleViewSet
from secondments.api import CapacityViewSet, IntakeViewSet
from volunteers.api import TaskViewSet
from volunteers.consensus.api import (
    ConversationViewSet,
    ProgrammeViewSet,
    ReplyViewSet,
    ResultViewSet,
    StatementViewSet,
)


class TokenScheme(OpenApiAuthenticationExtension):
    """How the schema tells of tokens."""

    target_class = "corps.rest.Token"
    name = "token"

    def get_security_definition(self, auto_schema):
        """A token in the usual header."""
        return build_bearer_security_scheme_object("Authorization", self.target.keyword)


@extend_schema(exclude=True)
class Nowhere(APIView):
    """Addresses that are none, told in JSON."""

    def initial(self, request, *args, **kwargs):
        """Say so before anything else is looked at."""
        raise NotFound


router = SimpleRouter(use_regex_path=False)
router.register("councils", CouncilViewSet, basename="council")
router.register("projects", ProjectViewSet, basename="project")
router.register("roles", RoleViewSet, basename="role")
router.register("pledges", CapacityViewSet, basename="pledge")
router.register("intakes", IntakeViewSet, basename="intake")
router.register("tasks", TaskViewSet, basename="task")
router.register("conversations", ConversationViewSet, basename="conversation")
router.register("statements", StatementViewSet, basename="statement")
router.register("results", ResultViewSet, basename="result")
router.register("replies", ReplyViewSet, basename="reply")
router.register("programmes", ProgrammeViewSet, basename="programme")
router.register("benefits", BenefitViewSet, basename="benefit")
router.register("reports", ReportViewSet, basename="report")
router.register("snapshots", SnapshotViewSet, basename="snapshot")

schema = cache_control(public=True, max_age=300)(conditional_page(SpectacularAPIView.as_view()))

app_name = "api"
urlpatterns = [
    path("", page, name="page"),
    path("schema/", schema, name="schema"),
    path("savings/", SavingsView.as_view(), name="savings"),
    path("", include(router.urls)),
    re_path(r"^(?P<elsewhere>[\s\S]+)/\Z", Nowhere.as_view(), name="nowhere"),  # line ends too
]
