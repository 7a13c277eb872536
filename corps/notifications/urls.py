"""The map of the inbox and the outbox."""

from django.urls import path

from corps.notifications import views

app_name = "notifications"
urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.inbox_read, name="inbox-read"),
    path("<int:pk>/", views.notice, name="notice"),
    path("searches/", views.searches, name="searches"),
    path("searches/save/", views.search_save, name="search-save"),
    path("searches/<int:pk>/daily/", views.search_daily, name="search-daily"),
    path("searches/<int:pk>/delete/", views.search_delete, name="search-delete"),
    path("searches/stop/<str:token>/", views.search_stop, name="search-stop"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<slug:name>/", views.letter, name="letter"),
]
