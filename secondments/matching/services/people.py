"""Who is told of a proposal."""

from collections import defaultdict
from collections.abc import Collection

from corps.accounts.models import User
from corps.organisations.models import Membership as EmployerMembership
from councils.models import Membership
from secondments.matching.models import Proposal


def concerned(proposals: Collection[Proposal]) -> dict[int, list[User]]:
    """By proposal, everybody on its three sides; two queries, however many there are."""
    council_of = {p.pk: p.role.project.council_id for p in proposals}
    employer_of = {p.pk: p.expert.employer_id for p in proposals}
    officers = members_of(set(council_of.values()))
    bosses: dict[int, list[User]] = defaultdict(list)
    for row in EmployerMembership.objects.filter(
        organisation__in=set(employer_of.values())
    ).select_related("user"):
        bosses[row.organisation_id].append(row.user)
    return {
        p.pk: [p.expert.user, *bosses[employer_of[p.pk]], *officers[council_of[p.pk]]]
        for p in proposals
    }


def members_of(councils: Collection[int]) -> dict[int, list[User]]:
    """By council, its confirmed members."""
    members: dict[int, list[User]] = defaultdict(list)
    confirmed = Membership.objects.confirmed().filter(council__in=councils)
    for row in confirmed.select_related("user"):
        members[row.council_id].append(row.user)
    return members
