"""The dashboard, what its figures are made of, and the quarters that were frozen."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from corps import charts
from corps.savings import formats, permissions, queries, services
from corps.savings.forms import EvidenceForm, FreezeForm, LookForm
from corps.savings.models import Category, Published, Snapshot, State
from councils.models import Council

PAGE = 20
NAMES_WIDE, NAMES_NARROW = 12, 4  # below the picture


def look(request):
    """What is shown, and the form that narrows it."""
    form = LookForm(request.GET)
    return form, queries.dashboard(form.choices(timezone.localdate()))


def dashboard(request):
    """What was saved, how sure that is, where, and what it cost."""
    form, shown = look(request)
    borough = request.GET.copy()
    borough["state"] = "verified"
    context = {
        "form": form,
        "shown": shown,
        "chart": picture(shown.points),
        "bars": bars(shown.boroughs),
        "meanings": [
            (name.replace("_", " ").capitalize(), words) for name, words in formats.MEANINGS.items()
        ],
        "map_words": f"Verified {shown.category} savings for each resident, {shown.period}.",
        "is_cash": shown.whole.key == Category.CASH_RELEASING,
        "is_behind": queries.is_behind(),
        "of_borough": f"{reverse('savings:evidence')}?{borough.urlencode()}&borough=",
        "snapshot": Snapshot.objects.first(),
    }
    return render(request, "corps/savings/dashboard.html", context)


def figures_csv(request):
    """Exactly what the page shows, as a sheet."""
    _, shown = look(request)
    return sheet(formats.as_plain(shown), "savings")


def figures_json(request):
    """Exactly what the page shows, for programs."""
    _, shown = look(request)
    return HttpResponse(
        formats.as_json(formats.as_plain(shown)), content_type="application/json; charset=utf-8"
    )


def sheet(figures, name):
    """Figures as a file to keep."""
    return HttpResponse(
        formats.as_csv(figures),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def picture(points):
    """Where forecast and verified stand in the picture; nothing where nothing is known."""
    verified = [point.verified for point in points if point.verified is not None]
    if not any(point.forecast or point.verified for point in points):
        return None
    upright = charts.axis([*verified, *(point.forecast for point in points)])
    wide = charts.spread(len(points), NAMES_WIDE)
    narrow = wide[:: -(-len(wide) // NAMES_NARROW)]
    hoped = charts.line([point.forecast for point in points], upright)
    made = charts.line([point.verified for point in points], upright)
    ends = [("hoped", hoped, points[-1].forecast, "forecast")]
    ends += [("made", made, verified[-1], "verified")] if verified else []
    return {
        "ticks": [(tick.y, short(tick.value, upright.high)) for tick in upright.ticks],
        "hoped": hoped,
        "made": made,
        "marks": [(kind, *drawn.dots[-1], value, words) for kind, drawn, value, words in ends],
        "names": [(charts.across(at, len(points)), points[at].name, at in narrow) for at in wide],
        "forecast": points[-1].forecast,
    }


def short(value, most):
    """A round value on an axis: £2.5m, £250k, £40; nought goes without saying."""
    if not value:
        return ""
    size, unit = (
        (1_000_000, "m") if most >= 1_000_000 else (1_000, "k") if most >= 1_000 else (1, "")
    )
    return f"£{(value / size).normalize():f}{unit}"


def bars(boroughs):
    """Each borough with the two parts of its bar: verified, then awaited, for each resident.

    One with few residents has none, since beside it all others would vanish.
    """
    lengths = [
        [sums.gbp / one.people for sums in (one.sums.verified, one.sums.waiting)]
        if (one.people or 0) >= formats.FEW_RESIDENTS
        else [formats.NOTHING, formats.NOTHING]
        for one in boroughs
    ]
    most = max((sum(parts, formats.NOTHING) for parts in lengths), default=formats.NOTHING)
    return [(one, *charts.bars(parts, most)) for one, parts in zip(boroughs, lengths, strict=True)]


def evidence(request):
    """The benefits that a figure is made of, and what each adds."""
    form = EvidenceForm(request.GET)
    asked = form.asked(timezone.localdate())
    page = Paginator(queries.evidence(asked), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "asked": asked,
        "page": page,
        "rows": queries.with_amounts(asked, list(page)),
        "state_name": State(asked.state).label,
        "total": queries.figure(asked),
        "category": Category(asked.choices.category).label,
        "meaning": formats.MEANINGS[asked.state],
        "through": asked.until and asked.until - timedelta(days=1),
    }
    return render(request, "corps/savings/evidence.html", context)


def published(request):
    """What councils and others have reported: none of it in a total of ours."""
    rows = Published.objects.prefetch_related("councils")
    kinds = [(kind, [row for row in rows if row.kind == kind]) for kind in Published.Kind]
    return render(request, "corps/savings/published.html", {"kinds": kinds})


def snapshots(request):
    """Quarters that were frozen; corps staff freeze one here."""
    context = {
        "page": Paginator(Snapshot.objects.all(), PAGE).get_page(request.GET.get("page")),
        "form": FreezeForm(on=timezone.localdate())
        if permissions.can_freeze_quarter(request.user)
        else None,
    }
    return render(request, "corps/savings/snapshots.html", context)


@login_required
@require_POST
def snapshot_freeze(request):
    """Freeze a quarter."""
    if not permissions.can_freeze_quarter(request.user):
        raise PermissionDenied("Corps staff freeze the figures of a quarter.")
    form = FreezeForm(request.POST, on=timezone.localdate())
    if not form.is_valid():
        page = Paginator(Snapshot.objects.all(), PAGE).get_page(1)
        return render(request, "corps/savings/snapshots.html", {"form": form, "page": page})
    frozen = services.freeze_quarter(form.cleaned_data["ends_on"], by=request.user)
    messages.success(request, "Frozen. Its figures and its address stay as they are.")
    return redirect(frozen)


def snapshot(request, slug):
    """The figures of a quarter, as they stood when they were frozen."""
    frozen = get_object_or_404(Snapshot, slug=slug)
    until = frozen.ends_on + timedelta(days=1)
    to_its_end = f"{reverse('savings:evidence')}?until={until}"
    within = f"{to_its_end}&since={queries.after(until, -3)}"
    slugs = dict(Council.objects.values_list("code", "slug"))
    parts = [
        (title, figures, to, [(one, slugs[one["code"]]) for one in figures["boroughs"]])
        for title, figures, to in (
            ("In the quarter", frozen.figures["quarter"], within),
            ("To the end of the quarter", frozen.figures["in_all"], to_its_end),
        )
    ]
    context = {
        "snapshot": frozen,
        "parts": parts,
        "address": f"{settings.SITE_URL}{frozen.get_absolute_url()}",
    }
    return render(request, "corps/savings/snapshot.html", context)


def snapshot_json(request, slug):
    """The text that was hashed, byte for byte."""
    frozen = get_object_or_404(Snapshot, slug=slug)
    return HttpResponse(
        formats.canonical(frozen.figures), content_type="application/json; charset=utf-8"
    )


def snapshot_csv(request, slug):
    """The figures to the end of a frozen quarter, as a sheet."""
    frozen = get_object_or_404(Snapshot, slug=slug)
    return sheet(frozen.figures["in_all"], f"savings-{frozen.slug}")
