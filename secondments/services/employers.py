"""What happens to employers."""

from django.db import transaction

from corps.accounts.models import User
from corps.organisations import services as organisations
from corps.organisations.models import Organisation
from corps.organisations.permissions import can_act_for_organisation
from secondments.models import Employer, Expert
from secondments.services.consents import withdraw_consent


@transaction.atomic
def register_employer(
    *,
    by: User,
    company_number: str,
    name: str,
    group: Organisation | None = None,
    unknown_group: str = "",
) -> Employer:
    """Enter a company that would second its staff.

    Where it is here already, but not as an employer, its own people alone can make it one.
    """
    try:
        organisation = organisations.register(
            by=by,
            company_number=company_number,
            name=name,
            group=group,
            unknown_group=unknown_group,
        )
    except organisations.AlreadyRegistered as known:
        if not can_act_for_organisation(by, known.organisation):
            raise
        organisation = known.organisation
    return Employer.objects.get_or_create(organisation=organisation)[0]


def verify_employer(employer: Employer, *, by: User) -> None:
    """Say that the company is what it says it is."""
    organisations.verify(employer.organisation, by=by)


@transaction.atomic
def refuse_employer(employer: Employer, *, by: User, reason: str) -> None:
    """Say that the company may not take part; whatever it has consented to is withdrawn with it."""
    organisations.refuse(employer.organisation, by=by, reason=reason)
    for expert in Expert.objects.filter(employer=employer, consent_at__isnull=False):
        withdraw_consent(expert, by=by, reason=f"{employer} was refused: {reason}")


def suspend_employer(employer: Employer, *, by: User, reason: str) -> None:
    """Let the company take part no longer until it is reinstated: its consents are kept.

    Secondments stand. Proposals that wait are taken back by the clock, which looks at the stage.
    """
    organisations.suspend(employer.organisation, by=by, reason=reason)


def reinstate_employer(employer: Employer, *, by: User) -> None:
    """Let the company take part again."""
    organisations.reinstate(employer.organisation, by=by)
