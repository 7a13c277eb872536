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
    """Make the world: two councils, two employers with an expert each, corps staff."""
    world = World()
    world.council = Council.objects.get(code="LBH")
    world.other_council = Council.objects.get(code="SWK")
    people = world.people
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
        people[identity] = person(f"Sample {identity.replace('_', ' ')}", email)
    people["corps_staff"] = person("Sample staff", "staff@corps.example", is_staff=True)
    now = timezone.now()
    for identity in ("officer", "approver", "administrator"):
        Membership.objects.create(
            council=world.council, user=people[identity], role=identity, confirmed_at=now
        )
    Membership.objects.create(
        council=world.other_council, user=people["other_officer"], confirmed_at=now
    )
    for number, prefix in (("00000001", ""), ("00000002", "other_")):
        _employ(world, number, prefix)
    return world


def _employ(world: World, number: str, prefix: str) -> None:
    today = timezone.localdate()
    boss, worker = world.people[f"{prefix}employer"], world.people[f"{prefix}expert"]
    organisation = Organisation.objects.create(
        company_number=number, name=f"Sample company {number}", stage=Organisation.Stage.VERIFIED
    )
    OrganisationMembership.objects.create(
        organisation=organisation, user=boss, role=OrganisationMembership.Role.ADMINISTRATOR
    )
    expert = Expert.objects.create(
        user=worker,
        employer=Employer.objects.create(organisation=organisation),
        stage=Expert.Stage.AVAILABLE,
        headline="Developer",
        available_from=today,
        available_until=today + timedelta(days=400),
        days_a_week=Decimal(4),
        home=world.council,
        consent_at=timezone.now(),
        consent_by=boss,
    )
    expert.boroughs.add(world.council)
    Holding.objects.create(user=worker, skill=world.skill, level=3)
