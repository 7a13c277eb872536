"""The people of the story: staff, officers, employers, experts, volunteers: plainly samples."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from allauth.account.models import EmailAddress

from corps.accounts.models import User
from corps.organisations import services as organisations
from corps.skills.models import RoleCard
from councils import services as councils
from councils.contracts import services as contracts
from councils.contracts.models import Interest
from councils.models import Clearance, Council, Membership
from secondments import services as secondments
from secondments.models import Employer, Expert

EMPLOYERS = 12
EXPERTS = 200


@dataclass
class Cast:
    """Everybody, once they have joined."""

    today: date
    chance: Random
    staff: User
    officers: dict[str, User] = field(default_factory=dict)
    approvers: dict[str, User] = field(default_factory=dict)
    finance: dict[str, User] = field(default_factory=dict)
    employers: list[Employer] = field(default_factory=list)
    experts: list[Expert] = field(default_factory=list)
    volunteers: list[User] = field(default_factory=list)


def person(name: str, email: str, **fields) -> User:
    """A sample person whose address is verified; nobody can sign in without a password."""
    user = User.objects.create_user(email, name=name, is_sample=True, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def gather(today: date, seed: int) -> Cast:
    """The corps' own staff, with whom everything begins."""
    staff = person("Sample corps staff", "staff@corps.example", is_staff=True)
    return Cast(today=today, chance=Random(seed), staff=staff)  # noqa: S311 - a story, no secret


def found_council(cast: Cast, code: str) -> None:
    """Corps staff invite an administrator, who confirms an officer, an approver and finance."""
    council = Council.objects.get(code=code)
    domain = council.domains.order_by("pk")[0].domain
    administrator = person(f"Sample administrator, {council}", f"administrator@sample.{domain}")
    invitation = councils.invite_administrator(council, email=administrator.email, by=cast.staff)
    councils.accept_invitation(invitation, user=administrator)
    for role, kept in (
        (Membership.Role.OFFICER, cast.officers),
        (Membership.Role.APPROVER, cast.approvers),
        (Membership.Role.FINANCE, cast.finance),
    ):
        user = person(f"Sample {role}, {council}", f"{role}@sample.{domain}")
        asked = councils.join_council(council, user=user)
        councils.confirm_member(asked, by=administrator, role=role)
        kept[code] = user


def found_employers(cast: Cast) -> None:
    """A dozen companies register and are verified; the last one supplies Lambeth."""
    for number in range(1, EMPLOYERS + 1):
        boss = person(f"Sample employer {number}", f"people@company{number}.example")
        employer = secondments.register_employer(
            by=boss, company_number=f"999999{number:02}", name=f"Sample Company {number} Ltd"
        )
        organisations.verify(employer.organisation, by=cast.staff)
        cast.employers.append(employer)
    contracts.declare_interest(
        cast.employers[-1].organisation,
        council=Council.objects.get(code="LBH"),
        kind=Interest.Kind.SUPPLIES,
        by=cast.employers[-1].organisation.members.get(),
        note="Sample: runs the planning back office.",
        on=cast.today,
    )


def found_experts(cast: Cast) -> None:
    """Two hundred experts offer themselves, and their employers consent."""
    cards = list(
        RoleCard.objects.select_related("framework_role").prefetch_related(
            "framework_role__role_skills"
        )
    )
    boroughs = list(Council.objects.prefetch_related("neighbours"))
    for number in range(1, EXPERTS + 1):
        employer = cast.employers[number % EMPLOYERS]
        cast.experts.append(
            _found_expert(cast, number, employer, cards[number % len(cards)], boroughs)
        )


def _found_expert(
    cast: Cast, number: int, employer: Employer, card: RoleCard, boroughs: list[Council]
) -> Expert:
    user = person(f"Sample expert {number:03}", f"expert{number:03}@{_host(employer)}")
    home = cast.chance.choice(boroughs)
    role = card.framework_role
    expert = secondments.begin_profile(user=user, employer=employer)
    expert = secondments.edit_profile(
        expert,
        by=user,
        headline=role.level,
        available_from=cast.today - timedelta(days=cast.chance.randrange(30)),
        available_until=cast.today + timedelta(days=cast.chance.randrange(200, 500)),
        days_a_week=Decimal(cast.chance.choice([2, 3, 3, 4, 5])),
        remote=cast.chance.random() < 0.7,
        home=home,
        clearance=cast.chance.choice([Clearance.NONE, Clearance.NONE, Clearance.BPSS]),
        boroughs=[home, *cast.chance.sample(boroughs, 6)],
    )
    held = [
        (need.skill_id, min(4, max(1, need.level + cast.chance.choice([-1, 0, 0, 1]))))
        for need in role.role_skills.all()
    ]
    secondments.set_skills(expert, by=user, held=held, wanted=[])
    expert = secondments.offer(expert, by=user)
    secondments.consent(expert, by=employer.organisation.members.get())
    return expert


def _host(employer: Employer) -> str:
    number = employer.organisation.company_number or "0"
    return f"company{int(number[-2:])}.example"
