import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.secondments import (
    AvailableExpertFactory,
    ConsentFactory,
    EmployerFactory,
    IntakeFactory,
    LeadFactory,
    NamingFactory,
    PeriodFactory,
    PledgeFactory,
    PreferenceFactory,
    RoleInterestFactory,
    SecondmentFactory,
    StaffInvitationFactory,
    StaffSheetFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def back_office(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize(
    ("table", "factory"),
    [
        ("employer", EmployerFactory),
        ("expert", AvailableExpertFactory),
        ("preference", PreferenceFactory),
        ("secondment", SecondmentFactory),
        ("pledge", PledgeFactory),
        ("naming", NamingFactory),
        ("lead", LeadFactory),
        ("intake", IntakeFactory),
        ("roleinterest", RoleInterestFactory),
        ("consent", ConsentFactory),
        ("period", PeriodFactory),
        ("staffsheet", StaffSheetFactory),
        ("staffinvitation", StaffInvitationFactory),
    ],
)
def test_a_table_asks_as_much_for_three_rows_as_for_one(back_office, table, factory):
    url, counts = reverse(f"admin:secondments_{table}_changelist"), []
    back_office.get(url)  # warms what is cached for good

    for rows in (1, 2):
        factory.create_batch(rows)
        with CaptureQueriesContext(connection) as queries:
            response = back_office.get(url, {"q": "sample"})
        counts.append((response.status_code, len(queries)))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("table", "factory"),
    [
        ("employer", EmployerFactory),
        ("expert", AvailableExpertFactory),
        ("preference", PreferenceFactory),
        ("secondment", SecondmentFactory),
        ("pledge", PledgeFactory),
        ("naming", NamingFactory),
        ("lead", LeadFactory),
        ("intake", IntakeFactory),
        ("roleinterest", RoleInterestFactory),
        ("consent", ConsentFactory),
        ("period", PeriodFactory),
        ("staffsheet", StaffSheetFactory),
        ("staffinvitation", StaffInvitationFactory),
    ],
)
def test_a_row_can_be_opened_for_mending(back_office, table, factory):
    row = factory()

    response = back_office.get(reverse(f"admin:secondments_{table}_change", args=[row.pk]))

    assert response.status_code == 200
