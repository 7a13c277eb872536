"""A council's sheet of projects: upload, choose columns, look through, take in, undo."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from corps.formats import write_csv
from corps.stages import IllegalMove
from councils import permissions, queries, services
from councils.formats import PROJECT_COLUMNS
from councils.forms import ProjectColumnsForm, SheetForm
from councils.models import Council, ProjectSheet

PAGE = 20
ROWS = 50
SOON = "3"  # seconds until a page about work in the background looks again


@login_required
def imports(request, slug):
    """A council's sheets, and a form for another."""
    council = get_object_or_404(Council, slug=slug)
    if not permissions.can_import(request.user, council):
        raise PermissionDenied(f"Only {council}'s own people bring its projects.")
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name, opened = form.cleaned_data["file"]
        sheet = services.upload_sheet(council, by=request.user, name=name, opened=opened)
        messages.success(request, f"Read {sheet.size} rows of “{sheet.name}”. Nothing is made yet.")
        return redirect("councils:import-columns", sheet.pk)
    page = Paginator(queries.sheets_of(council), PAGE).get_page(request.GET.get("page"))
    context = {"council": council, "form": form, "page": page, "columns": PROJECT_COLUMNS}
    return render(request, "councils/imports.html", context)


def _find(request, pk):
    sheet = get_object_or_404(ProjectSheet.objects.select_related("council", "by"), pk=pk)
    if not permissions.can_import(request.user, sheet.council):
        raise Http404
    return sheet


def _moved_on(request, pk):
    messages.warning(request, "Somebody was there first: this is how it stands now.")
    sheet = ProjectSheet.objects.filter(pk=pk).first()
    return redirect(sheet) if sheet else redirect("councils:join")


@login_required
def import_(request, pk):
    """A sheet as it stands: to be looked through, being taken in, taken in, undone."""
    sheet = _find(request, pk)
    if sheet.stage == sheet.Stage.OPENED:
        return redirect("councils:import-columns", sheet.pk)
    return _show(request, sheet)


def _show(request, sheet, form=None, moved=()):
    only = request.GET.get("only", "")
    page = Paginator(sheet.lines(only=only), ROWS).get_page(request.GET.get("page"))
    page.object_list = sheet.shown(page.object_list, PROJECT_COLUMNS)
    context = {
        "sheet": sheet,
        "columns": sheet.chosen(PROJECT_COLUMNS),
        "page": page,
        "only": only,
        "form": form or SheetForm(),
        "moved": moved,
        "made": sheet.made.count(),
    }
    response = render(request, "councils/import.html", context)
    if sheet.stage == sheet.Stage.WAITING:
        response["Refresh"] = SOON
    return response


@login_required
def import_columns(request, pk):
    """Say which column of the sheet tells what."""
    sheet = _find(request, pk)
    if not sheet.is_open:
        return _moved_on(request, pk)
    form = ProjectColumnsForm(request.POST or None, sheet=sheet)
    if request.method == "POST" and form.is_valid():
        try:
            sheet = services.choose_columns(sheet, by=request.user, mapping=form.mapping)
        except IllegalMove:
            return _moved_on(request, pk)
        return redirect(sheet)
    context = {"form": form, "sheet": sheet, "first": sheet.rows[:3]}
    return render(request, "councils/import_columns.html", context)


@login_required
@require_POST
def import_file(request, pk):
    """Put a mended file in the sheet's place."""
    sheet = _find(request, pk)
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, sheet, form)
    name, opened = form.cleaned_data["file"]
    try:
        sheet = services.replace_sheet(sheet, by=request.user, name=name, opened=opened)
    except IllegalMove:
        return _moved_on(request, pk)
    messages.success(request, f"Read {sheet.size} rows of “{sheet.name}”. Nothing is made yet.")
    return redirect("councils:import" if sheet.faults else "councils:import-columns", sheet.pk)


@login_required
@require_POST
def import_take(request, pk):
    """Make drafts of the rows, all or none."""
    try:
        sheet = services.take_in_sheet(_find(request, pk), by=request.user)
    except services.Faulty:
        messages.warning(request, "Nothing was taken in: mend the sheet first.")
        return redirect("councils:import", pk)
    except IllegalMove:
        return _moved_on(request, pk)
    if sheet.stage == sheet.Stage.TAKEN:
        count = sheet.made.count()
        messages.success(request, f"{count} draft{'' if count == 1 else 's'} made.")
    return redirect(sheet)


@login_required
@require_POST
def import_undo(request, pk):
    """Take the drafts away again, all or none."""
    sheet = _find(request, pk)
    try:
        sheet = services.undo_sheet(sheet, by=request.user)
    except services.MovedOn as moved:
        return _show(request, sheet, moved=moved.projects)
    except IllegalMove:
        return _moved_on(request, pk)
    messages.success(request, "Undone: the drafts are gone, the sheet is still here.")
    return redirect(sheet)


@login_required
@require_POST
def import_discard(request, pk):
    """Throw a sheet away of which nothing was made."""
    sheet = _find(request, pk)
    try:
        services.discard_sheet(sheet, by=request.user)
    except IllegalMove:
        return _moved_on(request, pk)
    messages.success(request, f"“{sheet.name}” is thrown away. No draft was made of it.")
    return redirect("councils:imports", sheet.council.slug)


@login_required
def import_faults(request, pk):
    """What is to be mended or is left out, as a sheet that no program takes for formulas."""
    sheet = _find(request, pk)
    words = write_csv(["Line", "Column", "As written", "What to do"], sheet.faults_table())
    response = HttpResponse(words.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="to-mend-{sheet.pk}.csv"'
    return response
