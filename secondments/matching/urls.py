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
    path("what-if/", views.what_if, name="what-if"),
    path("proposals/", views.proposals, name="proposals"),
    path("proposals/<int:pk>/", views.proposal, name="proposal"),
    path("proposals/<int:pk>/accept/", views.proposal_accept, name="proposal-accept"),
    path("proposals/<int:pk>/decline/", views.proposal_decline, name="proposal-decline"),
    path("proposals/<int:pk>/withdraw/", views.proposal_withdraw, name="proposal-withdraw"),
    path("proposals/<int:pk>/met/", views.proposal_met, name="proposal-met"),
    path("proposals/<int:pk>/message/", views.proposal_message, name="proposal-message"),
]
