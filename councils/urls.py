"""The map of the asking side."""

from django.urls import path

from councils import views

app_name = "councils"
urlpatterns = [
    path("", views.directory, name="directory"),
    path("join/", views.join, name="join"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("approvals/<str:token>/", views.approval, name="approval"),
    path("members/<int:pk>/confirm/", views.member_confirm, name="member-confirm"),
    path("members/<int:pk>/refuse/", views.member_refuse, name="member-refuse"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", views.token_revoke, name="token-revoke"),
    path("projects/", views.projects, name="projects"),
    path("projects/new/", views.project_new, name="project-new"),
    path("projects/<int:pk>/", views.project, name="project"),
    path("projects/<int:pk>/edit/", views.project_edit, name="project-edit"),
    path("projects/<int:pk>/ready/", views.project_ready, name="project-ready"),
    path("projects/<int:pk>/submit/", views.project_submit, name="project-submit"),
    path("projects/<int:pk>/approve/", views.project_approve, name="project-approve"),
    path("projects/<int:pk>/return/", views.project_return, name="project-return"),
    path("projects/<int:pk>/withdraw/", views.project_withdraw, name="project-withdraw"),
    path("projects/<int:pk>/cancel/", views.project_cancel, name="project-cancel"),
    path("projects/<int:pk>/complete/", views.project_complete, name="project-complete"),
    path("projects/<int:pk>/approval/", views.approval_send, name="approval-send"),
    path("projects/<int:pk>/roles/new/", views.role_new, name="role-new"),
    path("roles/<int:pk>/edit/", views.role_edit, name="role-edit"),
    path("roles/<int:pk>/remove/", views.role_remove, name="role-remove"),
    path("<slug:slug>/members/", views.members, name="members"),
    path(
        "<slug:slug>/administrators/invite/",
        views.administrator_invite,
        name="administrator-invite",
    ),
]
