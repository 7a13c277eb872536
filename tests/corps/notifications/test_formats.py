"""A search is the same text however it was typed."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corps.notifications.formats import (
    LONGEST_QUERY,
    clean_query,
    is_refusal,
    read_report,
    searched,
)


@pytest.mark.parametrize(
    ("raw", "query"),
    [
        ("", ""),
        ("?q=bins&page=3", "q=bins"),
        ("stage=&q= bins ", "q=bins"),
        ("b=2&a=1&b=1&a=1", "a=1&b=1&b=2"),
        ("q=%00a%0d", "q=a"),
        ("csrfmiddlewaretoken=x", ""),
    ],
)
def test_a_search_is_kept_without_order_page_and_empty_fields(raw, query):
    assert clean_query(raw) == query


@pytest.mark.parametrize("raw", ["q=" + "x" * LONGEST_QUERY, "&".join(["a=1"] * 51)])
def test_a_search_that_is_too_long_is_refused(raw):
    with pytest.raises(ValueError, match=r"characters|fields"):
        clean_query(raw)


PAIRS = st.lists(st.tuples(st.sampled_from("abq"), st.text("xyz &=%é", max_size=5)), max_size=6)


@given(PAIRS)
def test_cleaning_twice_is_cleaning_once_and_order_does_not_matter(pairs):
    once = clean_query(urlencode(pairs))

    assert clean_query(once) == once
    assert clean_query(urlencode(pairs[::-1])) == once
    assert searched(once) == {
        name: max(v.strip() for n, v in pairs if n == name)
        for name, _ in filter(lambda pair: pair[1].strip(), pairs)
    }


def report(
    action, status, said, *, quoted, kind=b"text/rfc822-headers", address=b"ada@example.org"
):
    """A delivery report as mail servers write it."""
    return b"""Return-Path: <>
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: corps@localhost
Subject: Undelivered Mail Returned to Sender
Message-ID: <20270303120000.1@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=utf-8

Sorry, it could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Wed, 3 Mar 2027 12:00:00 +0000

Final-Recipient: rfc822; %s
Action: %s
Status: %s
Remote-MTA: dns; mail.example.org
Diagnostic-Code: smtp; %s

--b1
Content-Type: %s

Message-ID: %s
Subject: Your project is open
To: ada@example.org

--b1--
""" % (address, action, status, said, kind, quoted)


OURS = b"<notice-1-0@localhost>"
REPORTS = {
    "unknown": report(
        b"failed", b"5.1.1", b"550 5.1.1 <ada@example.org>:\n    user unknown", quoted=OURS
    ),
    "full": report(b"failed", b"5.2.2", b"552 5.2.2 Mailbox full", quoted=OURS),
    "later": report(b"delayed", b"4.4.1", b"timed out", quoted=OURS),
    "forwarded": report(
        b"failed",
        b"5.4.1 (rejected)",
        b"550 5.4.1 Access denied",
        quoted=OURS,
        kind=b"message/rfc822",
        address=b"Someone.Else@example.net\nOriginal-Recipient: rfc822;Ada@Example.org",
    ),
}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("unknown", ("ada@example.org", "550 5.1.1 <ada@example.org>: user unknown", True)),
        ("full", ("ada@example.org", "552 5.2.2 Mailbox full", False)),
        ("forwarded", ("ada@example.org", "550 5.4.1 Access denied", True)),
    ],
)
def test_a_report_says_which_address_failed_and_whether_for_good(name, found):
    [one] = read_report(REPORTS[name])

    assert (one.address, one.reason, one.permanent) == found
    assert (one.report, one.about) == ("<20270303120000.1@mx.example>", OURS.decode())


@pytest.mark.parametrize(
    "raw", [REPORTS["later"], b"", b"\xff\x00From", b"Subject: Hello\n\nHello"]
)
def test_what_is_no_report_of_a_failure_says_nothing(raw):
    assert read_report(raw) == []


@given(st.binary(max_size=300), st.integers(0, 1000))
def test_no_report_is_too_broken_to_be_read(rubbish, at):
    raw = REPORTS["unknown"]

    found = read_report(raw[:at] + rubbish + raw[at:])

    assert {type(one.address) for one in found} <= {str}


@pytest.mark.parametrize(
    ("code", "words", "dead"),
    [
        (550, "5.1.1 User unknown", True),
        (550, "No such user", True),
        (550, "5.7.1 Blocked by policy", False),
        (552, "5.2.2 Mailbox full", False),
        (451, "4.7.0 Try later", False),
        (554, "Transaction failed", False),
    ],
)
def test_only_what_says_that_the_address_is_dead_holds_it(code, words, dead):
    assert is_refusal(code, words) is dead
