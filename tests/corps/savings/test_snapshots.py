"""Quarters that are frozen: made once, cited for good."""

import hashlib
import json
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError
from django.urls import reverse

from corps.savings import queries, services
from corps.savings.formats import canonical
from corps.savings.models import Snapshot
from tests.corps.savings.test_dashboard import figures_that_lead_on
from tests.factories.accounts import UserFactory
from tests.factories.savings import ForecastFactory, PartFactory

pytestmark = pytest.mark.django_db

SEPTEMBER = date(2026, 9, 30)
LATER = date(2026, 11, 22)


def freeze(ends_on=SEPTEMBER):
    return services.freeze_quarter(ends_on, by=UserFactory(is_staff=True), on=LATER)


def test_a_frozen_quarter_holds_the_figures_of_the_quarter_and_those_until_its_end():
    part = PartFactory()  # £96,000, April to September
    ForecastFactory(benefit=part.claim.benefit)

    figures = freeze().figures

    assert figures["in_all"]["totals"]["verified"] == {"gbp": "96000.00", "claims": 1}
    assert figures["quarter"]["totals"]["verified"] == {"gbp": "48262.30", "claims": 1}
    assert figures["quarter"]["period"] == "July 2026 to September 2026"
    assert figures["in_all"]["totals"]["forecast_in_all"] == figures["in_all"]["totals"]["forecast"]


def test_the_four_quarters_of_a_year_and_what_came_before_add_up_to_all():
    PartFactory(amount_gbp="95999.99")
    quarters = [freeze(day).figures for day in reversed(queries.quarters_to_freeze(LATER))]

    parts = [one["quarter"]["totals"]["verified"]["gbp"] for one in quarters]

    assert sum(map(float, parts)) == pytest.approx(95999.99)
    assert quarters[-1]["in_all"]["totals"]["verified"]["gbp"] == "95999.99"


def test_what_happens_afterwards_changes_nothing_that_was_frozen(client):
    PartFactory()
    frozen = freeze()

    PartFactory()
    services.summarise()

    page = client.get(frozen.get_absolute_url())
    assert page.context["parts"][1][1]["totals"]["verified"]["gbp"] == "96000.00"


def test_its_address_and_its_name_are_those_of_the_financial_year():
    assert (freeze().slug, freeze().slug, freeze(date(2026, 3, 31)).slug) == (
        "2026-27-q2",
        "2026-27-q2-2",
        "2025-26-q4",
    )


@pytest.mark.parametrize("ends_on", [date(2026, 12, 31), date(2026, 9, 29), LATER])
def test_a_quarter_that_is_not_over_is_not_frozen(ends_on):
    with pytest.raises(services.NotOver):
        freeze(ends_on)


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE savings_snapshot SET sha256 = repeat('0', 64)",
        "UPDATE savings_snapshot SET figures = '{}'",
        "DELETE FROM savings_snapshot",
    ],
)
def test_the_database_lets_nobody_change_or_delete_one(act):
    frozen = freeze()

    with (
        pytest.raises((IntegrityError, InternalError), match="stays as it was frozen"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(act)

    assert Snapshot.objects.get(pk=frozen.pk).is_whole


def test_one_edition_stands_once():
    frozen = freeze()

    with pytest.raises(IntegrityError, match="snapshot_edition_stands_once"):
        Snapshot.objects.create(
            slug="other",
            ends_on=frozen.ends_on,
            figures={},
            sha256=frozen.sha256,
            frozen_by=frozen.frozen_by,
        )


def test_a_hash_is_a_hash():
    with pytest.raises(IntegrityError, match="snapshot_has_a_hash"):
        Snapshot.objects.create(
            slug="other", ends_on=SEPTEMBER, figures={}, sha256="no", frozen_by=UserFactory()
        )


def test_whoever_doubts_it_can_hash_the_text_that_is_offered(client):
    PartFactory()
    frozen = freeze()

    text = client.get(reverse("savings:snapshot-json", args=[frozen.slug])).content

    assert hashlib.sha256(text).hexdigest() == frozen.sha256
    assert json.loads(text) == frozen.figures
    assert canonical(frozen.figures).encode() == text


def test_a_snapshot_that_was_tampered_with_would_say_so():
    assert not Snapshot(figures={"verified": "1"}, sha256="0" * 64).is_whole


def test_corps_staff_freeze_a_quarter_from_the_page(client):
    client.force_login(UserFactory(is_staff=True))
    page = client.get(reverse("savings:snapshots"))
    [(newest, _), *_] = page.context["form"].fields["ends_on"].choices

    response = client.post(reverse("savings:snapshot-freeze"), {"ends_on": newest})

    assert response["Location"] == Snapshot.objects.get().get_absolute_url()
    assert str(Snapshot.objects.get().ends_on) == newest


def test_a_quarter_that_is_not_offered_is_refused_beside_the_field(client):
    client.force_login(UserFactory(is_staff=True))

    response = client.post(reverse("savings:snapshot-freeze"), {"ends_on": "2020-03-31"})

    assert response.context["form"].errors["ends_on"]
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_however_many_there_are(client, many, django_assert_num_queries):
    for _ in range(many):
        freeze()

    with django_assert_num_queries(3):
        client.get(reverse("savings:snapshots"))


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (LATER, SEPTEMBER),
        (date(2026, 4, 1), date(2026, 3, 31)),
        (date(2026, 1, 5), date(2025, 12, 31)),
    ],
)
def test_the_quarters_offered_are_those_that_ended_last(day, first):
    offered = queries.quarters_to_freeze(day)

    assert offered[0] == first
    assert len({queries.quarter_slug(one) for one in offered}) == 4


def test_the_figures_of_a_frozen_quarter_lead_to_what_they_are_made_of(client):
    ForecastFactory(benefit=PartFactory().claim.benefit)

    links = figures_that_lead_on(client.get(freeze().get_absolute_url()))

    assert len(links) == 6  # the sum, the borough's and the forecast: of the quarter, and in all
    assert [client.get(to).context["total"] for to, _ in links] == [gbp for _, gbp in links]
