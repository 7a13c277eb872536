"""The map of the inbox and the outbox."""

from django.urls import path

from corps.notifications import views

app_name = "notifications"
urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.inbox_read, name="inbox-read"),
    path("<int:pk>/", views.notice, name="notice"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<slug:name>/", views.letter, name="letter"),
]
