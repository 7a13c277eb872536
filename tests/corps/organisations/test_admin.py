import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corps.organisations.models import Organisation
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    GroupClaimFactory,
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    QuestionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def back_office(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize(
    ("table", "factory"),
    [
        ("organisation", OrganisationFactory),
        ("membership", MembershipFactory),
        ("invitation", InvitationFactory),
        ("question", QuestionFactory),
        ("groupclaim", GroupClaimFactory),
    ],
)
def test_a_table_asks_as_much_for_three_rows_as_for_one(back_office, table, factory):
    url, counts = reverse(f"admin:organisations_{table}_changelist"), []
    back_office.get(url)  # warms what is cached for good

    for rows in (1, 2):
        factory.create_batch(rows)
        with CaptureQueriesContext(connection) as queries:
            response = back_office.get(url, {"q": "sample"})
        counts.append((response.status_code, len(queries)))

    assert counts[0] == counts[1]


def change(back_office, organisation, **typed):
    url = reverse("admin:organisations_organisation_change", args=[organisation.pk])
    kept = {
        "company_number": organisation.company_number,
        "name": organisation.name,
        "group": "",
        "stage": organisation.stage,
        "stage_reason": "",
    }
    return back_office.post(url, kept | typed)


def errors(response):
    return dict(response.context["adminform"].form.errors)


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        ("secondments:employer", {"company_number": ["Enter the company number of an employer"]}),
        ("volunteers:charity", None),
    ],
)
def test_a_charity_alone_may_have_no_company_number(back_office, page, wrong):
    organisation = OrganisationFactory(page=page)

    response = change(back_office, organisation, company_number="")

    organisation.refresh_from_db()
    assert (organisation.company_number is None) == (wrong is None)
    assert wrong is None or errors(response) == wrong


def test_a_group_is_given_by_its_head(back_office):
    head, organisation = OrganisationFactory.create_batch(2)

    response = change(back_office, organisation, group=head.pk, company_number="1234567")

    changed = Organisation.objects.get(pk=organisation.pk)
    assert (response.status_code, changed.group, changed.company_number) == (
        302,
        head,
        "01234567",
    )


def test_an_organisation_may_be_in_no_group(back_office):
    organisation = OrganisationFactory(group=OrganisationFactory())

    change(back_office, organisation)

    assert Organisation.objects.get(pk=organisation.pk).group is None


def test_a_member_of_a_group_is_no_head_of_another(back_office):
    head = OrganisationFactory(name="Head Ltd")
    middle = OrganisationFactory(name="Middle Ltd", group=head)

    response = change(back_office, OrganisationFactory(), group=middle.pk)

    assert errors(response) == {
        "group": ["Middle Ltd belongs to a group: choose its head, Head Ltd"]
    }


def test_the_head_of_a_group_joins_no_other(back_office):
    head = OrganisationFactory()
    OrganisationFactory(group=head)

    response = change(back_office, head, group=OrganisationFactory().pk)

    assert errors(response) == {"group": ["This one heads a group: move its subsidiaries first"]}
