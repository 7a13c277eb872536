"""Who somebody is, what stops when they may not sign in, and what would move in a merger."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Field, ForeignKey, Model, Q, QuerySet

from corps.accounts.models import User
from councils.models import Membership, Project, Token
from secondments.matching.models import Proposal
from secondments.models import Secondment
from volunteers.models import Contribution


def found(words: str) -> QuerySet[User]:
    """People by a part of their name or address; all, where nothing is asked."""
    people = User.objects.order_by("name", "pk")
    words = words.strip()
    return people.filter(Q(name__icontains=words) | Q(email__icontains=words)) if words else people


def roles_of(person: User) -> list[tuple[str, str]]:
    """What somebody is here, in words, each with its page; three queries."""
    councils = person.council_memberships.select_related("council")
    bodies = person.organisation_memberships.select_related("organisation")
    roles = [
        (f"{one.get_role_display()}, {one.council}", one.council.get_absolute_url())
        for one in councils
        if one.confirmed_at
    ]
    roles += [
        (f"{one.get_role_display()}, {one.organisation}", one.organisation.get_absolute_url())
        for one in bodies
    ]
    for name in ("expert", "volunteer"):
        own = getattr(person, name, None)
        if own is not None:
            roles.append((name, own.get_absolute_url()))
    return roles


def hold_back(person: User) -> list[str]:
    """What stops, and what stands all the same, once somebody may not sign in."""
    alone = [
        membership.council.name
        for membership in person.council_memberships.filter(
            pk__in=Membership.objects.administrators().values("pk")
        ).select_related("council")
        if Membership.objects.administrators().filter(council=membership.council).count() == 1
    ]
    counted = [
        ("Proposals that wait, and will run out", _proposals(person)),
        ("Secondments that stand all the same", _secondments(person)),
        ("Tasks in hand, released after the usual time", _in_hand(person)),
        ("Tokens for programs, which stop at once", _tokens(person)),
        ("Sign-ins on other devices, which end at once", _sessions(person)),
    ]
    words = [f"{what}: {rows.count()}" for what, rows in counted if rows.exists()]
    words += [f"{name} has no other administrator" for name in alone]
    return words


def _proposals(person: User) -> QuerySet[Proposal]:
    return Proposal.objects.filter(stage=Proposal.Stage.PROPOSED, expert__user=person)


def _secondments(person: User) -> QuerySet[Secondment]:
    return Secondment.objects.live().filter(expert__user=person)


def _in_hand(person: User) -> QuerySet[Contribution]:
    return Contribution.objects.of(person).in_hand()


def _tokens(person: User) -> QuerySet[Token]:
    return Token.objects.filter(membership__user=person, revoked_at=None)


def _sessions(person: User) -> QuerySet[Any]:
    keys = UserSession.objects.filter(user=person).values("session_key")
    return Session.objects.filter(session_key__in=keys)


@dataclass(frozen=True)
class Tie:
    """Rows of one table that name somebody, and would name another after a merger."""

    model: type[Model]
    field: str
    number: int

    @property
    def words(self) -> str:
        """The table and the field, in words."""
        meta = self.model._meta
        name = getattr(meta.get_field(self.field), "verbose_name", self.field)
        return f"{meta.verbose_name_plural}, as {name}"


# Theirs alone: they end with the account rather than move to another one.
ENDED = {"account.emailconfirmation", "mfa.authenticator", "usersessions.usersession"}


def fields_to(model: type[Model]) -> Iterator[Field]:
    """Every field of every table that names a row of this one."""
    for relation in model._meta.get_fields(include_hidden=True):
        field = getattr(relation, "field", None)
        if relation.auto_created and isinstance(field, ForeignKey):
            yield field


def ties_of(row: Model) -> list[Tie]:
    """What names a row, table by table."""
    found = []
    for field in fields_to(type(row)):
        if field.model._meta.label_lower in ENDED:
            continue
        number = field.model._base_manager.filter(**{field.name: row}).count()
        if number:
            found.append(Tie(field.model, field.name, number))
    return found


@dataclass(frozen=True)
class Moving:
    """What goes from a project to the one that stands for both, counted."""

    words: str
    number: int


def moving_with(project: Project) -> list[Moving]:
    """What moves where a project is closed as a duplicate; all else stays with it."""
    counted = [
        ("People who watch it", project.favourites.count()),
        ("Questions that wait for an answer", project.questions.waiting().count()),
        ("Councils that sponsor it too", project.sponsorships.standing().count()),
    ]
    return [Moving(words, number) for words, number in counted if number]


def addresses_of(person: User) -> QuerySet[EmailAddress]:
    """Where somebody is reached."""
    return EmailAddress.objects.filter(user=person).order_by("-primary", "email")
