"""The front page and its neighbours are for everybody."""

from django.utils import timezone

from corps.accounts.models import Export
from tests.factories.accounts import UserFactory
from tests.matrix import Row, check, each


def others_file(_world):
    """A file of somebody else's data."""
    return [Export.objects.create(user=UserFactory(), ready_at=timezone.now()).pk]


ROWS = [
    Row("home:front", everyone=200),
    Row("home:accessibility", everyone=200),
    Row("home:privacy", everyone=200),
    Row("home:borough", args=lambda world: [world.council.slug], everyone=200),
    Row("home:act-as", method="POST", rest=302),
    Row("home:act-as", rest=405),
    Row("home:my-data", rest=200),
    Row("home:export-ask", method="POST", rest=302),
    Row("home:export-file", args=others_file, rest=404),
    Row("home:leave", rest=200),
    Row("home:leave", method="POST", rest=200),  # words are missing, or a fresh sign-in
    Row("sitemap", everyone=200),
    Row("home:healthz", everyone=200),
    Row("home:metrics", everyone=200),  # asked from this machine: see test_metrics.py
    Row("home:readyz", everyone=503),  # no worker was heard from in a test
]


@each(ROWS)
def test_the_door_opens_for_those_it_should(row, lasting_world):
    check(row, lasting_world)
