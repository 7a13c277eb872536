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

    @pytest.mark.django_db
    @each(ROWS)
    def test_the_door_opens_for_those_it_should(row, identity, world, client):
        check(row, identity, world, client)

`anonymous` defaults to a redirect to sign-in, except where `everyone` is given. A status is a
number; a redirect to sign-in is "login". Each (row, identity) runs in a world of its own, so a
POST may change it. `tests/test_matrix.py` fails where a URL of ours has no row.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pytest
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
    """Parametrise a test by every row and every identity."""
    cases = [
        pytest.param(row, identity, id=f"{row}-{identity}")
        for row in rows
        for identity in IDENTITIES
    ]
    return pytest.mark.parametrize(("row", "identity"), cases)


def check(row: Row, identity: str, world: World, client) -> None:
    """Knock as this identity and compare."""
    if identity != "anonymous":
        client.force_login(world.people[identity])
    url = reverse(row.name, args=row.args(world))

    response = client.generic(row.method, url) if row.method == "GET" else client.post(
        url, row.data(world)
    )

    sent_to_sign_in = response.status_code == 302 and "/accounts/login/" in response["Location"]
    got = "login" if sent_to_sign_in else response.status_code
    assert got == row.expected[identity]
