"""How a person comes to exist before they have signed up."""

from allauth.account.models import EmailAddress
from django.db import transaction

from corps.accounts.models import User


@transaction.atomic
def person_at(address: str, *, name: str = "") -> User:
    """The person at an e-mail address; a new one, without password, where nobody is there yet.

    They sign in by a code sent to that address, which also verifies it.
    """
    email = address.strip().lower()
    known = EmailAddress.objects.filter(email__iexact=email).select_related("user").first()
    if known:
        return known.user
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name=name)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=False)
    return user
