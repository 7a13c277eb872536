"""Who belongs to which council."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from corps.accounts.models import User
from councils.maths import domains_of
from councils.models import (
    CoOwner,
    Council,
    CouncilDomain,
    Invitation,
    Membership,
    Project,
)

# Projects that somebody has to answer for: also completed ones, which are asked about again.
RUNNING = [
    stage
    for stage in Project.Stage
    if stage not in {Project.Stage.WITHDRAWN, Project.Stage.CANCELLED}
]


def verified_addresses(user: User) -> set[str]:
    """The addresses a person has shown to be theirs, in lower case."""
    if not user.is_authenticated:
        return set()
    addresses = EmailAddress.objects.filter(user=user, verified=True)
    return {email.lower() for email in addresses.values_list("email", flat=True)}


def councils_by_address(user: User) -> QuerySet[Council]:
    """Councils on whose domain the person has a verified address; several may share one."""
    known = set(CouncilDomain.objects.values_list("domain", flat=True))
    theirs = {
        domain for address in verified_addresses(user) for domain in domains_of(address, known)
    }
    return Council.objects.filter(domains__domain__in=theirs).distinct()


def is_address_of(address: str, council: Council) -> bool:
    """Whether an address is on one of the council's own domains."""
    return bool(domains_of(address, council.domains.values_list("domain", flat=True)))


def is_member(user: User, council: Council) -> bool:
    """Whether a person acts for the council, confirmed."""
    return Membership.objects.confirmed().filter(user=user, council=council).exists()


def members(council: Council) -> QuerySet[User]:
    """Those who act for the council."""
    confirmed = Membership.objects.confirmed().filter(council=council)
    return User.objects.filter(pk__in=confirmed.values("user"))


def administrators(council: Council) -> QuerySet[User]:
    """Those who run the council's list."""
    found = Membership.objects.administrators().filter(council=council)
    return User.objects.filter(pk__in=found.values("user"))


def owner(project: Project) -> User | None:
    """Who answers for a project first; nobody, where who did has left and none took it over."""
    return project.owner or (None if project.ownerless_since else project.author)


def owners(project: Project) -> QuerySet[User]:
    """Owner and co-owners who act for the council; its administrators, where there is none."""
    first = owner(project)
    own = [*([first.pk] if first else []), *project.co_owners.values_list("user", flat=True)]
    found = members(project.council).filter(pk__in=own)
    return found if found.exists() else administrators(project.council)


def is_over(invitation: Invitation) -> bool:
    """Whether an invitation was accepted or is too old to be."""
    oldest = timezone.now() - timedelta(days=settings.INVITATION_DAYS)
    return invitation.accepted_at is not None or invitation.sent_at < oldest


def held_by(user: User, council: Council) -> tuple[list[Project], list[CoOwner]]:
    """What a member of a council has to hand over: projects they own, and those they share."""
    first = Q(owner=user) | Q(owner=None, ownerless_since=None, author=user)
    owned = council.projects.filter(first, stage__in=RUNNING).order_by("pk")
    shared = CoOwner.objects.filter(user=user, project__council=council)
    return list(owned), list(shared.select_related("project", "user").order_by("project"))


def at_home() -> list[int]:
    """Ids of memberships whose person has a verified address on their council's domain."""
    domains: dict[int, list[str]] = {}
    for council, domain in CouncilDomain.objects.values_list("council", "domain"):
        domains.setdefault(council, []).append(domain)
    confirmed = Membership.objects.confirmed().filter(user__is_active=True)
    addresses: dict[int, list[str]] = {}
    verified = EmailAddress.objects.filter(verified=True, user__in=confirmed.values("user"))
    for user, email in verified.values_list("user", "email"):
        addresses.setdefault(user, []).append(email)
    return [
        pk
        for pk, council, user in confirmed.values_list("pk", "council", "user")
        if any(domains_of(email, domains.get(council, ())) for email in addresses.get(user, ()))
    ]


def review_due_at(council: Council) -> datetime | None:
    """When the council's administrators should look through its people; never, if it has none."""
    since = (
        council.reviewed_at
        or (
            Membership.objects.administrators()
            .filter(council=council)
            .aggregate(first=Min("confirmed_at"))["first"]
        )
    )
    return since + timedelta(days=settings.PEOPLE_REVIEW_DAYS) if since else None
