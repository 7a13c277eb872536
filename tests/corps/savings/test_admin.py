"""Savings in the back office: as many queries for three rows as for one."""

import pytest
from django.urls import reverse

from tests.corps.savings.pages import counted
from tests.factories.savings import (
    ClaimFactory,
    CouncilSettingFactory,
    DeflatorFactory,
    ForecastFactory,
    MeasurementFactory,
    PartFactory,
    SampleFactory,
    ToldBenefitFactory,
)

pytestmark = pytest.mark.django_db

FACTORIES = {
    "benefit": ToldBenefitFactory,
    "forecast": ForecastFactory,
    "measurement": MeasurementFactory,
    "claim": ClaimFactory,
    "part": PartFactory,
    "sample": SampleFactory,
    "councilsetting": CouncilSettingFactory,
    "deflator": DeflatorFactory,
}


@pytest.fixture
def client(admin_client, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    return admin_client


@pytest.mark.parametrize("model", FACTORIES)
def test_a_list_of_three_takes_as_many_queries_as_one(client, model):
    url = reverse(f"admin:savings_{model}_changelist")
    FACTORIES[model]()
    client.get(url)
    one = counted(client, url)

    FACTORIES[model].create_batch(2)

    assert counted(client, url) == one


@pytest.mark.parametrize("model", FACTORIES)
def test_every_row_has_its_page(client, model):
    row = FACTORIES[model]()

    assert client.get(reverse(f"admin:savings_{model}_change", args=[row.pk])).status_code == 200


@pytest.mark.parametrize("model", ["part", "sample"])
def test_what_finance_decided_is_read_and_never_written(client, model):
    row = FACTORIES[model]()

    added = client.get(reverse(f"admin:savings_{model}_add"))
    deleted = client.post(reverse(f"admin:savings_{model}_delete", args=[row.pk]))

    assert [added.status_code, deleted.status_code] == [403, 403]
