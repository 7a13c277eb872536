"""What happens when somebody declares an interest."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import record
from corps.organisations.models import Organisation
from councils.contracts.models import Interest
from councils.models import Council


class AlreadyDeclared(Exception):
    """The same interest stands already."""


class AlreadyEnded(Exception):
    """The interest was ended before."""


@transaction.atomic
def declare_interest(
    organisation: Organisation,
    *,
    council: Council,
    kind: str,
    by: User,
    note: str = "",
    on: date | None = None,
) -> Interest:
    """Say that the organisation supplies a council, bids or intends to; its group keeps away."""
    try:
        with transaction.atomic():
            interest = Interest.objects.create(
                organisation=organisation,
                council=council,
                kind=kind,
                note=note,
                declared_by=by,
                declared_on=on or timezone.localdate(),
            )
    except IntegrityError as error:
        if "interest_is_declared_once" not in str(error):
            raise
        raise AlreadyDeclared from error
    _record("contracts.interest_declared", interest, by)
    return interest


@transaction.atomic
def end_interest(interest: Interest, *, by: User, on: date | None = None) -> Interest:
    """Say that the interest is over; it keeps nobody away from that day on."""
    interest = (
        Interest.objects.select_for_update(of=("self",))
        .select_related("organisation", "council")
        .get(pk=interest.pk)
    )
    if interest.ended_on is not None:
        raise AlreadyEnded
    interest.ended_on = on or timezone.localdate()
    interest.save(update_fields=["ended_on"])
    _record("contracts.interest_ended", interest, by)
    return interest


def _record(kind: str, interest: Interest, by: User) -> None:
    organisation = interest.organisation
    tell = organisation.members.all()
    record(kind, about=organisation, by=by, tell=tell, interest=interest)
