"""As what a person acts: the places of the header, and what waits for them."""

from collections import Counter
from dataclasses import dataclass
from functools import reduce

from django.conf import settings
from django.urls import reverse

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


def roles(user: User) -> list[Role]:
    """All that a person is, a resident last: with one query for each side."""
    expert, volunteer = _themselves(user)
    found = [*_of_councils(user), *_of_organisations(user)]
    if expert:
        found.append(
            Role("expert", "Expert", doors=(("My profile", "secondments:expert", expert),))
        )
    if volunteer:
        found.append(Role("volunteer", "Volunteer", doors=(("My work", "volunteers:work", None),)))
    if user.is_staff:
        found.append(Role("staff", "Corps staff", doors=_duties()))
    return [*found, Role("resident", "Resident")]


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


def _of_councils(user: User) -> list[Role]:
    own = Membership.objects.confirmed().filter(user=user).select_related("council")
    return [
        Role(
            "council",
            f"{one.get_role_display()}, {one.council}",
            one.council_id,
            (
                (one.council.name, "councils:members", one.council.slug),
                *(
                    [("Savings to verify", "savings:verifications", None)]
                    if one.role == Membership.Role.FINANCE
                    else []
                ),
            ),
        )
        for one in own.order_by("council__name")
    ]


def _of_organisations(user: User) -> list[Role]:
    """As employer, and as charity: an organisation may be both."""
    own = user.organisation_memberships.order_by("organisation__name", "organisation").values_list(
        "organisation__name", "organisation__employer", "organisation__charity"
    )
    found = [
        Role("employer", f"Employer, {name}", pk, ((name, "secondments:employer", pk),))
        for name, pk, _charity in own
        if pk
    ]
    return found + [
        Role("charity", f"Charity, {name}", pk, ((name, "volunteers:charity", pk),))
        for name, _employer, pk in own
        if pk
    ]


def _themselves(user: User) -> tuple[int | None, int | None]:
    """The key of the expert and of the volunteer that somebody is."""
    own = User.objects.filter(pk=user.pk).values_list("expert", "volunteer")
    return own.first() or (None, None)


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
    return asked.of_roles({role.kind for role in found})


def waiting_as(waiting: Waits, chosen: Role | None) -> Waits:
    """What of it waits for the person in the role that was chosen."""
    return waiting.asked_as(chosen.kind, chosen.pk) if chosen else waiting
