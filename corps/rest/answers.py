"""What answers look like: rows as JSON or as a sheet, each answer known by its tag."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.http import HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response
from rest_framework.serializers import URLField

from corps import formats
from corps.rest.lists import OF_ALL_ANSWERS, FormFilter, refuse_unknown

FRESH_FOR = "public, max-age=60"
# What the two classes below are always mixed with: the framework's view, not to be imported here.
View: Any = object


class Csv(BaseRenderer):
    """The same rows as in JSON, as a sheet in which no cell runs."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data, accepted_media_type=None, renderer_context=None):
        """Draw the rows of a page, or the one row of an answer."""
        headings = list(renderer_context["view"].get_serializer().fields)
        rows = data.get("results", [data])
        return formats.write_csv(headings, [[_cell(row[key]) for key in headings] for row in rows])


def _cell(value):
    """One value as a sheet holds it: lists are parted by semicolons, parts of a row by commas."""
    if isinstance(value, dict):
        return ", ".join(str(_cell(part)) for part in value.values() if part is not None)
    if isinstance(value, list):
        return "; ".join(str(_cell(part)) for part in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


class PageField(URLField):
    """The address of the page that shows the same."""

    def __init__(self, **kwargs):
        own = {"source": "get_absolute_url", "read_only": True}
        super().__init__(**own | {"help_text": "The page that shows the same."} | kwargs)

    def to_representation(self, value):
        """As a whole address."""
        return self.context["request"].build_absolute_uri(value)


class Tagged(View):
    """Answers that are known by a tag, and drawn only for who does not hold them already."""

    def tagged(self, found, draw):
        """What was found, drawn where it is new to who asks."""
        tag = tag_of(self.request, found)
        held = parse_etags(self.request.headers.get("If-None-Match", ""))
        same = "*" in held or tag in {each.removeprefix("W/") for each in held}
        response = HttpResponseNotModified() if same else draw(found)
        response["ETag"] = tag
        return response

    def finalize_response(self, request, response, *args, **kwargs):
        """Say how long the answer keeps, and for whom."""
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(response, ["Authorization"])
        if not response.has_header("ETag"):
            response["Cache-Control"] = "no-store"
        else:
            response["Cache-Control"] = "private, no-cache" if request.auth else FRESH_FOR
        return response


class Published(Tagged):
    """Rows that public pages show: as a list, and one by one."""

    filters: dict = {}
    filter_form: type | None = None
    filter_backends = (FormFilter,)
    ordering: tuple = ("-pk",)

    # Without docstrings of their own, these two are told in the schema by the view set's.

    def list(self, request, *args, **kwargs):
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.tagged(rows, self.paginated)

    def retrieve(self, request, *args, **kwargs):
        refuse_unknown(request, OF_ALL_ANSWERS)
        return self.tagged(self.get_object(), lambda row: Response(self.get_serializer(row).data))

    def paginated(self, rows):
        """A page, drawn."""
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)


def tag_of(request, found):
    """A tag that changes with anything the answer is drawn from, known before it is drawn."""
    seen: set = set()
    asked = [request.build_absolute_uri(), request.accepted_renderer.format, settings.API_VERSION]
    state = json.dumps([asked, _state(found, seen)], default=str)
    return f'"{hashlib.sha256(state.encode()).hexdigest()[:32]}"'


def _state(found, seen):
    """All that was loaded of a row and of the rows that came along, each once."""
    if isinstance(found, list | tuple):
        return [_state(each, seen) for each in found]
    if isinstance(found, dict):
        return {str(key): _state(each, seen) for key, each in found.items()}
    if not isinstance(found, Model):
        return found
    key = (type(found).__name__, found.pk)
    if key in seen:
        return key
    seen.add(key)
    along = found._state.fields_cache | getattr(found, "_prefetched_objects_cache", {})
    own = {name: value for name, value in vars(found).items() if not name.startswith("_")}
    return [own, {name: _state(_rows(each), seen) for name, each in along.items()}]


def _rows(along):
    """One row or many, as a row or a list of them."""
    return along if along is None or isinstance(along, Model) else list(along)
