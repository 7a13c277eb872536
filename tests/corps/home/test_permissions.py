"""The front page and its neighbours are for everybody."""

from tests.matrix import Row, check, each

ROWS = [
    Row("home:front", everyone=200),
    Row("home:accessibility", everyone=200),
    Row("home:privacy", everyone=200),
    Row("home:healthz", everyone=200),
    Row("home:readyz", everyone=503),  # no worker was heard from in a test
]


@each(ROWS)
def test_the_door_opens_for_those_it_should(row, lasting_world):
    check(row, lasting_world)
