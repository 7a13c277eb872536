"""What all apps keep about a person, and what keeps them from leaving."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

import corps.accounts.queries
import corps.casework.queries
import corps.notifications.queries
import corps.organisations.queries
import corps.savings.queries
import corps.skills.queries
import councils.contracts.queries
import councils.queries
import secondments.matching.queries
import secondments.queries
import volunteers.consensus.queries
import volunteers.queries
from corps.accounts.models import User
from corps.notifications.queries import Obstacle

About = Callable[[User], dict[str, Any]]

# What a person calls it, and who tells; each app adds what it keeps to its own answer.
PARTS: dict[str, About] = {
    "account": corps.accounts.queries.about,
    "notices and messages": corps.notifications.queries.about,
    "companies and charities": corps.organisations.queries.about,
    "skills": corps.skills.queries.about,
    "councils": councils.queries.about,
    "contracts": councils.contracts.queries.about,
    "secondments": secondments.queries.about,
    "proposals": secondments.matching.queries.about,
    "volunteering": volunteers.queries.about,
    "conversations": volunteers.consensus.queries.about,
    "savings": corps.savings.queries.about,
    "complaints": corps.casework.queries.about,
}

# What is erased when a person leaves, and what stays because the law asks for it.
FATES: dict[str, tuple[str, str]] = {
    "account": ("Name, addresses, password, second factors, devices", "A row without a name"),
    "notices and messages": (
        "Your inbox, saved searches, the words of your messages",
        "That something happened and when, without your name: public bodies must show it",
    ),
    "companies and charities": ("Whom you act for, invitations to you", ""),
    "skills": ("All", ""),
    "councils": (
        "Whom you act for, keys for programs, your name as a contact",
        "Projects, and that they were approved: they bind the council",
    ),
    "contracts": ("", "Interests that you declared: procurement law asks for them"),
    "secondments": (
        "Your profile, preferences and dates",
        "Secondments, without your name: agreements are kept for six years after their end",
    ),
    "proposals": ("What still waits is withdrawn", "Past proposals, without your name"),
    "volunteering": (
        "Profile, record, certificates, work in hand, names of files",
        "Accepted work, under the licence that you agreed to; suggestions, without your name",
    ),
    "conversations": (
        "What you said of yourself, whom you follow, and every way from a vote back to you",
        "Votes and statements, as nobody’s",
    ),
    "complaints": (
        "The words of what you complained of, notes of corps staff about you",
        "That it was made and answered",
    ),
    "savings": (
        "Your name and address as the responsible officer",
        "Claims and decisions: money is accounted for, without your name",
    ),
}


@dataclass(frozen=True)
class Part:
    """One part of what is kept: how many things, and what becomes of them when a person leaves."""

    name: str
    count: int
    erased: str
    kept: str


def parts_about(user: User) -> list[Part]:
    """What is kept about a person, part by part."""
    return [Part(name, _size(about(user)), *FATES[name]) for name, about in PARTS.items()]


def gather(user: User) -> Iterator[tuple[str, dict[str, Any]]]:
    """All that is kept about a person, part by part."""
    for name, about in PARTS.items():
        yield name, about(user)


def _size(found: Any) -> int:
    """How many rows there are in what was found; a row of plain values is one."""
    if isinstance(found, dict):
        inner = sum(_size(each) for each in found.values() if isinstance(each, list | dict))
        return inner or int(any(not isinstance(each, list | dict) for each in found.values()))
    return len(found)


def obstacles(user: User) -> list[Obstacle]:
    """What others would be left with if a person went now, and the way out of each."""
    sides = (corps.organisations.queries, councils.queries, secondments.queries)
    found = [each for side in sides for each in side.obstacles(user)]
    if user.is_staff and not corps.accounts.queries.corps_staff().exclude(pk=user.pk).exists():
        found.append(Obstacle("Nobody else runs the corps.", reverse("admin:index")))
    return found
