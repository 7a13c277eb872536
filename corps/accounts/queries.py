"""Who is who."""

from django.db.models import QuerySet

from corps.accounts.models import User


def corps_staff() -> QuerySet[User]:
    """Those who run the corps."""
    return User.objects.filter(is_staff=True, is_active=True)
