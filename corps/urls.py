"""The map of pages."""

from django.contrib import admin
from django.urls import include, path

handler400 = "corps.home.views.bad_request"
handler403 = "corps.home.views.forbidden"
handler404 = "corps.home.views.not_found"
handler500 = "corps.home.views.broken"

urlpatterns = [
    path("", include("corps.home.urls")),
    path("api/", include("corps.api")),
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
]
