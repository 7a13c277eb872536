"""The map of rounds and proposals."""

from django.urls import path

from secondments.matching import views

app_name = "matching"
urlpatterns = [
    path("rounds/", views.rounds, name="rounds"),
    path("rounds/new/", views.round_new, name="round-new"),
    path("rounds/ask/", views.round_ask, name="round-ask"),
    path("rounds/<int:pk>/", views.round_, name="round"),
    path("rounds/<int:pk>/<slug:what>.json", views.round_file, name="round-file"),
    path("roles/<int:pk>/urgent/", views.role_urgent, name="role-urgent"),
    path("roles/<int:pk>/urgent/lift/", views.role_urgent_lift, name="role-urgent-lift"),
    path("ranking/<slug:slug>/", views.ranking, name="ranking"),
    path("experts/<int:pk>/roles/", views.expert_roles, name="expert-roles"),
    path("employers/<int:pk>/people/", views.staff, name="staff"),
    path("employers/<int:pk>/people.csv", views.staff_csv, name="staff-csv"),
    path("what-if/", views.what_if, name="what-if"),
    path("proposals/", views.proposals, name="proposals"),
    path("proposals/<int:pk>/", views.proposal, name="proposal"),
    path("proposals/<int:pk>/accept/", views.proposal_accept, name="proposal-accept"),
    path("proposals/<int:pk>/decline/", views.proposal_decline, name="proposal-decline"),
    path("proposals/<int:pk>/withdraw/", views.proposal_withdraw, name="proposal-withdraw"),
    path("proposals/<int:pk>/met/", views.proposal_met, name="proposal-met"),
    path("proposals/<int:pk>/message/", views.proposal_message, name="proposal-message"),
    path("direct/", views.directs, name="directs"),
    path("direct/<int:pk>/", views.direct, name="direct"),
    path("direct/<int:pk>/accept/", views.direct_accept, name="direct-accept"),
    path("direct/<int:pk>/decline/", views.direct_decline, name="direct-decline"),
    path("direct/<int:pk>/withdraw/", views.direct_withdraw, name="direct-withdraw"),
    path("roles/<int:pk>/direct/", views.direct_new, name="direct-new"),
    path("roles/<int:pk>/tell-me/", views.alert_people, name="alert-people"),
    path("alerts/", views.alerts, name="alerts"),
    path("alerts/roles/", views.alert_roles, name="alert-roles"),
    path("alerts/<int:pk>/end/", views.alert_end, name="alert-end"),
    path("alerts/stop/<slug:token>/", views.alert_stop, name="alert-stop"),
]
