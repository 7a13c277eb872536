"""The map of pages about employers, experts and secondments."""

from django.urls import path

from secondments import views

app_name = "secondments"
urlpatterns = [
    path("", views.secondments, name="secondments"),
    path("<int:pk>/", views.secondment, name="secondment"),
    path("<int:pk>/start/", views.secondment_start, name="secondment-start"),
    path("<int:pk>/complete/", views.secondment_complete, name="secondment-complete"),
    path("<int:pk>/end/", views.secondment_end, name="secondment-end"),
    path("employers/", views.employers, name="employers"),
    path("employers/new/", views.employer_new, name="employer-new"),
    path("employers/<int:pk>/", views.employer, name="employer"),
    path("employers/<int:pk>/verify/", views.employer_verify, name="employer-verify"),
    path("employers/<int:pk>/refuse/", views.employer_refuse, name="employer-refuse"),
    path("employers/<int:pk>/invite/", views.member_invite, name="member-invite"),
    path("experts/new/", views.expert_new, name="expert-new"),
    path("experts/<int:pk>/", views.expert, name="expert"),
    path("experts/<int:pk>/edit/", views.expert_edit, name="expert-edit"),
    path("experts/<int:pk>/skills/", views.expert_skills, name="expert-skills"),
    path("experts/<int:pk>/preferences/", views.expert_preferences, name="expert-preferences"),
    path("experts/<int:pk>/offer/", views.expert_offer, name="expert-offer"),
    path("experts/<int:pk>/pause/", views.expert_pause, name="expert-pause"),
    path("experts/<int:pk>/consent/", views.expert_consent, name="expert-consent"),
    path(
        "experts/<int:pk>/consent/withdraw/",
        views.expert_consent_withdraw,
        name="expert-consent-withdraw",
    ),
]
