"""Tables of the back office that are kept by sheet too: looked at first, taken in whole or not."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone

from corps.admin import RecordAdmin, note_download
from corps.formats import write_csv
from corps.sheets.formats import Column, Fault, guess, one_of, read_day, read_rows
from corps.sheets.forms import SheetField

MOST = 1_000  # rows that are looked at on one page
LONGEST = 1_500_000  # characters of a sheet that a page keeps between looking and taking in
HOUR = 3_600
NOTHING_WRITTEN = "The sheet does not tell %s. Name its columns as below; it has these: %s."


class ImportForm(forms.Form):
    """The sheet of a table."""

    file = SheetField(most_rows=MOST)


@dataclass(frozen=True)
class Outcome:
    """What becomes of a row: its cells (as written, what is wrong, what stood there) and itself."""

    line: int
    cells: list[tuple[str, str, str]]
    words: str
    is_wrong: bool


class ImportAdmin(RecordAdmin):
    """A table that corps staff may keep by sheet.

    imported   the fields that a sheet tells, in its order
    known_by   those by which a row is known: one that stands here is changed, others are added
    looked_up  by which of its fields a row of another table is named; else by its own words
    adds       whether a sheet may add rows
    """

    imported: tuple[str, ...] = ()
    known_by: tuple[str, ...] = ()
    looked_up: dict[str, str] = {}
    adds = True
    change_list_template = "admin/imported_list.html"

    def get_urls(self):
        """The upload, and the table as a sheet to begin with."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        door = self.admin_site.admin_view
        return [
            path("import/", door(self.import_view), name=f"{name}_import"),
            path("import/sheet/", door(self.sheet_view), name=f"{name}_sheet"),
            *super().get_urls(),
        ]

    def has_import_permission(self, request):
        """Who may change its rows, and add some where a sheet may."""
        return self.has_change_permission(request) and (
            not self.adds or self.has_add_permission(request)
        )

    def changelist_view(self, request, extra_context=None):
        """The list, with the way to the upload."""
        more = {"may_import": self.has_import_permission(request)} | (extra_context or {})
        return super().changelist_view(request, more)

    def import_view(self, request):
        """Show what a sheet would do with every fault in its place; then take it in, or nothing."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        columns = self.columns(request)
        form = ImportForm(request.POST or None, request.FILES or None)
        try:
            sheet = self.sheet_of(request, form, columns) if request.method == "POST" else None
        except signing.BadSignature:
            self.message_user(request, "An hour has passed: choose the file again.", messages.ERROR)
            return redirect(request.path)
        rows = self.take_in(request, sheet, keep="take_in" in request.POST) if sheet else []
        wrong = sum(row.is_wrong for row in rows)
        if rows and not wrong and "take_in" in request.POST:
            self.message_user(request, f"Taken in: {len(rows):,} rows.", messages.SUCCESS)
            return redirect(
                reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
            )
        context = self.admin_site.each_context(request) | {
            "title": f"Import {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "form": ImportForm() if sheet and not form.errors else form,
            "columns": columns,
            "told": [one.label for one in columns if sheet and one.name in sheet["mapping"]],
            "sheet": sheet,
            "kept": sheet and not wrong and signing.dumps(sheet, salt=self.salt(request)),
            "rows": rows,
            "wrong": wrong,
            "adds": self.adds,
        }
        return render(request, "admin/import.html", context)

    def sheet_view(self, request):
        """The table in the columns that the upload takes, to be changed and brought back."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        rows = list(self.get_queryset(request).select_related(*self.relations()))
        note_download(self, request, len(rows))
        headings = [column.label for column in self.columns(request)]
        lines = [[self.written(row, name) for name in self.imported] for row in rows]
        name = f"{self.opts.model_name}-{timezone.localdate():%Y-%m-%d}.csv"
        return HttpResponse(
            "\ufeff" + write_csv(headings, lines),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def salt(self, request):
        """What was looked at in this table by this person is taken in there and by them alone."""
        return f"import of {self.opts.label} by {request.user.pk}"

    def sheet_of(self, request, form, columns):
        """The sheet that was looked at, or the one that was uploaded; None where it is unread."""
        if "kept" in request.POST:
            return signing.loads(request.POST["kept"], salt=self.salt(request), max_age=HOUR)
        if not form.is_valid():
            return None
        name, opened = form.cleaned_data["file"]
        mapping = guess(opened.headings, columns)
        missing = [one.label for one in columns if one.required and one.name not in mapping]
        if missing:
            words = NOTHING_WRITTEN % (", ".join(missing), ", ".join(opened.headings))
            form.add_error("file", words)
            return None
        sheet = {"name": name, "headings": opened.headings, "rows": opened.rows, "mapping": mapping}
        if len(signing.dumps(sheet)) > LONGEST:
            form.add_error("file", "The sheet holds too many words for one page: split it")
            return None
        return sheet

    def columns(self, request):
        """What a sheet tells of a row, and how its cells are read."""
        fields = self.form_class(request, self.imported).base_fields
        return [
            Column(
                name=name,
                label=str(fields[name].label),
                required=fields[name].required or name in self.known_by,
                read=reader(fields[name]),
                hint=str(fields[name].help_text),
            )
            for name in self.imported
        ]

    def form_class(self, request, names):
        """The table's own form, of these fields."""
        return self.get_form(request, None, fields=list(names))

    def relations(self):
        """The imported fields that name rows of other tables."""
        return [name for name in self.imported if self.opts.get_field(name).is_relation]

    def written(self, row, name):
        """What a sheet says of a row in a column."""
        field, value = self.opts.get_field(name), getattr(row, name)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if field.is_relation:
            return str(getattr(value, self.looked_up[name]) if name in self.looked_up else value)
        return str(dict(getattr(field, "flatchoices", ())).get(value, value))

    @transaction.atomic
    def take_in(self, request, sheet, *, keep):
        """Do all that the sheet says; undo it again where it was but looked at, or a row fails."""
        names = [name for name in self.imported if name in sheet["mapping"]]
        # Whether a cell may be empty is left to the form, which finds a row's other faults too.
        columns = [replace(one, required=False) for one in self.columns(request)]
        found = read_rows(sheet["rows"], sheet["headings"], columns, sheet["mapping"])
        done = Taking(self, request, names, found.records)
        faults: dict[int, list[Fault]] = {}
        for fault in found.faults:
            heading = fault.column
            name = next((n for n in names if sheet["mapping"][n] == heading), "")
            faults.setdefault(fault.line, []).append(Fault(fault.line, name, fault.words))
        for record in found.records:
            faults[record.line] = done.take(record)
        outcomes = []
        for line, cells in sheet["rows"]:
            cell = dict(zip(sheet["headings"], cells, strict=False))
            written = {name: cell.get(sheet["mapping"][name], "") for name in names}
            outcomes.append(done.outcome(line, written, faults[line]))
        if not keep or any(row.is_wrong for row in outcomes):
            transaction.set_rollback(True)
        return outcomes


class Taking:
    """One sheet that is being taken in, row by row."""

    def __init__(self, model_admin, request, names, records):
        self.admin, self.request, self.names = model_admin, request, names
        self.form = model_admin.form_class(request, names)
        self.named = {name: self.rows_named(name, records) for name in self.relations()}
        self.first = {}  # lines by what the row of a line is known by
        self.said = {}  # what becomes of a line's row, and what stood there
        self.there = self.rows_there(records)

    def relations(self):
        return [name for name in self.admin.relations() if name in self.names]

    def rows_named(self, name, records):
        """Keys of another table's rows by what a sheet calls them."""
        rows, by = self.form.base_fields[name].queryset, self.admin.looked_up.get(name)
        if by:
            rows = rows.filter(**{f"{by}__in": {one.values[name] for one in records}})
        found: dict[str, list[int]] = {}
        for row in rows:
            found.setdefault(str(getattr(row, by) if by else row), []).append(row.pk)
        return found

    def rows_there(self, records):
        """Rows that stand here by what they are known by, locked until the sheet is taken in."""
        model, keys = self.admin.model, [self.key(self.data(one)[0]) for one in records]
        fields = [model._meta.get_field(name) for name in self.admin.known_by]
        wanted = {key[0] for key in keys if key}
        rows = model._base_manager.select_related(*self.relations())
        rows = rows.select_for_update(of=("self",)).filter(**{f"{fields[0].name}__in": wanted})
        return {tuple(getattr(row, field.attname) for field in fields): row for row in rows}

    def data(self, record):
        """A row as the form takes it, and the faults of what it names."""
        data = {name: "" if value is None else value for name, value in record.values.items()}
        faults = []
        for name in self.relations():
            keys = self.named[name].get(data[name], []) if data[name] else [""]
            if len(keys) != 1:
                what = self.form.base_fields[name].queryset.model._meta.verbose_name_plural
                few = "Several" if keys else "None"
                words = f"{few} of the {what} here are called “{data[name]}”. Name one of them."
                faults.append(Fault(record.line, name, words))
            data[name] = keys[0] if len(keys) == 1 else ""
        return data, faults

    def key(self, data):
        """What a row is known by; None where that cannot be read."""
        found = []
        for name in self.admin.known_by:
            field = self.form.base_fields[name]
            try:
                named = isinstance(field, forms.ModelChoiceField)
                found.append(data[name] if named else field.clean(data[name]))
            except ValidationError:
                return None
        return tuple(found)

    def take(self, record):
        """Add or change the row of a line; return what is wrong with it."""
        data, faults = self.data(record)
        if faults:
            return faults
        known = self.key(data)
        if known in self.first:
            return [Fault(record.line, "", f"It is the same row as line {self.first[known]}.")]
        if known is not None:
            self.first[known] = record.line
        row = self.there.get(known)
        if row is None and not self.admin.adds:
            words = "No row here is known so, and a sheet adds none. Correct it or leave it out."
            return [Fault(record.line, self.admin.known_by[0], words)]
        stood = {name: self.admin.written(row, name) for name in self.names} if row else {}
        form = self.form(data, instance=row)
        try:
            with transaction.atomic():
                words = self.save(form, change=row is not None)
        except IntegrityError as why:
            return [Fault(record.line, "", f"A rule of the table forbids it: {why}.")]
        changed = {name: stood[name] for name in form.changed_data if name in stood}
        self.said[record.line] = (words, changed)
        return [
            Fault(record.line, name if name in self.names else "", each.replace("_", " "))
            for name, errors in form.errors.items()
            for each in errors
        ]

    def save(self, form, *, change):
        """Save what a form holds as the table's own page does, and note it; say what was done."""
        if not form.is_valid():
            return ""
        if change and not form.has_changed():
            return "As it stands"
        row = form.save(commit=False)
        self.admin.save_model(self.request, row, form, change)
        form.save_m2m()
        message = [{"changed": {"fields": form.changed_data}}] if change else [{"added": {}}]
        log = self.admin.log_change if change else self.admin.log_addition
        log(self.request, row, message)
        return "Changed" if change else "New"

    def outcome(self, line, written, faults):
        """A line as the page shows it."""
        wrong = {fault.column: fault.words for fault in faults}
        words, stood = self.said.get(line, ("", {}))
        return Outcome(
            line=line,
            cells=[
                (written[name], wrong.get(name, ""), stood.get(name, "")) for name in self.names
            ],
            words=wrong.get("", "") if faults else words,
            is_wrong=bool(faults),
        )


def reader(field):
    """How a cell of this field is read; what it leaves to the form is taken as it is."""
    if isinstance(field, forms.ModelChoiceField):
        return str
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return one_of({str(key): str(words) for key, words in choices if key not in ("", None)})
    if isinstance(field, forms.BooleanField):
        return one_of({"on": "yes", "": "no"})
    if isinstance(field, forms.DateField):
        return lambda written: read_day(written).isoformat()
    return str
