"""A person is brought into being by an address, and shares it with nobody."""

import pytest
from allauth.account.models import EmailAddress

from corps.accounts.models import User
from corps.accounts.services import person_at
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_a_new_person_has_no_password_and_an_address_to_verify():
    ada = person_at(" Ada@Lambeth.gov.uk", name="Ada")

    address = EmailAddress.objects.get(user=ada)
    assert (ada.name, ada.email, ada.has_usable_password()) == ("Ada", "ada@lambeth.gov.uk", False)
    assert (address.email, address.primary, address.verified) == (ada.email, True, False)


def test_the_person_is_found_by_any_verified_address():
    ada = UserFactory()
    EmailAddress.objects.create(user=ada, email="ada@lambeth.gov.uk", verified=True)

    assert person_at("ada@lambeth.gov.uk") == ada
    assert person_at("ADA@lambeth.gov.uk") == ada


def test_asking_twice_finds_the_same_person():
    assert person_at("ada@lambeth.gov.uk") == person_at("ada@lambeth.gov.uk")
    assert EmailAddress.objects.count() == 1


def test_who_claimed_the_address_and_never_showed_it_does_not_get_it():
    other = UserFactory()
    EmailAddress.objects.create(user=other, email="ada@lambeth.gov.uk", verified=False)

    ada = person_at("ada@lambeth.gov.uk")

    assert ada != other
    assert [one.user for one in EmailAddress.objects.filter(email=ada.email)] == [ada]


def test_the_password_of_an_unfinished_sign_up_no_longer_opens_the_account():
    begun = User.objects.create_user("ada@lambeth.gov.uk", "chosen by who knows whom")
    EmailAddress.objects.create(user=begun, email=begun.email, verified=False, primary=True)

    ada = person_at("ada@lambeth.gov.uk")

    assert (ada, ada.has_usable_password()) == (begun, False)


def test_the_password_of_who_was_made_by_hand_is_left_alone():
    staff = User.objects.create_superuser("staff@corps.example", "a long enough password")

    assert person_at("staff@corps.example").has_usable_password() is True
    assert EmailAddress.objects.get(user=staff).primary is True
