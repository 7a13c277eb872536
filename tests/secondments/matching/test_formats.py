"""A round as a file: read strictly, written so that it reads the same again."""

import json
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from secondments.matching import formats
from secondments.matching.maths.problems import Outcome, Week
from secondments.matching.services import decide
from tests.secondments.matching.problems import a_problem, problems

LEAST = {
    "format": formats.INSTANCE_1,
    "experts": 2,
    "boroughs": ["LBH", "SWK"],
    "places": {"number": [1, 2], "borough": [0, 1]},
    "pairs": {"expert": [0, 1], "place": [0, 1], "fit": [500, 1000]},
}


def read(said):
    return formats.read_instance(json.dumps(said).encode(), "round.json")


def changed(path, value):
    """The least file with one thing changed, or taken away."""
    said = json.loads(json.dumps(LEAST))
    *way, last = path.split(".")
    inner = said
    for name in way:
        inner = inner[name]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return said


def same(one, other):
    """Whether two rows of columns say the same."""
    for field in fields(one):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        assert type(mine) is type(theirs), field.name
        if isinstance(mine, np.ndarray):
            assert mine.tolist() == theirs.tolist(), field.name
        else:
            assert mine == theirs, field.name


def test_the_schemas_are_schemas():
    for schema in (formats.INSTANCE_SCHEMA, formats.RESULT_SCHEMA):
        Draft202012Validator.check_schema(schema)


def test_what_is_left_out_means_every_place_counts_and_nothing_is_urgent():
    problem = read(LEAST)

    assert (problem.experts, problem.boroughs) == (2, ("LBH", "SWK"))
    assert problem.counted.tolist() == [True, True]
    assert (problem.urgent.tolist(), problem.standing.tolist()) == ([False, False], [False, False])
    assert (problem.expert_rank, problem.week) == (None, None)


@settings(max_examples=50, deadline=None)
@given(problems())
def test_what_is_written_reads_the_same(problem):
    text = formats.write_instance(problem, note="As it was.")

    same(formats.read_instance(text.encode(), "round.json"), problem)


def test_orders_and_weeks_are_written_and_read():
    number = np.array([1, 2])
    problem = replace(
        a_problem([(0, 0, 5), (0, 1, 6)], [1, 1], experts=1),
        expert_rank=number,
        role_rank=number[::-1].copy(),
    )
    week = Week(offered=number[:1], wanted=number, first=number, last=number)

    found = read(json.loads(formats.write_instance(replace(problem, week=week))))

    same(replace(found, week=None), problem)
    same(found.week, week)


@pytest.mark.parametrize(
    ("path", "value", "where", "why"),
    [
        ("experts", None, "round.json", "'experts' is a required property"),
        ("experts", "two", "round.json experts", "'two' is not of type 'integer'"),
        ("format", "mine", "round.json format", f"'{formats.INSTANCE_1}' was expected"),
        ("names", ["Ada"], "round.json", "Additional properties are not allowed"),
        ("pairs.fit", [500, 0], "round.json pairs.fit[1]", "0 is less than the minimum of 1"),
        ("pairs.fit", [500, 1.5], "round.json pairs.fit[1]", "1.5 is not of type 'integer'"),
        ("pairs.fit", [500, True], "round.json pairs.fit[1]", "True is not of type 'integer'"),
        ("places.counted", [1, 0], "round.json places.counted[0]", "1 is not of type 'boolean'"),
        ("pairs.fit", [500], "round.json pairs", "the columns differ in length"),
        ("places.borough", [0], "round.json places", "the columns differ in length"),
        ("pairs.expert", [0, 2], "round.json pairs.expert[1]", "2 is beyond the 2 experts"),
        ("pairs.place", [0, 9], "round.json pairs.place[1]", "9 is beyond the 2 rows of places"),
        ("places.borough", [0, 7], "round.json places.borough[1]", "7 is beyond the 2 boroughs"),
        ("boroughs", ["LBH", "LBH"], "round.json boroughs", "['LBH', 'LBH'] has non-unique"),
        (
            "pairs",
            {"expert": [0, 0], "place": [1, 1], "fit": [5, 6]},
            "round.json pairs.expert[1]",
            "this pair of expert and place came before",
        ),
        (
            "week",
            {"offered": [5], "wanted": [1, 1], "first": [0, 0], "last": [0, 0]},
            "round.json week.offered",
            "1 numbers, where 2 are due",
        ),
        (
            "week",
            {"offered": [5, 5], "wanted": [1, 1], "first": [0, 3], "last": [0, 2]},
            "round.json week.last[1]",
            "2 is before the first week, 3",
        ),
    ],
)
def test_a_bad_file_names_the_place_and_the_reason(path, value, where, why):
    with pytest.raises(formats.BadFile) as refusal:
        read(changed(path, value))

    assert refusal.value.path == where
    assert refusal.value.reason.startswith(why)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"format":\n oops}', "line 2 is no JSON: Expecting value"),
        (b"\xff\xfe{}", "byte 0 is no text in UTF-8"),
        (b"[]", "[] is not of type 'object'"),
        (b"", "line 1 is no JSON: Expecting value"),
    ],
)
def test_what_is_no_such_file_is_told_where_it_fails(content, why):
    with pytest.raises(formats.BadFile) as refusal:
        formats.read_instance(content, "round.json")

    assert (refusal.value.path, refusal.value.reason) == ("round.json", why)


@settings(max_examples=30, deadline=None)
@given(problems())
def test_results_are_written_as_their_schema_says(problem):
    for policy in ("floor", "fit", "stable"):
        found = decide(problem, policy)

        said = formats.read_result(formats.write_result(problem, found).encode(), "result.json")

        assert (said["policy"], said["total"], said["filled"]) == (
            policy,
            found.total,
            int(found.chosen.sum()),
        )


def test_a_result_names_the_chosen_the_prices_and_the_floors():
    problem = a_problem([(0, 0, 900), (1, 0, 800)], [1], experts=2)

    said = json.loads(formats.write_result(problem, decide(problem, "floor")))

    prices = said.pop("prices")
    assert sum(prices["expert"]) + sum(prices["place"]) - prices["borough"][0] == 900
    assert said == {
        "format": formats.RESULT_1,
        "policy": "floor",
        "verdict": "Nothing that keeps the floors has a greater total.",
        "total": 900,
        "best": 900,
        "filled": 1,
        "chosen": {"expert": [0], "place": [0]},
        "floors": [1],
    }


@settings(max_examples=30, deadline=None)
@given(problems())
def test_what_is_packed_is_unpacked_the_same(problem):
    for policy in ("floor", "fit", "stable"):
        found = decide(problem, policy)

        again, outcome = formats.unpack(formats.pack(problem, found))

        same(again, problem)
        same(outcome, replace(found, policy=str(found.policy)))


def test_a_round_of_a_hundred_thousand_pairs_takes_few_bytes_and_is_read_fast():
    rng = np.random.default_rng(1)
    pair = np.sort(rng.choice(2000 * 1000, size=100_000, replace=False))
    fit = rng.integers(1, 1001, size=len(pair))
    problem = a_problem(np.column_stack((pair % 2000, pair // 2000, fit)), [1] * 1000, experts=2000)
    nothing = Outcome(
        policy="fit", chosen=np.zeros(len(fit), dtype=bool), total=0, best=0, verdict="None."
    )

    packed = formats.pack(problem, nothing)
    text = formats.write_instance(problem)

    assert len(packed) < 600_000
    same(formats.read_instance(text.encode(), "round.json"), problem)
