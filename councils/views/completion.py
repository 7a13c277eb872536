"""A project's end: where its work lives, whether it is used, and who else uses it."""

from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms.models import model_to_dict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from corps.stages import IllegalMove
from councils import permissions, queries, services
from councils.forms import CompletionForm, ReasonForm, ReuseForm, UseForm
from councils.models import Completion, Project, Reuse, UseCheck
from councils.views.projects import find, find_own, moved_on

Stage = Project.Stage


def missing_words(project, names):
    """What is missing, in words, each with the way to its field."""
    page = reverse("councils:completion", args=[project.pk])
    found = []
    for name in names:
        if name == queries.SIGNATURE:
            found.append(("the signature of a colleague other than you", f"{page}#signature"))
        else:
            words = getattr(Completion._meta.get_field(name), "verbose_name", name)
            found.append((str(words), f"{page}#id_{name}"))
    return found


def _as_typed(home):
    """The record's own words as if just typed, to show beside each field what is missing."""
    kept = model_to_dict(home, CompletionForm.Meta.fields)
    return {name: "" if value is None else value for name, value in kept.items()}


@login_required
def completion(request, pk):
    """Say, bit by bit, where the work will live; what is missing is said with links."""
    found = find_own(request, pk)
    if not permissions.can_note_completion(request.user, found):
        messages.warning(request, "Only a project that was opened can be handed over.")
        return redirect(found)
    home = queries.home_of(found) or Completion(project=found)
    asked = request.method == "GET" and "missing" in request.GET
    form = CompletionForm(_as_typed(home) if asked else request.POST or None, instance=home)
    if asked or found.stage == Stage.COMPLETED:
        form.require_all()
    if request.method == "POST" and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        try:
            services.note_completion(found, by=request.user, **changes)
        except (IllegalMove, services.Homeless):
            return moved_on(request, found)
        messages.success(request, "Saved.")
        return redirect("councils:completion", found.pk)
    kept = queries.home_of(found)
    missing = queries.lacks_to_complete(kept, by=request.user)
    context = {
        "form": form,
        "project": found,
        "home": kept,
        "missing": missing_words(found, missing),
        "may_sign": _may_sign(request, found, kept),
        "is_over": found.stage == Stage.COMPLETED,
        "alone": queries.members(found.council).count() < 2,
    }
    return render(request, "councils/completion.html", context)


def _may_sign(request, project, home):
    """Whether everything is written that a signature covers, and this person has not signed."""
    if home is None or home.signed_by_id == request.user.pk:
        return False
    said = not set(home.unsaid()) & set(Completion.SIGNED)
    return said and permissions.can_sign_off(request.user, project)


@login_required
@require_POST
def completion_sign(request, pk):
    """Sign that the knowledge was handed over."""
    found = find_own(request, pk)
    try:
        services.sign_off(found, by=request.user)
    except services.Homeless as lacking:
        words = ", ".join(words for words, _ in missing_words(found, lacking.missing))
        messages.warning(request, f"Not signed yet. Still to say: {words}.")
    except IllegalMove:
        return moved_on(request, found)
    else:
        messages.success(request, "Signed. A colleague of yours can complete the project.")
    return redirect("councils:completion", found.pk)


@login_required
@require_POST
def project_complete(request, pk):
    """Say that the work is done and has a home."""
    found = find_own(request, pk)
    try:
        services.complete_project(found, by=request.user)
    except services.Homeless as lacking:
        words = ", ".join(words for words, _ in missing_words(found, lacking.missing))
        messages.warning(request, f"Not completed yet. Still to say: {words}.")
        return redirect(f"{reverse('councils:completion', args=[found.pk])}?missing=1")
    except IllegalMove:
        return moved_on(request, found)
    messages.success(request, "Completed. Well done.")
    return redirect(found)


def in_use(request, token):
    """The page behind the e-mail's link: three buttons, without signing in."""
    check = queries.check_of(token)
    if check is None:
        return render(request, "councils/in_use.html", {"check": None}, status=404)
    open_ = queries.is_answerable(check, timezone.localdate())
    form = UseForm(request.POST or None, initial={"words": check.words})
    if request.method == "POST" and open_ and form.is_valid():
        by = request.user if request.user.is_authenticated else None
        with suppress(IllegalMove):  # another answer was quicker: the page shows how it stands
            services.answer_use(check, by=by, **form.cleaned_data)
            messages.success(request, "Thank you. Everybody can read the answer.")
        return redirect("councils:in-use", token)
    context = {
        "check": check,
        "project": check.project,
        "form": form,
        "open": open_,
        "answers": UseCheck.Answer.choices,
    }
    return render(request, "councils/in_use.html", context)


@login_required
def reuse_new(request, pk):
    """Record that one's own council uses what this project made."""
    found = find(request, pk)
    if not permissions.can_record_reuse(request.user, found):
        raise PermissionDenied("A member of another council records that it uses this, once.")
    mine = list(queries.may_declare(request.user, found))
    form = ReuseForm(request.POST or None, councils=mine)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.record_reuse(found, by=request.user, **form.cleaned_data)
        except (services.UsedAlready, IllegalMove):
            return moved_on(request, found)
        messages.success(request, f"Recorded: {made.council} uses it.")
        return redirect(made)
    return render(request, "councils/reuse_form.html", {"form": form, "project": found})


@login_required
def reuse_withdraw(request, pk):
    """Say that one's own council uses it no longer, or never did."""
    reuse = get_object_or_404(Reuse.objects.select_related("council"), pk=pk)
    found = find(request, reuse.project_id)
    if reuse.withdrawn_on:
        return moved_on(request, found)
    if not permissions.can_withdraw_reuse(request.user, reuse):
        raise PermissionDenied(f"Members of {reuse.council} withdraw what it declared.")
    form = ReasonForm(request.POST or None, hint="Everybody can read it.")
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_reuse(reuse, by=request.user, **form.cleaned_data)
        except IllegalMove:
            return moved_on(request, found)
        messages.success(request, f"Withdrawn: {reuse.council} no longer says that it uses this.")
        return redirect(found)
    title = f"{reuse.council} uses it no longer"
    context = {"form": form, "project": found, "title": title, "button": "Withdraw it"}
    return render(request, "councils/reason.html", context)
