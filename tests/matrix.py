"""Who may do what, as a table.

Each app has `tests/<app>/test_permissions.py`:

    from tests.matrix import Row, check, each

    ROWS = [
        Row("councils:projects", everyone=200),
        Row("councils:project-new", officer=200, approver=200, administrator=200, rest=403),
        Row("councils:project", "draft", officer=200, …, rest=404,
            args=lambda w: [w.project("draft").pk]),
        Row("councils:project-approve", "submitted", method="POST", approver=302, …, rest=403,
            args=lambda w: [w.project("submitted").pk], data=lambda w: {…}),
    ]

    @each(ROWS)
    def test_the_door_opens_for_those_it_should(row, lasting_world):
        check(row, lasting_world)

`anonymous` defaults to a redirect to sign-in, except where `everyone` is given. A status is a
number; a redirect to sign-in is "login". All knock over the rows that `args` and `data` make, once
for each row of the table; what one identity posted is rolled back before the next one knocks. The
world itself and the sessions of those who signed in stand as long as the module's tests: a test of
another kind that asks for `db` goes into a file of its own.
`tests/test_matrix.py` fails where a URL of ours has no row.
"""

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field

import pytest
from django.core.files import File
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.world import IDENTITIES, World


@dataclass(frozen=True)
class Row:
    """One URL, method and stage, and what each identity gets."""

    name: str
    stage: str = ""
    method: str = "GET"
    args: Callable[[World], list] = lambda _world: []
    data: Callable[[World], dict] = lambda _world: {}
    expected: dict[str, int | str] = field(default_factory=dict)

    def __init__(
        self,
        name,
        stage="",
        *,
        method="GET",
        args=lambda _world: [],
        data=lambda _world: {},
        everyone=None,
        rest=None,
        **identities,
    ):
        default = rest if everyone is None else everyone
        expected = dict.fromkeys(IDENTITIES, default)
        expected["anonymous"] = "login" if everyone is None else everyone
        unknown = set(identities) - set(IDENTITIES)
        if unknown:
            raise TypeError(f"no such identity: {unknown}")
        expected |= identities
        if None in expected.values():
            raise TypeError(f"{name}: say what the rest get")
        for key, value in (
            ("name", name),
            ("stage", stage),
            ("method", method),
            ("args", args),
            ("data", data),
            ("expected", expected),
        ):
            object.__setattr__(self, key, value)

    def __str__(self):
        return " ".join(filter(None, [self.method, self.name, self.stage]))


def each(rows: Iterable[Row]):
    """Parametrise a test by every row."""
    return pytest.mark.parametrize("row", [pytest.param(row, id=str(row)) for row in rows])


def check(row: Row, world: World) -> None:
    """Knock as every identity and compare what they got.

    Who posts is each as if the first to come; those who only look do not disturb each other.
    """
    clients = {identity: world.client(identity) for identity in IDENTITIES}
    knock = _knock if row.method == "GET" else _knock_and_take_back
    with transaction.atomic():
        there = deepcopy(world)  # no object outlives its row
        url, data = reverse(row.name, args=row.args(there)), row.data(there)
        got = {
            one: knock(row, client, url, data, _asks_for(row, one))
            for one, client in clients.items()
        }
        transaction.set_rollback(True)

    assert got == row.expected


def _asks_for(row: Row, identity: str) -> dict[str, str]:
    """The first to be refused is shown the whole page for it, the others are told in a line."""
    status = row.expected[identity]
    first = next(one for one in IDENTITIES if row.expected[one] == status)
    whole = status not in {403, 404} or identity == first
    return {} if whole else {"Accept": "text/plain, */*;q=0.1"}


def _knock_and_take_back(
    row: Row, client: Client, url: str, data: dict, headers: dict[str, str]
) -> int | str:
    with transaction.atomic():
        got = _knock(row, client, url, data, headers)
        transaction.set_rollback(True)
    for value in data.values():
        if isinstance(value, File):
            value.seek(0)  # the next one sends it from its beginning
    return got


def _knock(row: Row, client: Client, url: str, data: dict, headers: dict[str, str]) -> int | str:
    knock = client.get if row.method == "GET" else client.post
    response = knock(url, data, headers=headers)
    if response.streaming:
        list(response)  # a file that is served is closed at its end
    sent_to_sign_in = response.status_code == 302 and "/accounts/login/" in response["Location"]
    return "login" if sent_to_sign_in else response.status_code
