"""The map of pages."""

from typing import Any

from django.contrib import admin
from django.contrib.sitemaps import GenericSitemap
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from councils.models import Project
from volunteers.consensus.models import Conversation

handler400 = "corps.home.views.bad_request"
handler403 = "corps.home.views.forbidden"
handler404 = "corps.home.views.not_found"
handler500 = "corps.home.views.broken"

# What search engines are shown: public pages of open work and of what people are asked.
OPEN_WORK = Project.objects.filter(stage__in=Project.LIVE)
SITEMAPS: dict[str, Any] = {
    "projects": GenericSitemap({"queryset": OPEN_WORK.only("moved_at"), "date_field": "moved_at"}),
    "conversations": GenericSitemap({"queryset": Conversation.objects.public()}),
}

urlpatterns = [
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("api/", include("corps.api")),
    path("accounts/", include("corps.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("notifications/", include("corps.notifications.urls")),
    path("organisations/", include("corps.organisations.urls")),
    path("councils/", include("councils.urls")),
    path("councils/contracts/", include("councils.contracts.urls")),
    path("secondments/", include("secondments.urls")),
    path("secondments/matching/", include("secondments.matching.urls")),
    path("volunteers/", include("volunteers.urls")),
    path("volunteers/consensus/", include("volunteers.consensus.urls")),
    path("savings/", include("corps.savings.urls")),
    path("casework/", include("corps.casework.urls")),
    path("", include("corps.home.urls")),  # last: a borough’s page may have any name
]
