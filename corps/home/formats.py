"""An OpenAPI schema, read as a page shows it; measures, as Prometheus reads them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.registry import Collector

Schema = dict[str, Any]
EVERYWHERE = {"format", "cursor", "page_size"}  # said once on the page, not at each address


@dataclass(frozen=True)
class Part:
    """A parameter or a field: its name, its type in words, and what it is."""

    name: str
    kind: str
    words: str
    required: bool = False


@dataclass(frozen=True)
class Operation:
    """One thing that may be asked at one address."""

    method: str
    path: str
    summary: str
    words: str
    parameters: list[Part]
    sent: list[Part]
    answered: list[Part]
    example: str  # of what is sent, as JSON

    @property
    def anchor(self) -> str:
        """Its name within the page."""
        return f"{self.method.lower()}{self.path.replace('/', '-').strip('-')}"

    def curl(self, site: str) -> str:
        """Return how it is asked for at a site, from a command line."""
        asked = f"curl {site}{self.path}"
        if self.method == "GET":
            return asked
        headers = ("Authorization: Bearer ldc_…", "Content-Type: application/json")
        parts = [*(f'-H "{header}"' for header in headers), f"-d '{self.example}'"]
        return " \\\n  ".join([asked, *parts])


def operations(schema: Schema) -> list[Operation]:
    """All that may be asked, in the order of the schema."""
    return [
        _operation(schema, path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def _operation(schema: Schema, path: str, method: str, operation: Schema) -> Operation:
    sent = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    good = next(answer for code, answer in operation["responses"].items() if code[0] == "2")
    answered = good.get("content", {}).get("application/json", {}).get("schema", {})
    examples = [each["value"] for each in sent.get("examples", {}).values()]
    return Operation(
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        words=operation.get("description", ""),
        parameters=[
            Part(each["name"], _kind(schema, each["schema"]), each.get("description", ""))
            for each in operation.get("parameters", [])
            if each["in"] == "query" and each["name"] not in EVERYWHERE
        ],
        sent=list(_fields(schema, sent.get("schema", {}))),
        answered=list(_fields(schema, _row(schema, answered))),
        example=json.dumps(examples[0], ensure_ascii=False) if examples else "",
    )


def _resolved(schema: Schema, part: Schema) -> Schema:
    """A part of the schema, with what it refers to in its place."""
    for wrapped in ("allOf", "oneOf"):
        if wrapped in part:
            return _resolved(schema, part[wrapped][0]) | {
                name: value for name, value in part.items() if name != wrapped
            }
    if "$ref" not in part:
        return part
    found = schema["components"]["schemas"][part["$ref"].rpartition("/")[2]]
    return found | {name: value for name, value in part.items() if name != "$ref"}


def _row(schema: Schema, answered: Schema) -> Schema:
    """One row of a page, or the answer itself."""
    whole = _resolved(schema, answered)
    results = whole.get("properties", {}).get("results")
    return results["items"] if results else answered


def _fields(schema: Schema, part: Schema) -> Iterator[Part]:
    whole = _resolved(schema, part)
    for name, field in whole.get("properties", {}).items():
        words = _resolved(schema, field).get("description", "") if "$ref" not in field else ""
        needed = name in whole.get("required", [])
        yield Part(name, _kind(schema, field), words, needed)


def _kind(schema: Schema, part: Schema) -> str:
    """A type, as a person says it."""
    whole = _resolved(schema, part)
    if "enum" in whole:
        return "one of " + ", ".join(str(each) for each in whole["enum"] if each)
    if whole.get("type") == "array":
        if inner := list(_fields(schema, whole["items"])):
            return "list of " + ", ".join(field.name for field in inner)
        kind = _kind(schema, whole["items"])
        return "list of words" if kind == "words" else kind.replace("one of", "any of")
    return _SAID.get(whole.get("format", ""), _SAID.get(whole.get("type", ""), "any"))


_SAID = {
    "date": "date",
    "date-time": "date and time",
    "decimal": "decimal number",
    "uri": "web address",
    "email": "e-mail address",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
    "string": "words",
}


@dataclass(frozen=True)
class Measure:
    """One number: its name, what it counts, and by which label it is one of several."""

    name: str
    words: str
    value: float
    label: tuple[str, str] | None = None


class _Gauges(Collector):
    """The measures of one scrape, as the library collects them."""

    def __init__(self, measures: list[Measure]) -> None:
        """Keep them for the time of the scrape."""
        self.measures = measures

    def collect(self) -> Iterator[Metric]:
        """Yield each name once, with all its values."""
        for name in dict.fromkeys(one.name for one in self.measures):
            same = [one for one in self.measures if one.name == name]
            metric = Metric(name, same[0].words, "gauge")
            for one in same:
                metric.add_sample(name, dict([one.label] if one.label else ()), one.value)
            yield metric


def exposition(measures: list[Measure]) -> bytes:
    """Return measures in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Gauges(measures))
    return generate_latest(registry)
