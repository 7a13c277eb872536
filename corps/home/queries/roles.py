"""As what a person acts: the places of the header, and what waits for them."""

from collections import Counter
from dataclasses import dataclass
from functools import reduce

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

import corps.casework.queries
import corps.savings.queries
import councils.queries
import secondments.matching.queries
import secondments.queries
import volunteers.consensus.queries
import volunteers.queries
from corps.accounts.models import User
from corps.notifications.queries import Waits
from councils.models import Membership

MOST = 3  # councils, companies or charities that the header names

# Every page asks this, so it is one question, and no part of it is put together anew.
SAID_OF = """
SELECT 'council', council.id, council.name, council.slug, own.role
  FROM councils_membership own JOIN councils_council council ON council.id = own.council_id
 WHERE own.user_id = %(user)s AND own.confirmed_at IS NOT NULL
UNION ALL
SELECT 'employer', employer.organisation_id, organisation.name, '', ''
  FROM organisations_membership own
  JOIN organisations_organisation organisation ON organisation.id = own.organisation_id
  JOIN secondments_employer employer ON employer.organisation_id = own.organisation_id
 WHERE own.user_id = %(user)s
UNION ALL
SELECT 'charity', charity.organisation_id, organisation.name, '', ''
  FROM organisations_membership own
  JOIN organisations_organisation organisation ON organisation.id = own.organisation_id
  JOIN volunteers_charity charity ON charity.organisation_id = own.organisation_id
 WHERE own.user_id = %(user)s
UNION ALL
SELECT 'expert', id, '', '', '' FROM secondments_expert WHERE user_id = %(user)s
UNION ALL
SELECT 'volunteer', user_id, '', '', '' FROM volunteers_volunteer WHERE user_id = %(user)s
UNION ALL
SELECT 'unread', count(*), '', '', ''
  FROM notifications_notification WHERE to_id = %(user)s AND read_at IS NULL
UNION ALL
SELECT 'sample', 1, '', '', '' WHERE EXISTS (SELECT FROM councils_project WHERE is_sample)
ORDER BY 3, 2
"""


@dataclass(frozen=True)
class Door:
    """A link in the header, for those to whom it leads somewhere."""

    label: str
    url: str
    current: bool


Place = tuple[str, str, str | int | None]  # what a door says, its page's name and its page's key


@dataclass(frozen=True)
class Role:
    """Something that a person is here: it changes what home shows, and never what they may do."""

    kind: str  # council, employer, charity, expert, volunteer, resident or staff
    label: str
    pk: int | None = None
    doors: tuple[Place, ...] = ()

    @property
    def key(self) -> str:
        """By what the choice is kept in the session."""
        return f"{self.kind}:{self.pk}" if self.pk else self.kind


@dataclass(frozen=True)
class Header:
    """What a page says at its top to somebody who is signed in."""

    roles: list[Role]
    unread: int
    sample_data: bool


def header(user: User) -> Header:
    """All that a person is, a resident last, and how many notices they have not read."""
    with connection.cursor() as cursor:
        cursor.execute(SAID_OF, {"user": user.pk})
        said = cursor.fetchall()
    of: dict[str, list[tuple[int, str, str, str]]] = {}
    for kind, *rest in said:
        of.setdefault(kind, []).append(tuple(rest))
    found = [_of_council(*one) for one in of.get("council", [])]
    for kind in ("employer", "charity", "expert", "volunteer"):
        found += [_of(kind, pk, name) for pk, name, _slug, _role in of.get(kind, [])]
    if user.is_staff:
        found.append(Role("staff", "Corps staff", doors=_duties()))
    return Header([*found, Role("resident", "Resident")], of["unread"][0][0], "sample" in of)


def roles(user: User) -> list[Role]:
    """All that a person is, a resident last."""
    return header(user).roles


def acting_as(found: list[Role], key: str | None) -> Role | None:
    """The role that was chosen, while the person still has it; nothing stands for all of them."""
    return next((role for role in found if role.key == key), None)


def doors(found: list[Role], chosen: Role | None, path: str) -> list[Door]:
    """The places of a signed-in person, by what they are; none for who is nothing yet."""
    shown = [chosen] if chosen else found
    places = [place for role in shown for place in role.doors]
    if any(role.kind not in {"resident", "volunteer"} for role in shown):
        places.insert(0, ("Proposals", "matching:proposals", None))
    named: Counter[str] = Counter()
    urls: dict[str, str] = {}
    for label, name, key in dict.fromkeys(places):
        named[name] += 1
        if named[name] <= MOST:
            urls[reverse(name, args=[key] if key else [])] = label
    return [Door(label, url, path == url) for url, label in urls.items()]


def _of_council(pk: int, name: str, slug: str, role: str) -> Role:
    verifies: list[Place] = []
    if role == Membership.Role.FINANCE:
        verifies = [("Savings to verify", "savings:verifications", None)]
    label = f"{Membership.Role(role).label}, {name}"
    return Role("council", label, pk, ((name, "councils:members", slug), *verifies))


def _of(kind: str, pk: int, name: str) -> Role:
    """What somebody is for an organisation, which may be both, or for themselves."""
    match kind:
        case "employer":
            return Role(kind, f"Employer, {name}", pk, ((name, "secondments:employer", pk),))
        case "charity":
            return Role(kind, f"Charity, {name}", pk, ((name, "volunteers:charity", pk),))
        case "expert":
            return Role(kind, "Expert", doors=(("My profile", "secondments:expert", pk),))
    return Role(kind, "Volunteer", doors=(("My work", "volunteers:work", None),))


def _duties() -> tuple[Place, ...]:
    """What corps staff look after."""
    outbox: list[Place] = [] if settings.MAIL_SERVER else [("Outbox", "notifications:outbox", None)]
    return (
        ("Casework", "casework:stuck", None),
        ("Councils", "councils:directory", None),
        ("Employers", "secondments:employers", None),
        *outbox,
    )


def waiting_for(user: User, found: list[Role]) -> Waits:
    """All that waits for a person who has these roles, oldest first."""
    sides = (
        councils.queries,
        corps.savings.queries,
        secondments.queries,
        secondments.matching.queries,
        volunteers.queries,
        volunteers.consensus.queries,
        corps.casework.queries,
    )
    asked = reduce(Waits.__add__, (side.waiting_for(user) for side in sides))
    kinds = {role.kind for role in found}
    known_as = (user.pk, timezone.localdate(), *sorted(role.key for role in found))
    return Waits(asked.of_roles(kinds).piles, known_as)


def waiting_as(waiting: Waits, chosen: Role | None) -> Waits:
    """What of it waits for the person in the role that was chosen."""
    return waiting.asked_as(chosen.kind, chosen.pk) if chosen else waiting
