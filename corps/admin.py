"""The back office as a whole: its name, what needs mending, and the base class of its tables."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import label_for_field, lookup_field
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from corps.formats import write_csv
from corps.stages import IllegalMove

AT_ONCE = 2000  # rows of an export that are in memory
SHOWN = 50  # rows before something is done to them, and to all others that were chosen
MOST = 1000  # that are counted on the landing page

admin.site.site_header = "London Digital Corps: back office"
admin.site.site_title = "London Digital Corps"
admin.site.index_title = "Back office"
admin.site.enable_nav_sidebar = False
_tables = admin.site.get_app_list


def tables_where_shown(request, app_label=None):
    """What somebody may open, put together where it is shown: without a sidebar, seldom."""
    return SimpleLazyObject(lambda: _tables(request, app_label))


admin.site.get_app_list = tables_where_shown  # type: ignore[method-assign]


@dataclass(frozen=True)
class Mending:
    """Rows that somebody should look at: their name in an address, what they are, and which."""

    name: str
    words: str
    of: Callable[[QuerySet], QuerySet]


class MendingFilter(admin.SimpleListFilter):
    """A list's own kinds of what needs mending; the landing page leads to one of them."""

    title = "what needs mending"
    parameter_name = "mend"

    def lookups(self, request, model_admin):
        """The kinds; where there are none, the filter is not shown."""
        self.kinds = {kind.name: kind for kind in model_admin.mending}
        return [(kind.name, kind.words) for kind in model_admin.mending]

    def queryset(self, request, queryset):
        """The rows of the kind that was chosen."""
        kind = self.kinds.get(self.value())
        return kind.of(queryset) if kind else None


@admin.action(description="Download as CSV", permissions=["view"])
def export(model_admin, request, queryset):
    """The chosen rows as their list shows them, in a sheet that no spreadsheet runs; noted."""
    note_download(model_admin, request, queryset.count())
    name = f"{model_admin.opts.model_name}-{timezone.localdate():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        sheet(model_admin, request, queryset),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def note_download(model_admin, request, number):
    """Keep in the log who took so many rows of a table away."""
    LogEntry.objects.create(
        user=request.user,
        content_type=ContentType.objects.get_for_model(model_admin.model),
        object_repr=f"{number:,} {model_admin.opts.verbose_name_plural}",
        action_flag=CHANGE,
        change_message="Downloaded as CSV.",
    )


def sheet(model_admin: admin.ModelAdmin, request: HttpRequest, rows: QuerySet) -> Iterator[str]:
    """Yield the lines of a list's sheet, with a few rows in memory at once."""
    columns = [name for name in model_admin.get_list_display(request) if name != "action_checkbox"]
    joined = model_admin.get_list_select_related(request)
    if joined and not isinstance(joined, bool):
        rows = rows.select_related(*joined)
    yield "\ufeff"  # by which spreadsheets know UTF-8
    headings = [label_for_field(each, model_admin.model, model_admin) for each in columns]
    yield write_csv([str(heading) for heading in headings], [])
    for row in rows.iterator(AT_ONCE):
        yield write_csv([cell(each, row, model_admin) for each in columns], [])


def cell(column: Any, row: Any, model_admin: admin.ModelAdmin) -> Any:
    """What a list shows in a column, as a sheet holds it: times by the clock of London."""
    field, _attribute, value = lookup_field(column, row, model_admin)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(" ", "seconds")
    choices = dict(getattr(field, "flatchoices", None) or ())
    if value is None or isinstance(value, int | float):
        return choices.get(value, value)
    return str(choices.get(value, value))


class ReasonForm(forms.Form):
    """Why something is done to the rows that were chosen."""

    reason = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 80}),
        error_messages={"required": "Say why: those concerned are told in these words."},
    )


def act(
    words: str,
    do: Callable[..., object],
    *,
    asks: str = "",
    refuses: tuple[type[Exception], ...] = (),
    may: str = "change",
) -> Callable[..., HttpResponse | None]:
    """An action by which a service does something to each of the chosen rows.

    words    what the button says
    do       called with the row, `by` and, where `asks` is the label of a question, the `reason`
    refuses  what the service raises where it will not, besides IllegalMove
    may      the permission that it takes; history can only be viewed
    """

    refusals: tuple[type[Exception], ...] = (IllegalMove, *refuses)

    @admin.action(description=words, permissions=[may])
    def action(model_admin, request, queryset):
        given = {}
        if asks:
            form = ReasonForm(request.POST if "apply" in request.POST else None)
            form.fields["reason"].label = asks
            if not form.is_valid():
                return ask_why(model_admin, request, queryset, form, words)
            given = form.cleaned_data
        done = 0
        for row in queryset:
            try:
                do(row, by=request.user, **given)
                done += 1
            except refusals as why:
                model_admin.message_user(request, f"{row}: {why}.", messages.ERROR)
        if done:
            model_admin.message_user(request, f"{words}: done for {done}.", messages.SUCCESS)
        return None

    action.__name__ = f"{do.__module__}.{do.__qualname__}".replace(".", "_")
    return action


def ask_why(model_admin, request, queryset, form, words):
    """A page that shows what was chosen, and asks for the reason."""
    context = admin.site.each_context(request) | {
        "title": words,
        "form": form,
        "rows": queryset[:SHOWN],
        "more": max(queryset.count() - SHOWN, 0),
        "action": request.POST["action"],
        "across": request.POST.get("select_across", "0"),
        "opts": model_admin.opts,
    }
    return render(request, "admin/act.html", context)


class RecordAdmin(admin.ModelAdmin):
    """A table for mending data: what happened to a row is read there, never written."""

    list_per_page = 50
    show_full_result_count = False
    mending: tuple[Mending, ...] = ()

    def get_list_filter(self, request):
        """What needs mending stands before the other filters."""
        return [*([MendingFilter] if self.mending else []), *super().get_list_filter(request)]


class HistoryAdmin(RecordAdmin):
    """A table that is only read: nothing is added, changed or deleted by hand."""

    def has_add_permission(self, request):
        """History is written by what happens."""
        return False

    def has_change_permission(self, request, obj=None):
        """History is not rewritten."""
        return False

    def has_delete_permission(self, request, obj=None):
        """History is not forgotten by hand."""
        return False


@dataclass(frozen=True)
class Found:
    """Rows that need mending: what they are, how many there are, and where they are listed."""

    words: str
    count: int
    link: str

    @property
    def many(self) -> str:
        """The number, as far as it was counted."""
        return f"{MOST:,} or more" if self.count >= MOST else f"{self.count:,}"


def what_needs_mending(request: HttpRequest) -> list[Found]:
    """All of it that this person may look at, with one query a kind."""
    found = []
    for model, model_admin in admin.site._registry.items():
        if not (kinds := getattr(model_admin, "mending", ())):
            continue
        if not model_admin.has_view_or_change_permission(request):
            continue
        page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for kind in kinds:
            rows = kind.of(model_admin.get_queryset(request)).order_by()
            found.append(Found(kind.words, rows[:MOST].count(), f"{page}?mend={kind.name}"))
    return [each for each in found if each.count]


def index(request, extra_context=None):
    """The landing page: what needs mending, then all tables."""
    more = {"mending": what_needs_mending(request)} | (extra_context or {})
    return admin.AdminSite.index(admin.site, request, more)


# As with the sign-in: an AdminSite of one's own would need an apps.py.
setattr(admin.site, "index", index)  # noqa: B010 - mypy knows it as a method
admin.site.add_action(export)
