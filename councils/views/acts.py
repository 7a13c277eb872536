"""What is done to a project with one press, or with a reason."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from corps.accounts.permissions import second_factor_required
from corps.stages import IllegalMove
from councils import permissions, queries, services
from councils.forms import ApprovalForm, ReasonForm
from councils.models import ApprovalLink, Project
from councils.views.projects import find, find_own, moved_on, submit

Stage = Project.Stage


def _act(request, project, done, verb, **details):
    """Do one thing to a project; somebody may have done another before."""
    try:
        verb(project, by=request.user, **details)
    except IllegalMove:
        return moved_on(request, project)
    messages.success(request, done)
    return redirect(project)


def _with_reason(request, project, stage, title, button, done, verb, **words):
    """Ask why it should go to this stage, then do it."""
    if not project.can_move_to(stage):
        return moved_on(request, project)
    form = ReasonForm(request.POST or None, **words)
    if request.method == "POST" and form.is_valid():
        return _act(request, project, done, verb, **form.cleaned_data)
    context = {"form": form, "project": project, "title": title, "button": button}
    return render(request, "councils/reason.html", context)


@login_required
@require_POST
def project_submit(request, pk):
    """Ask a colleague to approve."""
    return submit(request, find_own(request, pk))


def _find_to_approve(request, pk):
    project = find(request, pk)
    if not permissions.can_write_project(request.user, project):
        raise PermissionDenied(f"Only colleagues at {project.council} approve this project.")
    if project.stage == Stage.SUBMITTED and not permissions.can_approve_project(
        request.user, project
    ):
        raise PermissionDenied(
            "Another colleague has to approve it: an approver or administrator "
            "who neither wrote it nor sent it."
        )
    return project


@login_required
@require_POST
@second_factor_required
def project_approve(request, pk):
    """Open a colleague's project."""
    project = _find_to_approve(request, pk)
    return _act(request, project, f"“{project.title}” is open now.", services.approve_project)


@login_required
@second_factor_required
def project_return(request, pk):
    """Send a project back, with what to mend."""
    project = _find_to_approve(request, pk)
    return _with_reason(
        request,
        project,
        Stage.RETURNED,
        "Return it to its author",
        "Return it",
        "Returned. The author hears by e-mail.",
        services.return_project,
        label="What should be mended?",
    )


@login_required
def project_withdraw(request, pk):
    """Take a project back before it was opened."""
    return _with_reason(
        request,
        find_own(request, pk),
        Stage.WITHDRAWN,
        "Withdraw this project",
        "Withdraw it",
        "Withdrawn.",
        services.withdraw_project,
        hint="Nobody outside your council sees this. It cannot be undone.",
    )


@login_required
def project_cancel(request, pk):
    """Stop a project after it was opened."""
    return _with_reason(
        request,
        find_own(request, pk),
        Stage.CANCELLED,
        "Cancel this project",
        "Cancel it",
        "Cancelled. Everybody concerned hears by e-mail.",
        services.cancel_project,
        hint="Everybody can read the reason. It cannot be undone.",
    )


@login_required
def approval_send(request, pk):
    """Ask a head of service to approve, where no colleague may."""
    project = find_own(request, pk)
    if project.stage != Stage.SUBMITTED:
        return moved_on(request, project)
    if not permissions.can_send_approval_link(request.user, project):
        raise PermissionDenied("You have a colleague who may approve it, so no link is needed.")
    form = ApprovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            link = services.send_approval_link(project, by=request.user, **form.cleaned_data)
        except services.NotTheirAddress:
            form.add_error("email", _own_domains(project.council))
        except services.NotAnother:
            form.add_error("email", "It has to be somebody else: nobody approves their own project")
        except IllegalMove:
            return moved_on(request, project)
        else:
            messages.success(request, f"{link.name} has a link now, good for one approval.")
            return redirect(project)
    return render(request, "councils/approval_form.html", {"form": form, "project": project})


def _own_domains(council):
    domains = " or ".join(council.domains.values_list("domain", flat=True))
    return f"Enter an address on {council}'s own domain: {domains}"


def approval(request, token):
    """The page behind a one-use link: read, then approve or return."""
    link = get_object_or_404(
        ApprovalLink.objects.select_related("project__council", "by"), token=token
    )
    if not permissions.can_use_link(request, link):
        return _door(request, link)
    form = ReasonForm(request.POST if "return" in request.POST else None, label="What to mend")
    if request.method == "POST" and ("approve" in request.POST or form.is_valid()):
        return _use_link(request, link, form)
    project = link.project
    context = {
        "link": link,
        "project": project,
        "good": queries.is_good(link) and project.stage == Stage.SUBMITTED,
        "roles": project.roles.prefetch_related("needs__skill"),
        "form": form,
    }
    return render(request, "councils/approval.html", context)


def _door(request, link):
    """How the person named gets in; who else holds the link learns no more than that."""
    code = f"{reverse('account_request_login_code')}?next={link.get_absolute_url()}"
    status = 403 if request.user.is_authenticated else 200
    context = {"link": link, "code": code, "is_good": queries.is_good(link)}
    return render(request, "councils/approval_door.html", context, status=status)


def _use_link(request, link, form):
    try:
        if "approve" in request.POST:
            services.approve_by_link(link, by=request.user)
            messages.success(request, f"Approved. “{link.project.title}” is open now.")
        else:
            services.return_by_link(link, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, "Returned. The author hears by e-mail.")
    except services.NotAnother:
        raise PermissionDenied("Nobody approves what they wrote or sent themselves.") from None
    except services.LinkSpent:
        return redirect(link)  # the page says why
    visible = Project.objects.visible_to(request.user).filter(pk=link.project_id).exists()
    return redirect(link.project if visible else "home:front")
