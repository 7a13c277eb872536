from datetime import date

import pytest

from councils.contracts import queries
from tests.factories.contracts import InterestFactory
from tests.factories.councils import CouncilFactory
from tests.factories.organisations import OrganisationFactory

pytestmark = pytest.mark.django_db

DAY = date(2027, 3, 3)


def test_what_one_company_declares_keeps_its_whole_group_away():
    head = OrganisationFactory()
    declares, sister = OrganisationFactory.create_batch(2, group=head, stage="verified")
    council = CouncilFactory()
    InterestFactory(organisation=declares, council=council, declared_on=DAY)

    concerned = [
        queries.has_conflict(one, council, DAY)
        for one in (head, declares, sister, OrganisationFactory())
    ]

    assert (concerned, queries.conflicts(DAY)) == (
        [True, True, True, False],
        {(head.pk, council.pk)},
    )


def test_a_company_that_nobody_has_checked_keeps_no_other_away():
    head = OrganisationFactory(stage="verified")
    stranger = OrganisationFactory(group=head)
    council = CouncilFactory()
    InterestFactory(organisation=stranger, council=council, declared_on=DAY)

    assert queries.has_conflict(head, council, DAY) is False
    assert queries.conflicts(DAY) == set()


def test_an_organisation_of_no_group_stands_for_itself():
    interest = InterestFactory(declared_on=DAY)

    assert queries.conflicts(DAY) == {(interest.organisation_id, interest.council_id)}


def test_two_interests_in_one_council_are_one_conflict():
    first = InterestFactory(declared_on=DAY)
    InterestFactory(
        organisation=first.organisation, council=first.council, kind="bids", declared_on=DAY
    )

    assert len(queries.conflicts(DAY)) == 1


def test_an_interest_in_another_council_keeps_nobody_away():
    interest = InterestFactory(declared_on=DAY)
    elsewhere = CouncilFactory()

    assert queries.has_conflict(interest.organisation, elsewhere, DAY) is False


def test_what_has_ended_keeps_nobody_away():
    InterestFactory(declared_on=date(2027, 1, 1), ended_on=DAY)

    assert queries.conflicts(DAY) == set()


def test_conflicts_of_all_london_take_one_query(django_assert_num_queries):
    InterestFactory.create_batch(3, declared_on=DAY)

    with django_assert_num_queries(1):
        found = queries.conflicts(DAY)

    assert len(found) == 3
