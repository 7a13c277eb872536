"""The map of pages about organisations."""

from django.urls import path

from corps.organisations import views

app_name = "organisations"
urlpatterns = [
    path("<int:pk>/members/", views.members, name="members"),
    path("<int:pk>/leave/", views.member_leave, name="member-leave"),
    path("<int:pk>/group/", views.group, name="group"),
    path("<int:pk>/apply-again/", views.apply_again, name="apply-again"),
    path("members/<int:pk>/role/", views.member_role, name="member-role"),
    path("members/<int:pk>/remove/", views.member_remove, name="member-remove"),
    path("groups/<int:pk>/", views.group_decide, name="group-decide"),
    path("questions/<int:pk>/", views.question, name="question"),
    path("invitations/<int:pk>/resend/", views.invitation_resend, name="invitation-resend"),
    path("invitations/<int:pk>/withdraw/", views.invitation_withdraw, name="invitation-withdraw"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
]
