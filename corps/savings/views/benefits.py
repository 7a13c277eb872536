"""The list of benefits, one benefit, and writing it."""

from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from corps.notifications.models import Event
from corps.savings import permissions, queries, services
from corps.savings.forms import BenefitForm, ClassifyForm, FilterForm, MeasurementForm
from corps.savings.models import Benefit, Measurement
from corps.stages import IllegalMove
from councils.forms import ReasonForm
from councils.models import Project

PAGE = 20


def find(request, pk):
    """The benefit, as far as this person may see it."""
    visible = Benefit.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("project__council", "author"), pk=pk)


def find_own(request, pk):
    """The benefit, where this person may write it."""
    benefit = find(request, pk)
    if not permissions.can_write_benefit(request.user, benefit):
        raise PermissionDenied(f"This benefit is {benefit.project.council}'s.")
    return benefit


def moved_on(request, row):
    """Say that a row no longer stands where this person saw it, and show where it does."""
    messages.warning(request, "Somebody was there first: this is how it stands now.")
    return redirect(row)


def benefits(request):
    """Benefits that this person may see, narrowed by filters."""
    form = FilterForm(request.GET)
    chosen = form.chosen
    found = queries.narrow_benefits(Benefit.objects.visible_to(request.user), **chosen)
    page = Paginator(found.select_related("project__council"), PAGE).get_page(
        request.GET.get("page")
    )
    context = {"form": form, "page": page, "filtered": bool(chosen)}
    return render(request, "corps/savings/benefits.html", context)


def benefit(request, pk):
    """One benefit: what was hoped for, what was measured, and what finance made of it."""
    found = find(request, pk)
    user = request.user
    may_write = permissions.can_write_benefit(user, found)
    measurements = found.measurements.select_related("claim")
    context = {
        "benefit": found,
        "standing": queries.standing(found),
        "appraisal": queries.appraisal(found),
        "years": queries.verified_by_year(found),
        "forecasts": found.forecasts.all(),
        "measurements": measurements,
        "claims": found.claims.exclude(stage="withdrawn").prefetch_related("parts"),
        "events": Event.objects.about(found).select_related("by"),
        "inside": permissions.can_see_inside(user, found),
        "may_write": may_write,
        "may_measure": may_write and found.stage in services.MEASURABLE,
        "may_submit": may_write and any(row.claim_id is None for row in measurements),
        "unsaid": [found._meta.get_field(name) for name in found.unsaid()],
    }
    return render(request, "corps/savings/benefit.html", context)


@login_required
def benefit_new(request, project_pk):
    """Begin a benefit of a project; a draft may be as short as its title."""
    visible = Project.objects.visible_to(request.user).select_related("council")
    project = get_object_or_404(visible, pk=project_pk)
    if not permissions.can_add_benefit(request.user, project):
        raise PermissionDenied(f"Only {project.council} says what this project brings.")
    form = BenefitForm(
        request.POST or None,
        project=project,
        forecasts=queries.first_forecast(project),
        initial={"officer_name": request.user.name, "officer_email": request.user.email},
    )
    if request.method == "POST" and form.is_valid():
        made = services.draft_benefit(project, by=request.user, **form.plan())
        return _saved(request, made)
    context = {"form": form, "project": project}
    return render(request, "corps/savings/benefit_form.html", context)


@login_required
def benefit_edit(request, pk):
    """Go on writing a plan that is not baselined yet."""
    found = find_own(request, pk)
    if request.method == "GET" and not found.is_editable:
        messages.warning(request, "Its plan is baselined, so it is settled. You can open it again.")
        return redirect(found)
    rows = found.forecasts.values_list("period_from", "period_to", "amount_gbp")
    form = BenefitForm(request.POST or None, instance=found, project=found.project, forecasts=rows)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.edit_benefit(found, by=request.user, **form.changes())
        except IllegalMove:
            return moved_on(request, found)
        except services.CountedAlready:
            form.add_error("is_development", "Another benefit counts this since: leave it out")
        else:
            return _saved(request, saved)
    context = {"form": form, "benefit": find(request, pk), "project": found.project}
    return render(request, "corps/savings/benefit_form.html", context)


def _saved(request, benefit):
    """Go on: publish it, or back to it."""
    if "publish" in request.POST and benefit.stage == Benefit.Stage.DRAFT:
        return publish(request, benefit)
    messages.success(request, f"Saved “{benefit.title}”.")
    return redirect(benefit)


def publish(request, benefit):
    """Show the forecast to everybody, or say what is missing."""
    try:
        services.publish_benefit(benefit, by=request.user)
    except services.Unsaid:
        messages.warning(request, "Saved as a draft. Before it is published, give its forecast.")
        return redirect("savings:benefit-edit", benefit.pk)
    except services.CountedAlready:
        messages.warning(
            request, "Not published: another benefit counts the development of this product."
        )
        return redirect("savings:benefit-edit", benefit.pk)
    except IllegalMove:
        return moved_on(request, benefit)
    messages.success(request, "Published: everybody can read it, as a claim.")
    return redirect(benefit)


@login_required
@require_POST
def benefit_publish(request, pk):
    """Show the forecast to everybody."""
    return publish(request, find_own(request, pk))


@login_required
@require_POST
def benefit_baseline(request, pk):
    """Hold the plan still."""
    found = find_own(request, pk)
    try:
        services.baseline_benefit(found, by=request.user)
    except services.Unsaid as unsaid:
        words = [str(found._meta.get_field(name).verbose_name) for name in unsaid.missing]
        messages.warning(request, f"Not baselined yet. Still to say: {', '.join(words)}.")
        return redirect("savings:benefit-edit", found.pk)
    except IllegalMove:
        return moved_on(request, found)
    messages.success(request, "Baselined. From now on, results are held against this plan.")
    return redirect(found)


def with_reason(request, row, benefit, words, verb):
    """Ask why, then do it; `words` are title, button, hint and what is said when it is done."""
    title, button, hint, done = words
    form = ReasonForm(request.POST or None, hint=hint)
    if request.method == "POST" and form.is_valid():
        try:
            verb(row, by=request.user, **form.cleaned_data)
        except IllegalMove:
            return moved_on(request, benefit)
        messages.success(request, done)
        return redirect(benefit)
    context = {"form": form, "benefit": benefit, "title": title, "button": button}
    return render(request, "corps/savings/reason.html", context)


@login_required
def benefit_reopen(request, pk):
    """Change a plan after all."""
    found = find_own(request, pk)
    if not found.can_move_to(Benefit.Stage.CLAIMED):
        return moved_on(request, found)
    words = (
        "Open the plan again",
        "Open it again",
        "Everybody can read the reason: a plan that moves is no measure.",
        "The plan is open again.",
    )
    return with_reason(request, found, found, words, services.reopen_plan)


@login_required
def benefit_withdraw(request, pk):
    """Take a benefit back that finance has not had before it."""
    found = find_own(request, pk)
    if not found.can_move_to(Benefit.Stage.WITHDRAWN):
        return moved_on(request, found)
    words = ("Withdraw this benefit", "Withdraw it", "It cannot be undone.", "Withdrawn.")
    return with_reason(request, found, found, words, services.withdraw_benefit)


@login_required
def benefit_classify(request, pk):
    """Say which sort of gain it is and which budget goes, before finance is asked."""
    found = find_own(request, pk)
    form = ClassifyForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.classify_benefit(found, by=request.user, **form.cleaned_data)
        except IllegalMove:
            return moved_on(request, found)
        messages.success(request, "Saved. Now you can send what was measured to finance.")
        return redirect(saved)
    context = {"form": form, "benefit": find(request, pk)}
    return render(request, "corps/savings/classify_form.html", context)


@login_required
def measurement_new(request, pk):
    """Note what a benefit brought in one period."""
    found = find_own(request, pk)
    if found.stage not in services.MEASURABLE:
        messages.warning(request, "Baseline the plan first: results are held against it.")
        return redirect(found)
    form = MeasurementForm(request.POST or None, request.FILES or None, benefit=found)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data | {"file": form.cleaned_data["file"] or ""}
        try:
            services.add_measurement(found, by=request.user, **fields)
        except services.BadPeriod as bad:
            form.period_is(bad.code, bad.clash)
        except IllegalMove:
            return moved_on(request, found)
        else:
            messages.success(request, "Saved. Send it to finance when the period is complete.")
            return redirect(found)
    context = {"form": form, "benefit": found}
    return render(request, "corps/savings/measurement_form.html", context)


def _find_measurement(pk):
    rows = Measurement.objects.select_related("benefit__project__council")
    return get_object_or_404(rows, pk=pk)


@login_required
def measurement_remove(request, pk):
    """Take a measurement away that is not before finance."""
    row = _find_measurement(pk)
    found = find_own(request, row.benefit_id)
    if row.claim_id:
        return moved_on(request, found)
    words = ("Take this measurement away", "Take it away", "", "The measurement is gone.")
    return with_reason(request, row, found, words, services.remove_measurement)


def measurement_file(request, pk):
    """The evidence, always as a download."""
    row = _find_measurement(pk)
    find(request, row.benefit_id)
    if not row.file or not permissions.can_see_file(request.user, row):
        raise Http404("There is no such file, or it is not public.")
    name = Path(row.file.name).name
    response = FileResponse(row.file.open("rb"), as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
