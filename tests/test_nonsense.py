"""Whatever is posted to a form of ours is taken or refused in words; nothing that is typed is lost.

Each door of the matrices on which somebody may knock with a form is given what nobody should
write, by somebody who may use it.
"""

from copy import deepcopy
from html import escape
from html.parser import HTMLParser

import pytest
from django.contrib.messages import get_messages
from django.core.files import File
from django.db import transaction
from django.urls import reverse

from tests.matrix import each
from tests.test_matrix import all_rows
from tests.world import IDENTITIES

pytestmark = pytest.mark.slow  # two thousand questions

# What stands in the number-th field.
NONSENSE = {
    "nothing": lambda _number: "",
    "too long": lambda number: f"{'x' * 9_000}{number}",
    "a NUL": lambda _number: "a\x00b",
    "signs": lambda _number: "\U0001f984\u202e\ufeff<b>'\"&amp;",
    "too many digits": lambda _number: "9" * 25,
    "no number": lambda _number: "NaN",
    "endless": lambda _number: "1e400",
    "below nothing": lambda _number: "-1",
    "a key of others": lambda _number: "1",
    "past an integer": lambda _number: "2147483648",
    "days backwards": lambda number: f"{9999 - number}-12-31",
    "the first day": lambda _number: "0001-01-01",
}
TYPED = {"text", "textarea", "number", "email", "url", "search", "tel"}
# Nobody comes in by a browser's form, or its letter must have been read from the post before.
ELSEWHERE = {"notifications:address"}


class Fields(HTMLParser):
    """Names, kinds and values of the fields in a page's forms that are posted to an address."""

    def __init__(self, url):
        super().__init__()
        self.url, self.kinds, self.values, self.here = url, {}, {}, False

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form":
            to = (said.get("action") or self.url).split("?")[0]
            self.here = said.get("method", "").lower() == "post" and to == self.url
        elif self.here and tag in {"input", "textarea", "select"} and said.get("name"):
            self.kinds[said["name"]] = said.get("type", "text") if tag == "input" else tag
            self.values[said["name"]] = said.get("value") or ""


def someone(row):
    """Whoever may knock here, or nobody."""
    return next((one for one in IDENTITIES if row.expected[one] in {200, 302}), None)


def doors():
    """Each address and stage on which somebody may knock with a form."""
    return [
        row
        for row in all_rows()
        if row.method == "POST" and someone(row) and row.name not in ELSEWHERE
    ]


def fields_of(client, url, data):
    """Kinds and hidden values of all that this door reads, as far as page and matrix tell."""
    page = client.get(url)
    found = Fields(url)
    if page.status_code == 200 and not page.streaming:
        found.feed(page.content.decode())
    kinds = {name: "file" if isinstance(data[name], File) else "" for name in data} | found.kinds
    kinds.pop("csrfmiddlewaretoken", None)
    hidden = {n: v for n, v in found.values.items() if kinds.get(n) == "hidden" or "_FORMS" in n}
    return kinds or {"reason": "", "text": ""}, hidden


def what_goes_wrong(client, url, answer, sent, kinds):
    """What of the answer is not as it should be, in words; nothing where all is well."""
    if answer.status_code >= 500:
        return f"fails with {answer.status_code}"
    if answer.status_code == 302:
        words = [one for one in get_messages(answer.wsgi_request) if one.level_tag == "error"]
        written = [name for name in sent if sent[name] and kinds[name] in {"text", "textarea"}]
        return f"loses {written}: {words[0]}" if words and written else ""
    if answer.status_code != 200 or answer.streaming:
        return ""
    page = answer.content.decode()
    written = {name: sent[name] for name in sent if kinds[name] in TYPED}
    lost = [name for name, value in written.items() if "\0" not in value and not kept(value, page)]
    if lost:
        return f"loses {lost}"
    return "" if "error" in page or not written else "says nothing of what is wrong"


def kept(value, page):
    """Whether the page still shows what was typed."""
    return (
        value in page or escape(value).replace("&#x27;", "&#39;") in page or escape(value) in page
    )


@each(doors())
def test_nonsense_is_refused_in_words_or_taken_and_nothing_typed_is_lost(row, lasting_world):
    wrong = {}

    with transaction.atomic():
        client, there = lasting_world.client(someone(row)), deepcopy(lasting_world)
        client.raise_request_exception = False
        url, data = reverse(row.name, args=row.args(there)), row.data(there)
        kinds, hidden = fields_of(client, url, data)
        for name, nonsense in NONSENSE.items():
            sent = {
                field: hidden.get(field, nonsense(number))
                for number, (field, kind) in enumerate(kinds.items())
                if kind != "file"
            }
            with transaction.atomic():
                answer = client.post(url, sent)
                if words := what_goes_wrong(client, url, answer, sent, kinds):
                    wrong[name] = words
                transaction.set_rollback(True)
        transaction.set_rollback(True)

    assert wrong == {}
