"""The map of pages about who supplies whom."""

from django.urls import path

from councils.contracts import views

app_name = "contracts"
urlpatterns = [
    path("interests/new/<int:organisation_pk>/", views.interest_new, name="interest-new"),
    path("interests/<int:pk>/end/", views.interest_end, name="interest-end"),
]
