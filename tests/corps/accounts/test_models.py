"""People have one address each, in lower case."""

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from corps.accounts.models import User

pytestmark = pytest.mark.django_db


def test_an_address_is_kept_in_lower_case():
    user = User.objects.create_user(" Ada@Example.ORG ", name="Ada")

    assert (user.email, str(user)) == ("ada@example.org", "Ada")


def test_nobody_signs_in_with_a_password_that_was_never_given():
    user = User.objects.create_user("ada@example.org")

    assert user.has_usable_password() is False
    assert str(user) == "ada@example.org"


def test_a_password_opens_however_the_address_is_typed(rf):
    User.objects.create_superuser("ada@example.org", "a long password", name="Ada")

    user = authenticate(rf.post("/"), username="ADA@example.org", password="a long password")

    assert (user.get_full_name(), user.get_short_name(), user.is_staff) == ("Ada", "Ada", True)


def test_the_database_keeps_addresses_in_lower_case():
    with pytest.raises(IntegrityError, match="user_address_is_lower_case"), transaction.atomic():
        User.objects.bulk_create([User(email="Ada@example.org")])
