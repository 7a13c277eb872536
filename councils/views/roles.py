"""Writing a project's roles."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from corps.stages import IllegalMove
from councils import permissions, services
from councils.forms import RoleForm
from councils.models import Project, Role
from councils.views.projects import find_own, moved_on


@login_required
def role_new(request, pk):
    """Say whom a project needs."""
    return _write(request, find_own(request, pk), Role())


@login_required
def role_edit(request, pk):
    """Change whom a project needs."""
    role = _find(request, pk)
    return _write(request, role.project, role)


def _find(request, pk):
    visible = Project.objects.visible_to(request.user)
    roles = Role.objects.select_related("project__council").filter(project__in=visible)
    role = get_object_or_404(roles, pk=pk)
    if not permissions.can_write_project(request.user, role.project):
        raise PermissionDenied(f"This role is {role.project.council}'s.")
    return role


def _settled(request, project):
    """Roles are settled once a project was sent for approval."""
    messages.warning(request, "It was sent for approval already, so its roles are settled.")
    return redirect(project)


def _write(request, project, role):
    if request.method == "GET" and not project.is_editable:
        return _settled(request, project)
    initial = {} if role.pk else {"starts_on": project.start_from, "rank": 1, "places": 1}
    form = RoleForm(request.POST or None, instance=role, initial=initial)
    if "propose" in request.POST:
        messages.info(request, _after_proposing(request.POST))
        form = form.with_proposed_skills()
    elif request.method == "POST" and form.is_valid():
        try:
            role = _save(request, project, role, form)
        except IllegalMove:
            return moved_on(request, project)
        messages.success(request, f"Saved the role “{role.title}”.")
        return redirect(project)
    context = {"form": form, "project": project, "role": role}
    return render(request, "councils/role_form.html", context)


def _after_proposing(typed):
    """What to do next with the skills that were proposed, if there was anything to propose by."""
    if typed.get("card") or typed.get("framework_role"):
        return "Skills are filled in. Mark as required the few without which it cannot be done."
    return "Choose whom you need first: in plain words, or a framework role."


def _save(request, project, role, form):
    needs, fields = form.values()
    if role.pk:
        return services.edit_role(role, by=request.user, needs=needs, **fields)
    return services.add_role(project, by=request.user, needs=needs, **fields)


@login_required
def role_remove(request, pk):
    """Take a role away, once it is meant."""
    role = _find(request, pk)
    if request.method == "GET" and not role.project.is_editable:
        return _settled(request, role.project)
    if request.method == "POST":
        try:
            services.remove_role(role, by=request.user)
        except IllegalMove:
            return moved_on(request, role.project)
        messages.success(request, f"Removed the role “{role.title}”.")
        return redirect(role.project)
    return render(request, "councils/role_remove.html", {"role": role, "project": role.project})
