"""The map of the inbox, of what people wish to be told, and of the outbox."""

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
    path("wishes/", views.wishes, name="wishes"),
    path("stop/<str:token>/", views.stop, name="stop"),
    path("address/try/", views.address_try, name="address-try"),
    path("address/<str:token>/", views.address, name="address"),
    path("bounces/", views.bounces, name="bounces"),
    path("bounces/<int:pk>/clear/", views.bounce_clear, name="bounce-clear"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<slug:name>/", views.letter, name="letter"),
    path("outbox/<slug:name>/look/", views.letter_look, name="letter-look"),
]
