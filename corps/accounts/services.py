"""How a person comes to exist before they have signed up."""

from allauth.account.models import EmailAddress
from django.db import transaction

from corps.accounts.models import User


@transaction.atomic
def person_at(address: str, *, name: str = "") -> User:
    """The person at an e-mail address; a new one, without password, where nobody is there yet.

    They sign in by a code sent to that address, which also verifies it. What others did with an
    address that they never showed to be theirs is undone: else they would share the account.
    """
    email = address.strip().lower()
    claims = EmailAddress.objects.filter(email__iexact=email).select_related("user")
    if known := claims.filter(verified=True).first():
        return known.user
    claims.exclude(user__email=email).delete()
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name=name)
    if claims.filter(user=user).exists() and user.has_usable_password():
        user.set_unusable_password()
        user.save(update_fields=["password"])
    is_first = not EmailAddress.objects.filter(user=user, primary=True).exists()
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"primary": is_first})
    return user
