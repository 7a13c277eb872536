"""Erase what a volunteer said of themselves; work that was accepted stays, without a name."""

from functools import partial

from django.db import transaction

from corps.accounts.models import User
from volunteers.models import Certificate, Contribution, Favourite, Record, Suggestion, Volunteer
from volunteers.services.claims import hand_back


@transaction.atomic
def forget(user: User) -> None:
    """Hand back what is in hand, erase profile, record, certificates and the names of files.

    What was accepted is the asker's by the contributor licence; suggestions are owed an answer and
    lose their author's name.
    """
    for contribution in Contribution.objects.of(user).in_hand():
        hand_back(contribution, by=user, reason="The volunteer has left.")
    work = Contribution.objects.of(user)
    released = work.filter(stage=Contribution.Stage.RELEASED)
    for contribution in released.exclude(evidence_file=""):
        file = contribution.evidence_file
        transaction.on_commit(partial(file.storage.delete, str(file.name)))
    released.update(evidence="", evidence_link="", evidence_file="")
    work.update(evidence_name="", endorsement="")
    Record.objects.filter(volunteer=user.pk).delete()
    Certificate.objects.filter(volunteer=user.pk).delete()
    Favourite.objects.filter(user=user).delete()
    Suggestion.objects.filter(by=user).update(show_name=False)
    Volunteer.objects.filter(user=user).update(
        about="", interests="", hours_a_week=None, organisation=None, is_public=False
    )
