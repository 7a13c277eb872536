"""One small world in which everybody who may knock on a door exists once."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.utils import timezone

from corps.accounts.models import User
from corps.organisations.models import Membership as OrganisationMembership
from corps.organisations.models import Organisation
from corps.skills.models import Holding, Skill
from councils.models import Council, Membership, Need, Project, Role
from secondments.models import Employer, Expert

IDENTITIES = (
    "anonymous",
    "officer",  # of the council whose rows are asked for; wrote its projects
    "approver",
    "administrator",
    "other_officer",  # of another council
    "employer",  # acts for the expert's employer
    "other_employer",
    "expert",
    "other_expert",  # of the other employer
    "corps_staff",
)


def person(name: str, email: str, **fields) -> User:
    """A person whose address is verified."""
    user = User.objects.create_user(email, name=name, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@dataclass
class World:
    """The people by identity, and the rows that they meet over."""

    people: dict[str, User] = field(default_factory=dict)
    council: Council = None
    other_council: Council = None
    projects: dict[str, Project] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def client(self, identity: str) -> Client:
        """A browser of one's own, in which whoever is not anonymous has signed in."""
        client = Client()
        if identity in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[identity]
        elif identity != "anonymous":
            client.force_login(self.people[identity])
            self.sessions[identity] = client.session.session_key
        return client

    def project(self, stage: str) -> Project:
        """The officer's project at this stage, ready for a host, with one role of one place."""
        if stage not in self.projects:
            self.projects[stage] = self._project(stage)
        return self.projects[stage]

    def role(self, stage: str = "open") -> Role:
        """The one role of the project at this stage."""
        return self.project(stage).roles.get()

    def _project(self, stage: str) -> Project:
        today = timezone.localdate()
        opened = stage not in {"draft", "submitted", "returned", "withdrawn"}
        submitted = stage not in {"draft", "withdrawn"}
        project = Project.objects.create(
            council=self.council,
            author=self.people["officer"],
            stage=stage,
            title=f"Sample project, {stage}",
            problem="Letters go out twice.",
            affected="Residents",
            outcome="Letters go out once.",
            start_from=today + timedelta(days=30),
            start_by=today + timedelta(days=60),
            contact_email="officer@lambeth.gov.uk",
            line_manager="Sample Manager",
            line_manager_hours=3,
            decision_maker="Sample Head",
            equipment="A laptop",
            accounts_by=today + timedelta(days=20),
            data_seen="None",
            repository="https://example.org/code",
            deployment="By pipeline",
            submitted_by=self.people["officer"] if submitted else None,
            approved_by=self.people["approver"] if opened else None,
            opened_at=timezone.now() if opened else None,
        )
        role = Role.objects.create(
            project=project,
            title="Sample developer",
            days_a_week=Decimal(3),
            starts_on=today + timedelta(days=40),
            ends_on=today + timedelta(days=200),
        )
        Need.objects.create(role=role, skill=self.skill, level=2)
        return project

    @property
    def skill(self) -> Skill:
        """The skill that every role here asks for and every expert here holds."""
        return Skill.objects.order_by("name")[0]


def build() -> World:
    """Make the world: two councils, two employers with an expert each, corps staff.

    Each table is filled at once, since a great many tests begin here.
    """
    world = World()
    councils = {
        council.code: council for council in Council.objects.filter(code__in=["LBH", "SWK"])
    }
    world.council, world.other_council = councils["LBH"], councils["SWK"]
    world.people = people = _people()
    now = timezone.now()
    Membership.objects.bulk_create(
        Membership(
            council=world.council if identity != "other_officer" else world.other_council,
            user=people[identity],
            role=identity.removeprefix("other_"),
            confirmed_at=now,
        )
        for identity in ("officer", "approver", "administrator", "other_officer")
    )
    _employ(world)
    return world


def _people() -> dict[str, User]:
    """The people by identity, whose addresses are verified."""
    people = {}
    for identity, email in (
        ("officer", "officer@lambeth.gov.uk"),
        ("approver", "approver@lambeth.gov.uk"),
        ("administrator", "administrator@lambeth.gov.uk"),
        ("other_officer", "officer@southwark.gov.uk"),
        ("employer", "employer@one.example"),
        ("other_employer", "employer@two.example"),
        ("expert", "expert@one.example"),
        ("other_expert", "expert@two.example"),
    ):
        people[identity] = User(name=f"Sample {identity.replace('_', ' ')}", email=email)
    people["corps_staff"] = User(name="Sample staff", email="staff@corps.example", is_staff=True)
    for user in people.values():
        user.set_unusable_password()
    User.objects.bulk_create(people.values())
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True)
        for user in people.values()
    )
    return people


def _employ(world: World) -> None:
    """Two companies, for each of which one person acts and one is an expert."""
    today, skill = timezone.localdate(), world.skill
    bosses = [world.people[name] for name in ("employer", "other_employer")]
    workers = [world.people[name] for name in ("expert", "other_expert")]
    organisations = Organisation.objects.bulk_create(
        Organisation(
            company_number=number,
            name=f"Sample company {number}",
            stage=Organisation.Stage.VERIFIED,
        )
        for number in ("00000001", "00000002")
    )
    OrganisationMembership.objects.bulk_create(
        OrganisationMembership(
            organisation=organisation, user=boss, role=OrganisationMembership.Role.ADMINISTRATOR
        )
        for organisation, boss in zip(organisations, bosses, strict=True)
    )
    employers = Employer.objects.bulk_create(
        Employer(organisation=organisation) for organisation in organisations
    )
    experts = Expert.objects.bulk_create(
        Expert(
            user=worker,
            employer=employer,
            stage=Expert.Stage.AVAILABLE,
            headline="Developer",
            available_from=today,
            available_until=today + timedelta(days=400),
            days_a_week=Decimal(4),
            home=world.council,
            consent_at=timezone.now(),
            consent_by=boss,
        )
        for worker, employer, boss in zip(workers, employers, bosses, strict=True)
    )
    boroughs = Expert.boroughs.through
    boroughs.objects.bulk_create(
        boroughs(expert=expert, council=world.council) for expert in experts
    )
    Holding.objects.bulk_create(Holding(user=worker, skill=skill, level=3) for worker in workers)
