"""The map of what allauth has no page for."""

from django.urls import path

from corps.accounts import views

app_name = "accounts"
urlpatterns = [
    path("sessions/<int:pk>/end/", views.session_end, name="session-end"),
]
