"""One id names a request in its answer and in its log lines."""

import json
import logging
import sys

import pytest

from corps import trace


def formatted(**extra):
    record = logging.makeLogRecord({"name": "corps.x", "levelname": "INFO", "msg": "Hello"} | extra)
    return json.loads(trace.JsonLines().format(record))


@pytest.mark.django_db
def test_a_request_gets_an_id_in_its_answer(client):
    first, second = client.get("/healthz"), client.get("/healthz")

    assert len(first["X-Request-ID"]) == 32
    assert first["X-Request-ID"] != second["X-Request-ID"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("abcd-1234-efgh", True),
        ("short", False),
        ("line\tbreak-and-more", False),
        ("x" * 65, False),
    ],
)
def test_a_proxys_id_is_kept_where_it_is_harmless(client, given, kept):
    response = client.get("/healthz", headers={"X-Request-ID": given})

    assert (response["X-Request-ID"] == given) is kept


@pytest.mark.django_db
def test_a_request_is_logged_in_one_line(client, caplog):
    with caplog.at_level("INFO", logger="corps.request"):
        client.get("/healthz")

    line = caplog.records[-1]
    assert (line.getMessage(), line.status) == ("GET /healthz", 200)


def test_a_log_record_is_one_line_of_json_with_the_request_id():
    token = trace.request_id.set("abc")

    line = formatted(task="corps.x", secret="kept out")
    trace.request_id.reset(token)

    assert (line["message"], line["request_id"], line["task"]) == ("Hello", "abc", "corps.x")
    assert "secret" not in line


def test_an_exception_is_folded_into_the_line():
    try:
        raise ValueError("two\nlines")
    except ValueError:
        line = formatted(exc_info=sys.exc_info())

    assert line["exception"].endswith("ValueError: two\nlines")
