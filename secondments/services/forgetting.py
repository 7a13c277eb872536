"""Erase what an expert said of themselves; what was agreed stays, without a name."""

from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from corps.accounts.models import User
from corps.accounts.queries import addresses_of, at_addresses_of
from councils.models import Clearance
from secondments.models import Expert, StaffInvitation, StaffSheet
from secondments.services.pledges import take_back_naming


@transaction.atomic
def forget(user: User) -> None:
    """Take the expert off offer and erase the profile; secondments are kept, as the law asks."""
    StaffInvitation.objects.filter(at_addresses_of(user) | Q(expert__user=user)).delete()
    names = reduce(or_, (Q(rows__icontains=address) for address in addresses_of(user)))
    named = StaffSheet.objects.filter(Q(by=user) | names)
    named.exclude(stage=StaffSheet.Stage.TAKEN).delete()
    named.update(rows=[], faults=[], passed=[])
    expert = Expert.objects.select_for_update().filter(user=user).first()
    if expert is None:
        return
    if expert.stage == Expert.Stage.DRAFT:
        for naming in expert.namings.filter(taken_back_at=None).select_related("pledge"):
            take_back_naming(naming, by=user)
        expert.refresh_from_db()
    if expert.stage == Expert.Stage.AVAILABLE:
        expert.move_to(Expert.Stage.PAUSED)
    expert.headline, expert.home, expert.remote = "", None, False
    expert.available_from = expert.available_until = expert.days_a_week = None
    expert.clearance = Clearance.NONE
    expert.consent_at = expert.consent_by = None
    expert.consent_from = expert.consent_until = expert.consent_days = None
    expert.save()
    expert.boroughs.clear()
    expert.preferences.all().delete()
    expert.interests.all().delete()
    expert.periods.all().delete()
    expert.consents.filter(over_at=None).update(over_at=timezone.now(), over_reason="Forgotten.")
