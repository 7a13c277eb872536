"""An employer's people by a sheet: upload, choose columns, look through, ask, undo; and accept."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from corps.formats import write_csv
from corps.organisations.permissions import can_run_organisation
from corps.organisations.queries import has_verified
from corps.stages import IllegalMove
from secondments import queries, services
from secondments.forms import StaffColumnsForm, StaffFileForm
from secondments.models import Employer, StaffInvitation, StaffSheet
from secondments.views.finding import PAGE, find_employer

ROWS = 50


@login_required
def staff_import(request, pk):
    """An employer's sheets of people, and a form for another."""
    employer = find_employer(request, pk)
    _allow(request, employer)
    form = StaffFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name, opened = form.cleaned_data["file"]
        sheet = services.upload_staff(employer, by=request.user, name=name, opened=opened)
        messages.success(request, f"Read {sheet.size} rows of “{sheet.name}”. Nobody is asked yet.")
        return redirect("secondments:staff-columns", sheet.pk)
    page = Paginator(queries.sheets_of(employer), PAGE).get_page(request.GET.get("page"))
    context = {
        "employer": employer,
        "form": form,
        "page": page,
        "columns": queries.columns_of_staff(),
    }
    return render(request, "secondments/staff_import.html", context)


def _allow(request, employer):
    if not can_run_organisation(request.user, employer.organisation):
        raise PermissionDenied("The company’s administrators ask its people.")


def _find(request, pk):
    visible = Employer.objects.visible_to(request.user)
    rows = StaffSheet.objects.filter(employer__in=visible)
    sheet = get_object_or_404(rows.select_related("employer__organisation", "by"), pk=pk)
    _allow(request, sheet.employer)
    return sheet


def _moved_on(request, sheet):
    messages.warning(request, "Somebody was there first: this is how it stands now.")
    there = StaffSheet.objects.filter(pk=sheet.pk).exists()
    return redirect(sheet) if there else redirect("secondments:staff-import", sheet.employer_id)


@login_required
def staff_sheet(request, pk):
    """A sheet as it stands: to be looked through, asked, undone."""
    sheet = _find(request, pk)
    if sheet.stage == sheet.Stage.OPENED:
        return redirect("secondments:staff-columns", sheet.pk)
    return _show(request, sheet)


def _show(request, sheet, form=None):
    only = request.GET.get("only", "")
    columns = queries.columns_of_staff()
    page = Paginator(sheet.lines(only=only), ROWS).get_page(request.GET.get("page"))
    page.object_list = sheet.shown(page.object_list, columns)
    context = {
        "sheet": sheet,
        "employer": sheet.employer,
        "columns": sheet.chosen(columns),
        "page": page,
        "only": only,
        "form": form or StaffFileForm(),
        "counts": queries.sheets_of(sheet.employer).filter(pk=sheet.pk).first(),
    }
    return render(request, "secondments/staff_sheet.html", context)


@login_required
def staff_columns(request, pk):
    """Say which column of the sheet tells what."""
    sheet = _find(request, pk)
    if not sheet.is_open:
        return _moved_on(request, sheet)
    form = StaffColumnsForm(request.POST or None, sheet=sheet)
    if request.method == "POST" and form.is_valid():
        try:
            sheet = services.choose_staff_columns(sheet, mapping=form.mapping)
        except IllegalMove:
            return _moved_on(request, sheet)
        return redirect(sheet)
    context = {"form": form, "sheet": sheet, "first": sheet.rows[:3]}
    return render(request, "secondments/staff_columns.html", context)


@login_required
@require_POST
def staff_file(request, pk):
    """Put a mended file in the sheet's place."""
    sheet = _find(request, pk)
    form = StaffFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, sheet, form)
    name, opened = form.cleaned_data["file"]
    try:
        sheet = services.replace_staff(sheet, by=request.user, name=name, opened=opened)
    except IllegalMove:
        return _moved_on(request, sheet)
    messages.success(request, f"Read {sheet.size} rows of “{sheet.name}”. Nobody is asked yet.")
    return redirect("secondments:staff-sheet" if sheet.faults else "secondments:staff-columns", pk)


@login_required
@require_POST
def staff_ask(request, pk):
    """Ask everybody on the sheet, all or none."""
    sheet = _find(request, pk)
    try:
        services.ask_staff(sheet, by=request.user)
    except services.Faulty:
        messages.warning(request, "Nobody was asked: mend the sheet first.")
    except services.NotYet as why:
        messages.error(request, str(why))
    except IllegalMove:
        return _moved_on(request, sheet)
    else:
        messages.success(request, "Asked. Each of them has an e-mail, and decides alone.")
    return redirect(sheet)


@login_required
@require_POST
def staff_undo(request, pk):
    """Take back what was asked, as long as nobody has accepted."""
    sheet = _find(request, pk)
    try:
        services.undo_staff(sheet, by=request.user)
    except services.InvitationGone as why:
        messages.error(request, str(why))
    except IllegalMove:
        return _moved_on(request, sheet)
    else:
        messages.success(request, "Undone: they have been told, and their links open nothing now.")
    return redirect(sheet)


@login_required
@require_POST
def staff_discard(request, pk):
    """Throw a sheet away by which nobody was asked."""
    sheet = _find(request, pk)
    try:
        services.discard_staff(sheet, by=request.user)
    except IllegalMove:
        return _moved_on(request, sheet)
    messages.success(request, f"“{sheet.name}” is thrown away. Nobody was asked by it.")
    return redirect("secondments:staff-import", sheet.employer_id)


@login_required
def staff_faults(request, pk):
    """What is to be mended or is left out, as a sheet that no program takes for formulas."""
    sheet = _find(request, pk)
    words = write_csv(["Line", "Column", "As written", "What to do"], sheet.faults_table())
    response = HttpResponse(words.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="to-mend-{sheet.pk}.csv"'
    return response


@login_required
def staff_invitation(request, token):
    """What one's employer wrote, to begin one's own profile with."""
    rows = StaffInvitation.objects.select_related("employer__organisation", "by")
    found = get_object_or_404(rows, token=token)
    if not has_verified(request.user, found.email):
        raise PermissionDenied(
            "This was sent to another e-mail address. Sign in with that address, or add it to your"
            " account and confirm it, then open the link again."
        )
    if request.method == "POST":
        try:
            expert = services.accept_staff(found, user=request.user)
        except (services.InvitationGone, services.NotYet) as why:
            messages.error(request, str(why))
            return redirect(found)
        messages.success(request, "Your profile has begun. Nobody sees it before you say so.")
        return redirect("secondments:expert-edit", expert.pk)
    return render(
        request,
        "secondments/staff_invitation.html",
        {"invitation": found, "skills": queries.skills_written(found)},
    )
