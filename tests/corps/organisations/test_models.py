import pytest
from django.db import IntegrityError, transaction

from corps.organisations.models import Organisation
from corps.stages import IllegalMove
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db

Stage = Organisation.Stage


def refused(constraint, make):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()
    return True


def test_a_company_number_belongs_to_one_organisation():
    first = OrganisationFactory()

    assert refused(
        "company_number", lambda: OrganisationFactory(company_number=first.company_number)
    )


@pytest.mark.parametrize("number", ["1234567", "0123456a", "SC 12345", ""])
def test_a_number_is_eight_capitals_or_figures(number):
    assert refused(
        "organisation_has_a_number_of_eight", lambda: OrganisationFactory(company_number=number)
    )


def test_an_employer_has_a_company_number():
    assert refused(
        "employer_has_a_company_number", lambda: OrganisationFactory(company_number=None)
    )


def test_charities_without_a_company_number_stand_beside_each_other():
    page = "volunteers:charity"

    made = [OrganisationFactory(company_number=None, page=page) for _ in range(2)]

    assert [one.company_number for one in made] == [None, None]


def test_an_organisation_heads_no_group_of_itself():
    organisation = OrganisationFactory()
    organisation.group = organisation

    assert refused("organisation_heads_no_group_of_itself", organisation.save)


def test_a_person_is_a_member_once():
    member = MembershipFactory()

    assert refused(
        "organisation_has_a_member_once",
        lambda: MembershipFactory(organisation=member.organisation, user=member.user),
    )


def test_an_address_is_invited_once_at_a_time():
    first = InvitationFactory(email="ada@company.example")

    assert refused(
        "organisation_invites_an_address_once",
        lambda: InvitationFactory(organisation=first.organisation, email="Ada@company.example"),
    )


ALLOWED = {
    (Stage.APPLIED, Stage.VERIFIED),
    (Stage.APPLIED, Stage.REFUSED),
    (Stage.VERIFIED, Stage.REFUSED),
    (Stage.REFUSED, Stage.VERIFIED),
    (Stage.REFUSED, Stage.APPLIED),
    (Stage.VERIFIED, Stage.SUSPENDED),
    (Stage.SUSPENDED, Stage.VERIFIED),
    (Stage.SUSPENDED, Stage.REFUSED),
}


@pytest.mark.parametrize("old", Stage)
@pytest.mark.parametrize("new", Stage)
def test_an_organisation_moves_along_its_table_alone(old, new):
    organisation = OrganisationFactory.build(stage=old)

    try:
        organisation.move_to(new)
    except IllegalMove:
        moved = False
    else:
        moved = True

    assert moved == ((old, new) in ALLOWED)


def test_people_see_their_own_organisations_and_corps_staff_see_all():
    mine, other = OrganisationFactory.create_batch(2)
    member = MembershipFactory(organisation=mine).user

    seen = [
        set(Organisation.objects.visible_to(user)) for user in (member, UserFactory(is_staff=True))
    ]

    assert seen == [{mine}, {mine, other}]


def test_corps_staff_have_checked_those_that_are_verified():
    checked = OrganisationFactory(stage=Stage.VERIFIED)
    OrganisationFactory()

    assert list(Organisation.objects.verified()) == [checked]


def test_a_group_is_known_by_its_head():
    head = OrganisationFactory()
    subsidiary = OrganisationFactory(group=head)

    assert (head.group_id_or_own, subsidiary.group_id_or_own) == (head.pk, head.pk)
