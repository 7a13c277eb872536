"""What matching holds for one person, and for all people of an employer."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from corps.formats import write_csv
from corps.skills.queries import holdings_of
from councils.models import Role
from secondments.matching import queries, services
from secondments.models import Employer, Expert
from secondments.queries import missing, preferences_of

PAGE = 20


@login_required
def expert_roles(request, pk):
    """Roles that would match one's profile as it is, and what would open more."""
    visible = Expert.objects.visible_to(request.user).select_related("user", "employer")
    found = get_object_or_404(visible, pk=pk)
    if found.user != request.user:
        raise PermissionDenied("What would match is shown to the person alone.")
    context = {"expert": found, "missing": missing(found)}
    if not context["missing"]:
        told = services.suggest_roles(found, on=timezone.localdate())
        page = Paginator(told.ranked, PAGE).get_page(request.GET.get("page"))
        roles = Role.objects.select_related("project__council").prefetch_related("needs__skill")
        by_key = roles.in_bulk([one.role for one in page])
        context |= {
            "told": told,
            "page": page,
            "rows": [(by_key[one.role], one) for one in page if one.role in by_key],
            "held": {row.skill_id: row for row in holdings_of(found.user)},
            "ranks": {one.role_id: one.rank for one in preferences_of(found)},
            "table": services.newest_points(),
        }
    return render(request, "secondments/matching/expert_roles.html", context)


def _employer(request, pk):
    visible = Employer.objects.visible_to(request.user).select_related("organisation")
    return get_object_or_404(visible, pk=pk)


@login_required
def staff(request, pk):
    """An employer's people by where they are: proposed, agreed, away, back."""
    employer = _employer(request, pk)
    counts = queries.counted(queries.staff_of(employer, request.user))
    state = request.GET.get("state", "")
    state = state if state in queries.STATES else ""
    listed = queries.staff_of(employer, request.user, state)
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    context = {
        "employer": employer,
        "organisation": employer.organisation,
        "page": page,
        "seats": queries.seats(list(page)),
        "state": state,
        "states": [
            (name, words, counts[name]) for name, words in queries.STATES.items() if name in counts
        ],
        "everybody": sum(counts.values()),
    }
    return render(request, "secondments/matching/staff.html", context)


HEADINGS = (
    *("Name", "What they do", "Where they are", "Role", "Project", "Council"),
    *("From", "Until", "Days a week", "Consent until", "What comes next"),
)


@login_required
def staff_csv(request, pk):
    """The same list whole, as a sheet."""
    employer = _employer(request, pk)
    rows = queries.seats(list(queries.staff_of(employer, request.user)))
    sheet = write_csv(HEADINGS, [_cells(seat) for seat in rows])
    name = f"people-{employer.organisation.company_number}.csv"
    return HttpResponse(
        sheet,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _cells(seat):
    work = seat.proposal or seat.secondment
    role = work.role if work else None
    dates = seat.secondment or role
    return [
        str(seat.expert),
        seat.expert.headline,
        seat.words,
        role.title if role else None,
        role.project.title if role else None,
        role.project.council.name if role else None,
        dates.starts_on.isoformat() if dates else None,
        dates.ends_on.isoformat() if dates else None,
        dates.days_a_week if dates else None,
        seat.expert.consent_until.isoformat() if seat.expert.consent_until else None,
        seat.next,
    ]
