"""The front page and its neighbours are for everybody."""

import pytest

from tests.matrix import Row, check, each

ROWS = [
    Row("home:front", everyone=200),
    Row("home:accessibility", everyone=200),
    Row("home:privacy", everyone=200),
    Row("home:healthz", everyone=200),
    Row("home:readyz", everyone=503),  # no worker was heard from in a test
]


@pytest.mark.django_db
@each(ROWS)
def test_the_door_opens_for_those_it_should(row, world):
    check(row, world)
