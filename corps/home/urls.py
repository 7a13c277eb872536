"""The map of the front page and of what belongs to no app alone."""

from django.urls import path

from corps.home import views

app_name = "home"
urlpatterns = [
    path("", views.front, name="front"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("acting-as/", views.act_as, name="act-as"),
    path("my-data/", views.my_data, name="my-data"),
    path("my-data/export/", views.export_ask, name="export-ask"),
    path("my-data/export/<int:pk>/", views.export_file, name="export-file"),
    path("my-data/leave/", views.leave, name="leave"),
    path("councils/<slug:slug>/", views.borough, name="borough"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
]
