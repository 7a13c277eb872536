"""The map of pages about organisations."""

from django.urls import path

from corps.organisations import views

app_name = "organisations"
urlpatterns = [path("invitations/<str:token>/", views.invitation, name="invitation")]
