import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.formats import LARGEST_LIST, MOST_ISSUES, IssuesError, read_issues

NOON = datetime(2027, 3, 3, 12, tzinfo=UTC)


def github(number=1, **fields):
    """An issue as GitHub exports it, with the fields that we read and some that we do not."""
    return {
        "id": 1000 + number,
        "number": number,
        "title": f"Issue {number}",
        "body": "Words.",
        "html_url": f"https://example.org/council/code/issues/{number}",
        "state": "open",
        "labels": [{"id": 1, "name": "good first issue", "color": "ffffff"}],
        "updated_at": "2027-03-03T12:00:00Z",
        "user": {"login": "sample"},
    } | fields


def gitlab(number=1, **fields):
    """An issue as GitLab exports it."""
    return {
        "id": 1000 + number,
        "iid": number,
        "title": f"Issue {number}",
        "description": "Words.",
        "web_url": f"https://example.org/council/code/-/issues/{number}",
        "state": "opened",
        "labels": ["good first issue"],
        "updated_at": "2027-03-03T12:00:00.000Z",
        "confidential": False,
    } | fields


def refusal(raw):
    with pytest.raises(IssuesError) as caught:
        read_issues(raw)
    return str(caught.value)


def refusal_of(*items):
    return refusal(json.dumps(items))


@pytest.mark.parametrize(("write", "kind"), [(github, "github"), (gitlab, "gitlab")])
def test_both_systems_are_told_apart_and_read_alike(write, kind):
    found = read_issues(json.dumps([write(7), write(8, state="closed", labels=[])]).encode())

    first, second = found.issues
    assert (found.kind, found.passed_over) == (kind, 0)
    assert (first.number, first.title, first.body) == (7, "Issue 7", "Words.")
    assert first.url.endswith("/issues/7")
    assert (first.is_open, first.labels, first.updated_at) == (True, ("good first issue",), NOON)
    assert (second.is_open, second.labels) == (False, ())


def test_an_empty_list_has_no_issues():
    assert read_issues("[]").issues == ()


def test_pull_requests_and_confidential_issues_are_passed_over():
    changes = github(1, pull_request={"url": "https://example.org/"})
    secret = gitlab(1, confidential=True)

    assert read_issues(json.dumps([changes, github(2)])).passed_over == 1
    assert [one.number for one in read_issues(json.dumps([secret, gitlab(2)])).issues] == [2]


def test_an_issue_may_be_without_a_body_and_its_labels_plain_words():
    issue = read_issues(json.dumps([github(body=None, labels=["b", " a  c ", "b", ""])])).issues[0]

    assert (issue.body, issue.labels) == ("", ("b", "a c"))


def test_what_a_database_cannot_keep_is_left_out():
    raw = json.dumps([github(title="a\0b \ud800\n c", body="x\r\ny\0")])

    issue = read_issues(raw).issues[0]

    assert (issue.title, issue.body) == ("ab c", "x\ny")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "The file is not JSON. Export the list of issues as JSON."),
        (b"<html>", "The file is not JSON. Export the list of issues as JSON."),
        (b"\xff\xfe[", "The file is not in UTF-8. Export the list again."),
        (b"[" * 200_000, "The file is not JSON. Export the list of issues as JSON."),
        (b"[" + b"9" * 5000 + b"]", "The file is not JSON. Export the list of issues as JSON."),
        (b"{}", "The file holds no list of issues. Export the list itself."),
        (b"3", "The file holds no list of issues. Export the list itself."),
        (b'{"message": "Not Found"}', "No list came, but a message: “Not Found”."),
        (b" " * (LARGEST_LIST + 1), "The file is larger than 10 MB. Split it."),
        (
            b"[" + b"0," * MOST_ISSUES + b"0]",
            "The list has more than 20,000 items. Split it.",
        ),
    ],
)
def test_a_file_that_is_no_list_is_refused(raw, words):
    assert refusal(raw) == words


def test_an_item_that_is_no_issue_is_named():
    neither = "Item 1: This has neither a “number” (GitHub) nor an “iid” (GitLab)."

    assert refusal_of(3).startswith(neither)
    assert refusal_of({"title": "x"}).startswith(neither)
    assert refusal_of(github(), "x") == "Item 2: “x” is not an issue. Export the list again."


@pytest.mark.parametrize(
    "field", ["number", "title", "body", "html_url", "state", "labels", "updated_at"]
)
def test_a_missing_field_is_named_with_its_item(field):
    item = github(2)
    del item[field]

    said = refusal_of(github(1), item)

    place = "Item 2" if field == "number" else "Item 2 (issue 2)"
    assert said == f"{place}, “{field}”: It is missing. Export the list again."


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("number", "7", "Item 1, “number”: “7” is not a whole number from 1."),
        ("number", True, "Item 1, “number”: “true” is not a whole number from 1."),
        ("number", 0, "Item 1, “number”: “0” is not a whole number from 1."),
        ("number", 2**31, "Item 1, “number”: “2147483648” is not a whole number from 1."),
        ("title", None, "Item 1 (issue 1), “title”: “null” is not text."),
        ("title", " \n", "Item 1 (issue 1), “title”: It is empty. Give the issue a title."),
        ("body", ["x"], 'Item 1 (issue 1), “body”: “["x"]” is not text, or null.'),
        ("state", "opened", "Item 1 (issue 1), “state”: “opened” is not “open” or “closed”."),
        ("state", {}, "Item 1 (issue 1), “state”: “{}” is not “open” or “closed”."),
        ("labels", "bug", "Item 1 (issue 1), “labels”: “bug” is not a list."),
        ("labels", {"name": "x"}, 'Item 1 (issue 1), “labels”: “{"name": "x"}” is not a list.'),
        ("labels", [3], "Item 1 (issue 1), “labels”: “3” is not a label."),
        (
            "labels",
            [{"name": None}],
            'Item 1 (issue 1), “labels”: “{"name": null}” is not a label.',
        ),
        (
            "updated_at",
            "yesterday",
            "Item 1 (issue 1), “updated_at”: “yesterday” is not a date and time, "
            "like 2027-03-03T10:00:00Z.",
        ),
    ],
)
def test_a_field_of_the_wrong_kind_is_named(field, value, words):
    assert refusal_of(github() | {field: value}) == words


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "ftp://example.org/",
        "https://",
        "https://a b",
        "http://[",
        "",
        None,
        "https://example.org/" + "x" * 500,
        "https://\ud800.example",
    ],
)
def test_an_address_that_is_not_of_the_web_is_refused(address):
    assert "“html_url”" in refusal_of(github(html_url=address))


def test_a_number_given_twice_is_refused():
    said = refusal_of(github(7), github(8), github(7))

    assert said == "Item 3, “number”: 7 is the number of item 1 too. Remove one."


def test_a_long_wrong_value_is_shown_short():
    said = refusal_of(github(state="x" * 1000))

    assert len(said) < 120


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


def read_or_refused(raw):
    """The issues, or the error in its place."""
    try:
        return read_issues(raw)
    except IssuesError as error:
        return error


@given(JSON)
def test_any_json_is_read_or_refused_in_words(value):
    got = read_or_refused(json.dumps(value))

    assert str(got) if isinstance(got, IssuesError) else got.issues == ()


@given(st.sampled_from([github, gitlab]), st.data())
def test_one_field_of_any_kind_is_read_or_named(write, data):
    field = data.draw(st.sampled_from(sorted(write())))
    value = data.draw(JSON)

    got = read_or_refused(json.dumps([write(), write(2) | {field: value}]))

    assert not isinstance(got, IssuesError) or got.item.startswith("Item 2")
    assert not isinstance(got, IssuesError) or got.field == field


@given(st.sampled_from([github, gitlab]), st.lists(st.integers(1, 10**6), unique=True))
def test_every_issue_comes_once_and_in_order(write, numbers):
    found = read_issues(json.dumps([write(number) for number in numbers]))

    assert [issue.number for issue in found.issues] == numbers
