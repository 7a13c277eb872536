"""A round as a file: what was asked and what came of it, for anybody to read, check and solve.

The README of the package describes both files. Every column of numbers is an array of its own.
"""

import json
import zlib
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import numpy as np
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend
from numpy.typing import NDArray

from secondments.matching.maths.problems import Outcome, Problem, Week

INSTANCE_1 = "london-digital-corps/matching-instance/1"
RESULT_1 = "london-digital-corps/matching-result/1"
LARGEST = 2**31 - 1


def _whole(least: int, most: int = LARGEST) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most}


def _list_of(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _columns(required: list[str], **columns: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required,
        "properties": {name: _list_of(item) for name, item in columns.items()},
        "additionalProperties": False,
    }


YES_OR_NO: dict[str, Any] = {"type": "boolean"}
INSTANCE_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "What a round of matching is asked",
    "type": "object",
    "required": ["format", "experts", "boroughs", "places", "pairs"],
    "properties": {
        "format": {"const": INSTANCE_1},
        "note": {"type": "string"},
        "experts": _whole(0, 1_000_000),
        "boroughs": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
        "places": _columns(
            ["number", "borough"],
            number=_whole(1, 1_000_000),
            borough=_whole(0),
            counted=YES_OR_NO,
            urgent=YES_OR_NO,
        ),
        "pairs": _columns(
            ["expert", "place", "fit"],
            expert=_whole(0),
            place=_whole(0),
            fit=_whole(1, 1000),
            standing=YES_OR_NO,
            expert_rank=_whole(1),
            place_rank=_whole(1),
        ),
        "week": _columns(
            ["offered", "wanted", "first", "last"],
            offered=_whole(0, 1000),
            wanted=_whole(1, 1000),
            first=_whole(0, 1000),
            last=_whole(0, 1000),
        ),
    },
    "additionalProperties": False,
}
RESULT_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "What came of a round of matching",
    "type": "object",
    "required": ["format", "policy", "verdict", "total", "best", "filled", "chosen"],
    "properties": {
        "format": {"const": RESULT_1},
        "policy": {"enum": ["floor", "fit", "stable", "share"]},
        "verdict": {"type": "string"},
        "total": _whole(0, 2**53),
        "best": _whole(0, 2**53),
        "bound": _whole(0, 2**53),
        "filled": _whole(0),
        "envy": _whole(0),
        "chosen": _columns(["expert", "place"], expert=_whole(0), place=_whole(0)),
        "floors": _list_of(_whole(0)),
        "prices": _columns(
            ["expert", "place"],
            expert=_whole(0),
            place=_whole(-LARGEST),
            borough=_whole(0),
        ),
    },
    "additionalProperties": False,
}


class BadFile(ValueError):
    """A file that does not say what it should: where, and why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


def _items(
    validator: Any, item: dict[str, Any], column: Any, schema: dict[str, Any]
) -> Iterator[ValidationError]:
    """What is wrong with the items of an array; a long column of plain numbers is soon seen."""
    if isinstance(column, list) and _is_plain(column, item):
        return
    yield from Draft202012Validator.VALIDATORS["items"](validator, item, column, schema)


def _is_plain(column: list[Any], item: dict[str, Any]) -> bool:
    kinds = set(map(type, column))
    if item.get("type") == "boolean":
        return kinds <= {bool}
    if item.get("type") != "integer" or not kinds <= {int}:
        return False
    return not column or item["minimum"] <= min(column) <= max(column) <= item["maximum"]


_Validator = extend(Draft202012Validator, {"items": _items})


def read_instance(content: bytes, name: str) -> Problem:
    """The problem in a file of this name; raise BadFile where it is none."""
    said = _checked(content, name, INSTANCE_SCHEMA)
    places, pairs = said["places"], said["pairs"]
    _same_length(name, "places", places)
    _same_length(name, "pairs", pairs)
    rows, arcs = len(places["number"]), len(pairs["fit"])
    _below(name, "places.borough", places["borough"], len(said["boroughs"]), "boroughs")
    _below(name, "pairs.expert", pairs["expert"], said["experts"], "experts")
    _below(name, "pairs.place", pairs["place"], rows, "rows of places")
    problem = Problem(
        experts=said["experts"],
        boroughs=tuple(said["boroughs"]),
        places=_numbers(places["number"]),
        borough=_numbers(places["borough"]),
        counted=np.array(places.get("counted", [True] * rows), dtype=bool),
        urgent=np.array(places.get("urgent", [False] * rows), dtype=bool),
        expert=_numbers(pairs["expert"]),
        role=_numbers(pairs["place"]),
        fit=_numbers(pairs["fit"]),
        standing=np.array(pairs.get("standing", [False] * arcs), dtype=bool),
        expert_rank=_numbers(pairs["expert_rank"]) if "expert_rank" in pairs else None,
        role_rank=_numbers(pairs["place_rank"]) if "place_rank" in pairs else None,
        week=_week(name, said["week"], said["experts"], rows) if "week" in said else None,
    )
    _refuse_repeats(name, problem)
    return problem


def _checked(content: bytes, name: str, schema: dict[str, Any]) -> Any:
    try:
        said = json.loads(content.decode())
    except json.JSONDecodeError as error:
        raise BadFile(name, f"line {error.lineno} is no JSON: {error.msg}") from error
    except UnicodeDecodeError as error:
        raise BadFile(name, f"byte {error.start} is no text in UTF-8") from error
    first = next(iter(_Validator(schema).iter_errors(said)), None)
    if first is not None:
        where = "".join(
            f"[{step}]" if isinstance(step, int) else f".{step}" for step in first.absolute_path
        )
        raise BadFile(f"{name}{where and ' '}{where.removeprefix('.')}", first.message[:300])
    return said


def _same_length(name: str, where: str, columns: dict[str, list[Any]]) -> None:
    lengths = {column: len(items) for column, items in columns.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{many} in “{column}”" for column, many in lengths.items())
        raise BadFile(f"{name} {where}", f"the columns differ in length: {told}")


def _below(name: str, where: str, column: list[int], most: int, what: str) -> None:
    if column and max(column) >= most:
        at = next(at for at, number in enumerate(column) if number >= most)
        raise BadFile(
            f"{name} {where}[{at}]",
            f"{column[at]} is beyond the {most} {what}, which are numbered from 0",
        )


def _refuse_repeats(name: str, problem: Problem) -> None:
    pair = problem.role * max(problem.experts, 1) + problem.expert
    _, first = np.unique(pair, return_index=True)
    if len(first) < len(pair):
        again = int(np.setdiff1d(np.arange(len(pair)), first)[0])
        raise BadFile(f"{name} pairs.expert[{again}]", "this pair of expert and place came before")


def _week(name: str, said: dict[str, list[int]], experts: int, rows: int) -> Week:
    for column, many in (("offered", experts), ("wanted", rows), ("first", rows), ("last", rows)):
        if len(said[column]) != many:
            raise BadFile(
                f"{name} week.{column}", f"{len(said[column])} numbers, where {many} are due"
            )
    for at, (first, last) in enumerate(zip(said["first"], said["last"], strict=True)):
        if last < first:
            raise BadFile(f"{name} week.last[{at}]", f"{last} is before the first week, {first}")
    return Week(**{column: _numbers(items) for column, items in said.items()})


def _numbers(items: list[int]) -> NDArray[np.int64]:
    return np.array(items, dtype=np.int64)


def write_instance(problem: Problem, *, note: str = "") -> str:
    """The problem as the text of a file."""
    said: dict[str, Any] = {"format": INSTANCE_1}
    if note:
        said["note"] = note
    said |= {
        "experts": problem.experts,
        "boroughs": list(problem.boroughs),
        "places": _said(
            number=problem.places,
            borough=problem.borough,
            counted=problem.counted,
            urgent=problem.urgent if problem.urgent.any() else None,
        ),
        "pairs": _said(
            expert=problem.expert,
            place=problem.role,
            fit=problem.fit,
            standing=problem.standing if problem.standing.any() else None,
            expert_rank=problem.expert_rank,
            place_rank=problem.role_rank,
        ),
    }
    if problem.week is not None:
        said["week"] = _said(**vars(problem.week))
    return _text(said)


def write_result(problem: Problem, outcome: Outcome) -> str:
    """What came of the problem as the text of a file."""
    chosen = np.flatnonzero(outcome.chosen)
    said: dict[str, Any] = {
        "format": RESULT_1,
        "policy": str(outcome.policy),
        "verdict": outcome.verdict,
        "total": outcome.total,
        "best": outcome.best,
        "filled": len(chosen),
        "chosen": _said(expert=problem.expert[chosen], place=problem.role[chosen]),
    }
    said |= {
        name: value
        for name, value in (("bound", outcome.bound), ("envy", outcome.envy))
        if value is not None
    }
    if outcome.floors is not None:
        said["floors"] = outcome.floors.tolist()
    if outcome.expert_price is not None:
        said["prices"] = _said(
            expert=outcome.expert_price, place=outcome.role_price, borough=outcome.borough_price
        )
    return _text(said)


def read_result(content: bytes, name: str) -> dict[str, Any]:
    """What a result says, as plain values; raise BadFile where it is none."""
    said: dict[str, Any] = _checked(content, name, RESULT_SCHEMA)
    return said


def _said(**columns: NDArray[Any] | None) -> dict[str, list[Any]]:
    return {name: column.tolist() for name, column in columns.items() if column is not None}


def _text(said: dict[str, Any]) -> str:
    """With a line for each name at the top, so that a person can look at it as well."""
    lines = (f"{json.dumps(name)}: {json.dumps(value)}" for name, value in said.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def pack(problem: Problem, outcome: Outcome) -> bytes:
    """Both, as few bytes, to be kept with the round."""
    plain: dict[str, Any] = {}
    columns: list[NDArray[Any]] = []
    for kind, row in (("problem", problem), ("outcome", outcome)):
        for one in fields(row):
            value = getattr(row, one.name)
            key = f"{kind}.{one.name}"
            if isinstance(value, np.ndarray):
                column = _narrow(value)
                plain[key] = [column.dtype.str, len(column)]
                columns.append(column)
            elif value is not None:
                plain[key] = value
    head = json.dumps(plain).encode()
    return zlib.compress(b"\n".join((head, b"".join(one.tobytes() for one in columns))), 1)


def _narrow(column: NDArray[Any]) -> NDArray[Any]:
    """The same numbers in as few bytes each as hold them all."""
    if column.dtype.kind == "b" or not len(column):
        return column
    kind = np.promote_types(
        np.min_scalar_type(int(column.min())), np.min_scalar_type(int(column.max()))
    )
    return column.astype(kind)


def unpack(content: bytes) -> tuple[Problem, Outcome]:
    """What was packed."""
    head, _, rest = zlib.decompress(content).partition(b"\n")
    found: dict[str, dict[str, Any]] = {"problem": {}, "outcome": {}}
    at = 0
    for key, value in json.loads(head).items():
        kind, name = key.split(".")
        if isinstance(value, list) and name != "boroughs":
            dtype, many = np.dtype(value[0]), value[1]
            column = np.frombuffer(rest, dtype=dtype, count=many, offset=at)
            at += column.nbytes
            value = column if dtype.kind == "b" else column.astype(np.int64)
        found[kind][name] = value
    problem = Problem(**found["problem"])
    return replace(problem, boroughs=tuple(problem.boroughs)), Outcome(**found["outcome"])
