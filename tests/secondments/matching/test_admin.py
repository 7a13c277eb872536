"""The back office: points are versioned, what came of rounds is read."""

import pytest
from django.urls import reverse

from secondments.matching.admin import PointsTableForm
from secondments.matching.models import PointsTable
from tests.factories.matching import (
    AlertFactory,
    AnswerFactory,
    BoroughFiguresFactory,
    ComparisonFactory,
    DirectMatchFactory,
    NearMissFactory,
    ProposalFactory,
    RemedyFactory,
    ReserveFactory,
    RoundFactory,
    RoundFileFactory,
    ShortfallFactory,
    SightingFactory,
    UnplacedFactory,
    UrgencyFactory,
)
from tests.secondments.matching.pages import counted

pytestmark = pytest.mark.django_db

FACTORIES = {
    "round": RoundFactory,
    "proposal": ProposalFactory,
    "answer": AnswerFactory,
    "reserve": ReserveFactory,
    "shortfall": ShortfallFactory,
    "remedy": RemedyFactory,
    "unplaced": UnplacedFactory,
    "nearmiss": NearMissFactory,
    "comparison": ComparisonFactory,
    "boroughfigures": BoroughFiguresFactory,
    "roundfile": RoundFileFactory,
    "urgency": UrgencyFactory,
    "directmatch": DirectMatchFactory,
    "alert": AlertFactory,
    "sighting": SightingFactory,
}


@pytest.fixture
def client(admin_client, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    return admin_client


@pytest.mark.parametrize("model", FACTORIES)
def test_a_list_of_three_takes_as_many_queries_as_one(client, model):
    url = reverse(f"admin:matching_{model}_changelist")
    FACTORIES[model]()
    one = counted(client, url)

    FACTORIES[model].create_batch(2)

    # The filter by council knows all councils, of which a factory makes more.
    assert counted(client, url) == one


@pytest.mark.parametrize("model", FACTORIES)
def test_what_came_of_rounds_is_read_and_never_written(client, model):
    row = FACTORIES[model]()
    shown = client.get(reverse(f"admin:matching_{model}_change", args=[row.pk]))
    added = client.get(reverse(f"admin:matching_{model}_add"))
    deleted = client.post(reverse(f"admin:matching_{model}_delete", args=[row.pk]))

    assert [shown.status_code, added.status_code, deleted.status_code] == [200, 403, 403]


def points(**changes):
    """The first version as a form, with changes."""
    first = PointsTable.objects.get(version=1)
    return {name: getattr(first, name) for name in PointsTableForm.base_fields} | changes


def test_a_new_version_begins_as_the_last_one_and_is_numbered(client):
    url = reverse("admin:matching_pointstable_add")

    begun = client.get(url).context["adminform"].form
    client.post(url, points(learning=40))

    assert begun.initial["learning"] == 50
    assert [(t.version, t.learning) for t in PointsTable.objects.all()] == [(2, 40), (1, 50)]


def test_points_that_could_exceed_a_thousand_are_refused(client):
    response = client.post(reverse("admin:matching_pointstable_add"), points(learning=51))

    assert response.context["adminform"].form.non_field_errors() == [
        "The terms add up to 1001: 1000 is the most."
    ]


@pytest.mark.parametrize(("used", "status"), [(True, 403), (False, 302)])
def test_a_version_that_a_round_used_is_not_rewritten(client, used, status):
    table = PointsTable.objects.get(version=1)
    if used:
        RoundFactory()

    response = client.post(
        reverse("admin:matching_pointstable_change", args=[table.pk]), points(home=90)
    )

    assert response.status_code == status


def test_a_version_is_never_deleted(client):
    table = PointsTable.objects.get(version=1)

    response = client.post(reverse("admin:matching_pointstable_delete", args=[table.pk]))

    assert response.status_code == 403


def test_the_first_version_is_made_where_there_is_none(client):
    data = points()
    PointsTable.objects.all().delete()

    begun = client.get(reverse("admin:matching_pointstable_add"))
    client.post(reverse("admin:matching_pointstable_add"), data)

    assert begun.status_code == 200
    assert [table.version for table in PointsTable.objects.all()] == [1]
