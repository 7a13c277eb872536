"""Pages of intakes, for everybody to read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from corps.stages import IllegalMove
from secondments import permissions, queries, services
from secondments.forms import IntakeForm
from secondments.models import Intake
from secondments.views.finding import PAGE


def intakes(request):
    """All intakes, those to come first."""
    today = timezone.localdate()
    page = Paginator(queries.intakes(), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(intake, intake.state(today)) for intake in page],
        "can_run": permissions.can_run_intakes(request.user),
    }
    return render(request, "secondments/intakes.html", context)


def intake(request, pk):
    """Pledges against asks: by skill and by borough, and no company by name."""
    found = get_object_or_404(Intake.objects.select_related("round"), pk=pk)
    context = {
        "intake": found,
        "now": found.state(timezone.localdate()),
        "balance": None if found.is_over else queries.balance(found),
        "round": getattr(found, "round", None),
        "can_run": permissions.can_run_intakes(request.user),
    }
    return render(request, "secondments/intake.html", context)


@login_required
def intake_new(request):
    """Announce an intake."""
    _allow(request)
    form = IntakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = services.announce_intake(by=request.user, **form.cleaned_data)
        messages.success(request, f"{made} is announced.")
        return redirect(made)
    return render(request, "secondments/intake_form.html", {"form": form})


@login_required
def intake_edit(request, pk):
    """Change an intake whose round has not begun."""
    _allow(request)
    found = get_object_or_404(Intake, pk=pk)
    form = IntakeForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_intake(found, by=request.user, **form.cleaned_data)
        except IllegalMove:
            messages.info(request, "Its round has begun: the dates stay as they were.")
        else:
            messages.success(request, "The intake is kept.")
        return redirect(found)
    return render(request, "secondments/intake_form.html", {"form": form, "intake": found})


def _allow(request):
    if not permissions.can_run_intakes(request.user):
        raise PermissionDenied("Corps staff announce intakes.")
