"""Part a person from their votes for good; the sums stay."""

from django.db import transaction
from django.utils.crypto import get_random_string

from corps.accounts.models import User
from corps.accounts.queries import at_addresses_of
from councils.queries import administrators
from volunteers.consensus import queries
from volunteers.consensus.models import Background, Follow, Participant, Pledge, Reply

GONE = "Somebody who left"


@transaction.atomic
def forget(user: User) -> None:
    """Give the person's votes keys that lead to nobody, and erase what they said of themselves.

    Where they were to be asked for late replies, an administrator of the council is from now on.
    """
    own = list(Participant.objects.filter(pk__in=queries.participants(user)).select_for_update())
    for participant in own:
        participant.key, participant.network = get_random_string(64), ""
    Participant.objects.bulk_update(own, ["key", "network"])
    Background.objects.filter(participant__in=own).delete()
    Follow.objects.filter(user=user).delete()
    if user.name:
        for words in (Pledge, Reply):
            words.objects.filter(by=user, officer_name=user.name).update(officer_name=GONE)
    for pledge in Pledge.objects.filter(at_addresses_of(user, "escalates_to_email")):
        other = administrators(pledge.council).exclude(pk=user.pk).order_by("pk").first()
        pledge.escalates_to = (other.name if other else "") or GONE
        pledge.escalates_to_email = other.email if other else f"left-{user.pk}@people.invalid"
        pledge.save(update_fields=["escalates_to", "escalates_to_email"])
