"""The map of casework."""

from django.urls import path

from corps.casework import views

app_name = "casework"
urlpatterns = [
    path("", views.stuck, name="stuck"),
    path("stuck/<slug:key>/", views.stuck_kind, name="stuck-kind"),
    path("stuck/<slug:key>/<int:pk>/chase/", views.chase, name="chase"),
    path("records/<str:label>/<int:pk>/", views.record, name="record"),
    path("complaints/", views.complaints, name="complaints"),
    path("complaints/new/", views.complaint_new, name="complaint-new"),
    path("complaints/<str:token>/", views.complaint, name="complaint"),
    path("complaints/<str:token>/take-up/", views.complaint_take_up, name="complaint-take-up"),
    path("complaints/<str:token>/assign/", views.complaint_assign, name="complaint-assign"),
    path("complaints/<str:token>/answer/", views.complaint_answer, name="complaint-answer"),
    path("complaints/<str:token>/object/", views.complaint_object, name="complaint-object"),
    path("people/", views.people, name="people"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/suspend/", views.person_suspend, name="person-suspend"),
    path("people/<int:pk>/reinstate/", views.person_reinstate, name="person-reinstate"),
    path("people/<int:pk>/merge/", views.person_merge, name="person-merge"),
    path("people/<int:pk>/look/", views.person_look, name="person-look"),
    path("organisations/<int:pk>/merge/", views.organisation_merge, name="organisation-merge"),
    path("projects/<int:pk>/merge/", views.project_merge, name="project-merge"),
    path("looks/", views.looks, name="looks"),
    path("looks/<int:pk>/", views.look, name="look"),
    path("looks/<int:pk>/end/", views.look_end, name="look-end"),
    path("as/<int:pk>/<path:path>", views.look_page, name="look-page"),
    path("as/<int:pk>/", views.look_page, {"path": ""}, name="look-front"),
]
