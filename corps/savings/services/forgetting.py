"""Name nobody who left as responsible for a saving; what was claimed and decided stays."""

from django.db import transaction
from django.db.models import Q

from corps.accounts.models import User
from corps.accounts.queries import at_addresses_of
from corps.savings.models import Benefit

GONE = "Somebody who left"


@transaction.atomic
def forget(user: User) -> None:
    """Take name and address of the responsible officer away; money is accounted for without."""
    named = at_addresses_of(user, "officer_email")
    if user.name:
        named |= Q(officer_name__iexact=user.name)
    Benefit.objects.filter(named).update(officer_name=GONE, officer_email="")
