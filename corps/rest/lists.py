"""How lists are cut into pages, and narrowed by the forms of the site's own pages."""

from dataclasses import dataclass, field

from django import forms
from django.core import signing
from rest_framework import exceptions, pagination
from rest_framework.filters import BaseFilterBackend
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

OF_ALL_LISTS = {"cursor", "page_size"}  # what may be asked of every list, and of every answer
OF_ALL_ANSWERS = {"format"}
TICKS = {"true", "false", "1", "0", "on", ""}
MOST_NAMED = 40  # choices that an error still lists


class Pages(pagination.CursorPagination):
    """A list cut into pages that stay whole while rows are added; also said in the `Link` header.

    A cursor is signed for its order, so that nothing but our own ever reaches the database.
    """

    page_size = 50
    page_size_query_param = "page_size"
    page_size_query_description = "Rows of a page: up to 200."
    cursor_query_description = "Where the page begins, as `next` or `previous` says."
    max_page_size = 200

    def get_ordering(self, request, queryset, view):
        """Each list says its own order, in which no two rows are equal."""
        return view.ordering

    def signer(self):
        """Signs for one order of rows."""
        return signing.Signer(salt=f"corps.rest {','.join(self.ordering)}")

    def encode_cursor(self, cursor):
        """The address of another page."""
        signed = self.signer().sign_object(list(cursor))
        return replace_query_param(self.base_url, self.cursor_query_param, signed)

    def decode_cursor(self, request):
        """Where the page begins; nothing for the first one."""
        signed = request.query_params.get(self.cursor_query_param)
        if signed is None:
            return None
        try:
            return pagination.Cursor(*self.signer().unsign_object(signed))
        except signing.BadSignature:
            words = "Begin at the first page, and follow its “next” from there."
            raise exceptions.ValidationError({self.cursor_query_param: [words]}) from None

    def get_page_size(self, request):
        """How many rows; what is no such number is told, never passed over."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not (
            asked.isascii() and asked.isdecimal() and 1 <= int(asked[:9]) <= self.max_page_size
        ):
            words = f"Ask for 1 to {self.max_page_size} rows."
            raise exceptions.ValidationError({self.page_size_query_param: [words]})
        return int(asked)

    def get_schema_operation_parameters(self, view):
        """As the framework tells them, with the bounds of a page."""
        parameters = super().get_schema_operation_parameters(view)
        for each in parameters:
            if each["name"] == self.page_size_query_param:
                each["schema"] |= {"minimum": 1, "maximum": self.max_page_size}
        return parameters

    def get_paginated_response(self, data):
        """The rows, with links to the pages beside them."""
        beside = {"next": self.get_next_link(), "previous": self.get_previous_link()}
        links = ", ".join(f'<{url}>; rel="{rel}"' for rel, url in beside.items() if url)
        return Response({**beside, "results": data}, headers={"Link": links} if links else None)


@dataclass(frozen=True)
class Filter:
    """A filter as the schema tells it: in words, and what may be given."""

    words: str
    schema: dict = field(default_factory=lambda: {"type": "string"})

    def as_parameter(self, name):
        """As the schema holds it."""
        shared = {"in": "query", "required": False}
        return {"name": name, **shared, "description": self.words, "schema": self.schema}


def one_of(words, values):
    """A filter that takes one of a few values."""
    return Filter(words, {"type": "string", "enum": list(values)})


def number(words):
    """A filter that takes the number of a row."""
    return Filter(words, {"type": "integer", "minimum": 1})


def several(one):
    """A filter that takes any number of such values, of which a row has one."""
    return Filter(
        f"{one.words} May be given several times.", {"type": "array", "items": one.schema}
    )


def tick(words):
    """A filter that is on or off."""
    return Filter(words, {"type": "boolean"})


class FormFilter(BaseFilterBackend):
    """Narrows a list by the form of its page; what the form cannot read is told, not passed over.

    A view set gives `filter_form`, `filters` (a `Filter` by name) and `narrow` (rows, **chosen).
    """

    def filter_queryset(self, request, queryset, view):
        """The rows that the filters leave."""
        form = read_filters(request, view.filter_form, view.filters, OF_ALL_LISTS)
        return view.narrow(queryset, **form.chosen) if form else queryset

    def get_schema_operation_parameters(self, view):
        """The filters, as the schema tells them."""
        return [each.as_parameter(name) for name, each in view.filters.items()]


def read_filters(request, form_class, filters, besides=frozenset()):
    """A page's form, filled from the address; raise where something in it cannot be read."""
    refuse_unknown(request, {*filters, *besides, *OF_ALL_ANSWERS})
    if form_class is None:
        return None
    form = form_class(request.query_params)
    wrong = {name: _mend(form, name) for name in form.errors}
    for name in filters:
        is_tick = isinstance(form.fields[name], forms.BooleanField)
        if is_tick and request.query_params.get(name, "").lower() not in TICKS:
            wrong[name] = ["Say true or false."]
    if wrong:
        raise exceptions.ValidationError(wrong)
    return form


def _mend(form, name):
    """What to do about one filter: of a choice, what there is to choose from."""
    choices = [str(key) for key, _words in getattr(form.fields[name], "choices", []) if key]
    if not choices:
        return list(form[name].errors)
    named = ", ".join(choices[:MOST_NAMED]) + (", …" if len(choices) > MOST_NAMED else "")
    return [f"There is no such {name}. Choose one of: {named}"]


def refuse_unknown(request, known):
    """Raise where something is asked that nobody reads: it would be answered as if unasked."""
    unknown = {name for name in request.query_params if name not in known}
    if unknown:
        words = f"There is no such filter here. There are: {', '.join(sorted(known))}."
        raise exceptions.ValidationError({name: [words] for name in sorted(unknown)})
