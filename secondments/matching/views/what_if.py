"""What if: a role as it might be, and at once how many people could do it. Nothing is kept."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from councils.models import Council, Project, Role
from secondments.matching import permissions, services
from secondments.matching.forms import KINDS, WhatIfForm

KEYS = {"role", "council"}  # these say which role is meant, and not how it might be

REQUIRED = KINDS[0][0]


@never_cache
@login_required
def what_if(request):
    """The form beside its answer; a script asks for the answer alone, at each change."""
    role, councils = _found(request)
    changed = set(request.GET) - KEYS
    form = WhatIfForm(
        request.GET if changed else None, councils=None if role else councils, initial=_now(role)
    )
    over = role is not None and role.ends_on <= timezone.localdate()
    context = {"form": form, "role": role, "over": over}
    if form.is_valid():
        context |= _answer(form.cleaned_data, role, None if over else role)
    elif role and not (changed or over):
        context |= _answer(None, role, role)
    page = "what_if_answer" if request.htmx else "what_if"
    return render(request, f"secondments/matching/{page}.html", context)


def _found(request):
    """The role that is meant, if any, and the councils that may be asked for."""
    councils = Council.objects.all() if request.user.is_staff else Council.objects.of(request.user)
    pk = request.GET.get("role", "")
    if not pk.isdecimal():
        if not permissions.can_ask_what_if(request.user):
            raise PermissionDenied("What-if is for people of a council, and for corps staff.")
        return None, councils
    seen = Project.objects.visible_to(request.user)
    roles = Role.objects.select_related("project__council").filter(project__in=seen)
    role = get_object_or_404(roles, pk=pk)
    if not permissions.can_ask_what_if(request.user, role.project.council):
        raise PermissionDenied(f"This role is {role.project.council}'s.")
    return role, councils


def _now(role):
    """The role as it stands, or the usual half year for a new one."""
    if role is None:
        start = timezone.localdate() + timedelta(days=60)
        return {"starts_on": start, "ends_on": start + timedelta(days=181), "days_a_week": 3}
    needs = role.needs.select_related("skill")
    return {
        "needs": [(need.skill.name, need.level, KINDS[not need.required][0]) for need in needs],
        "days_a_week": f"{role.days_a_week.normalize():f}",
        "starts_on": role.starts_on,
        "ends_on": role.ends_on,
        "remote": role.remote,
        "clearance": role.clearance,
    }


def _answer(typed, role, as_is):
    """The version that was typed weighed, and beside it the role as it stands."""
    versions = [services.ask_of(as_is)] if as_is else []
    if typed:
        needs = sorted((skill, level) for skill, level, kind in typed["needs"] if kind == REQUIRED)
        names = ("starts_on", "ends_on", "days_a_week", "remote", "clearance")
        asked = services.Ask(needs=tuple(needs), **{name: typed[name] for name in names})
        versions.insert(0, asked)
    council = role.project.council_id if role else typed["council"].pk
    prospect, *before = services.what_if(
        versions, council=council, role=role and role.pk, on=timezone.localdate()
    )
    changed = before and versions[0] != versions[1]
    return {"prospect": prospect, "before": before[0] if changed else None}
