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
from councils.models import ApprovalLink
from councils.views.projects import find, find_own

MOVED_ON = "Somebody was there first: this is how it stands now."


def _act(request, project, done, verb, **details):
    """Do one thing to a project; somebody may have done another before."""
    try:
        verb(project, by=request.user, **details)
    except IllegalMove:
        messages.warning(request, MOVED_ON)
    else:
        messages.success(request, done)
    return redirect(project)


def _with_reason(request, project, title, button, done, verb, **words):
    """Ask why, then do it."""
    form = ReasonForm(request.POST or None, **words)
    if request.method == "POST" and form.is_valid():
        return _act(request, project, done, verb, **form.cleaned_data)
    context = {"form": form, "project": project, "title": title, "button": button}
    return render(request, "councils/reason.html", context)


@login_required
@require_POST
def project_submit(request, pk):
    """Ask a colleague to approve."""
    project = find_own(request, pk)
    try:
        return _act(
            request, project, "Sent for approval. You hear by e-mail.", services.submit_project
        )
    except services.Unsaid as unsaid:
        messages.error(request, f"Still to say: {', '.join(unsaid.missing)}.")
        return redirect("councils:project-edit" if project.unsaid() else "councils:role-new", pk)


def _find_to_approve(request, pk):
    project = find(request, pk)
    if not permissions.can_write_project(request.user, project):
        raise PermissionDenied(f"Only colleagues at {project.council} approve this project.")
    if project.stage == project.Stage.SUBMITTED and not permissions.can_approve_project(
        request.user, project
    ):
        raise PermissionDenied(
            "Another colleague has to approve it: an approver or administrator who did not write it."
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
        "Cancel this project",
        "Cancel it",
        "Cancelled. Everybody concerned hears by e-mail.",
        services.cancel_project,
        hint="It cannot be undone. Proposals for it are withdrawn.",
    )


@login_required
@require_POST
def project_complete(request, pk):
    """Say that the work is done."""
    project = find_own(request, pk)
    return _act(request, project, "Completed. Well done.", services.complete_project)


@login_required
def approval_send(request, pk):
    """Ask a head of service to approve, where no colleague may."""
    project = find_own(request, pk)
    if not permissions.can_send_approval_link(request.user, project):
        raise PermissionDenied("Colleagues of yours may approve it, or it does not wait for that.")
    form = ApprovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            link = services.send_approval_link(project, by=request.user, **form.cleaned_data)
        except services.NotTheirAddress:
            form.add_error("email", f"Enter an address on {project.council}'s own domain")
        except IllegalMove:
            form.add_error("email", "It has to be somebody else: nobody approves their own project")
        else:
            messages.success(request, f"{link.name} has a link now, good for one approval.")
            return redirect(project)
    return render(request, "councils/approval_form.html", {"form": form, "project": project})


def approval(request, token):
    """The page behind a one-use link: read, then approve or return."""
    link = get_object_or_404(
        ApprovalLink.objects.select_related("project__council", "by"), token=token
    )
    if not request.user.is_authenticated:
        code = f"{reverse('account_request_login_code')}?next={link.get_absolute_url()}"
        return render(request, "councils/approval_door.html", {"link": link, "code": code})
    if not permissions.can_use_link(request, link):
        raise PermissionDenied(
            f"This link is for {link.email}, signed in with a code sent to that address."
        )
    form = ReasonForm(request.POST if "return" in request.POST else None, label="What to mend")
    if request.method == "POST" and ("approve" in request.POST or form.is_valid()):
        return _use_link(request, link, form)
    project = link.project
    context = {
        "link": link,
        "project": project,
        "good": link.used_at is None and project.stage == project.Stage.SUBMITTED,
        "roles": project.roles.prefetch_related("needs__skill"),
        "form": form,
    }
    return render(request, "councils/approval.html", context)


def _use_link(request, link, form):
    try:
        if "approve" in request.POST:
            services.approve_by_link(link, by=request.user)
            messages.success(request, f"Approved. “{link.project.title}” is open now.")
        else:
            services.return_by_link(link, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, "Returned. The author hears by e-mail.")
    except (services.LinkSpent, IllegalMove):
        messages.warning(request, "This link has been used, replaced or is too old.")
    visible = queries.is_member(request.user, link.project.council) or "approve" in request.POST
    return redirect(link.project if visible else "home:front")
