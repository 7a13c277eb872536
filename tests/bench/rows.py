"""Sample people, projects and roles as rows of the database, made in bulk."""

import gc
from datetime import timedelta
from decimal import Decimal

import numpy as np
from django.db import connection
from django.utils import timezone

from corps.accounts.models import User
from corps.organisations.models import Membership, Organisation
from corps.skills.models import Holding, Skill
from councils.contracts.models import Interest
from councils.models import Clearance, Council, Need, Project, Role
from councils.models import Membership as CouncilMembership
from secondments.models import Employer, Expert, Preference
from tests.factories.instances import sample_columns

HALF = Decimal("0.5")


def pool(experts, places):
    """A London in which about 3 % of all pairs are eligible, from the columns of the unit tests."""
    people, wanted, relations = sample_columns(experts=experts, roles=places)
    skills = list(Skill.objects.order_by("pk").values_list("pk", flat=True))
    councils = list(Council.objects.order_by("pk"))
    employers = _employers(len(relations.conflict), councils, relations.conflict)
    rows = _experts(people, employers, councils)
    _hold(rows, people, skills)
    roles = _roles(wanted, skills, projects(places, [councils[at] for at in wanted.council]))
    _prefer(rows, roles)


def settle():
    """Leave the database and the process as a site has them that runs for long."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    gc.collect()
    gc.freeze()  # as corps/wsgi.py does


def people(many, *, name):
    """Users without passwords."""
    return User.objects.bulk_create(
        User(email=f"{name}{n}@sample.example", name=f"Sample {name} {n}", password="!")
        for n in range(many)
    )


def projects(many, councils):
    """Open projects whose host is ready, and an officer for each council."""
    distinct = sorted(set(councils), key=lambda council: council.pk)
    officers = dict(zip(distinct, people(len(distinct), name="officer"), strict=True))
    CouncilMembership.objects.bulk_create(
        CouncilMembership(council=council, user=user, confirmed_at=timezone.now())
        for council, user in officers.items()
    )
    today = timezone.localdate()
    return Project.objects.bulk_create(
        Project(
            council=council,
            author=officers[council],
            stage=Project.Stage.OPEN,
            title=f"Sample project {n}: fewer letters about {('bins', 'bays', 'beds')[n % 3]}",
            problem=f"Letters go out {2 + n % 5} times.",
            affected="Residents",
            outcome="Letters go out once.",
            department="Customer services",
            start_from=today,
            start_by=today + timedelta(days=90),
            contact_email="officer@sample.example",
            forecast_gbp=1000 + n,
            line_manager="Sample manager",
            line_manager_hours=3,
            decision_maker="Sample head",
            equipment="A laptop",
            accounts_by=today,
            data_seen="None",
            repository="https://example.org/code",
            deployment="By pipeline",
            opened_at=timezone.now(),
        )
        for n, council in zip(range(many), councils, strict=True)
    )


def _employers(many, councils, conflict):
    """Verified companies with one person each; the last stands for experts in no group."""
    bosses = people(many + 1, name="boss")
    companies = Organisation.objects.bulk_create(
        Organisation(company_number=f"{n:08}", name=f"Sample company {n}", stage="verified")
        for n in range(many + 1)
    )
    Membership.objects.bulk_create(
        Membership(organisation=company, user=boss)
        for company, boss in zip(companies, bosses, strict=True)
    )
    Interest.objects.bulk_create(
        Interest(
            organisation=companies[group],
            council=councils[council],
            kind=Interest.Kind.SUPPLIES,
            declared_by=bosses[group],
        )
        for group, council in np.argwhere(conflict)
    )
    return Employer.objects.bulk_create(Employer(organisation=company) for company in companies)


def _experts(columns, employers, councils):
    today, levels, now = timezone.localdate(), list(Clearance.values), timezone.now()
    users = people(len(columns), name="expert")
    rows = Expert.objects.bulk_create(
        Expert(
            user=user,
            employer=employers[columns.employer[at]],
            stage=Expert.Stage.AVAILABLE,
            headline="Sample developer",
            available_from=today + timedelta(days=int(columns.available_from[at])),
            available_until=today + timedelta(days=int(columns.available_until[at])),
            days_a_week=HALF * int(columns.days_a_week[at]),
            home=councils[columns.home[at]] if columns.home[at] >= 0 else None,
            remote=bool(columns.remote[at]),
            clearance=levels[min(columns.clearance[at], len(levels) - 1)],
            consent_at=now if columns.consent[at] else None,
        )
        for at, user in enumerate(users)
    )
    through = Expert.boroughs.through
    through.objects.bulk_create(
        (
            through(expert_id=rows[at].pk, council_id=councils[council].pk)
            for at, council in np.argwhere(columns.reach)
        ),
        batch_size=5000,
    )
    return rows


def _hold(experts, columns, skills):
    Holding.objects.bulk_create(
        (
            Holding(
                user_id=experts[at].user_id,
                skill_id=skills[skill],
                level=int(columns.held[at, skill]) or None,
                wanted=bool(columns.wanted[at, skill]),
            )
            for at, skill in np.argwhere((columns.held > 0) | columns.wanted)
        ),
        batch_size=5000,
    )


def _roles(columns, skills, found):
    today, levels = timezone.localdate(), list(Clearance.values)
    rows = Role.objects.bulk_create(
        Role(
            project=project,
            title="Sample developer",
            places=int(columns.places[at]),
            days_a_week=HALF * int(columns.days_a_week[at]),
            starts_on=today + timedelta(days=int(columns.starts[at])),
            ends_on=today + timedelta(days=int(columns.ends[at])),
            remote=bool(columns.remote[at]),
            clearance=levels[min(columns.clearance[at], len(levels) - 1)],
        )
        for at, project in enumerate(found)
    )
    asked = {}
    for required, needs in ((False, columns.desirable), (True, columns.required)):
        for at, role in enumerate(rows):
            for skill, level in zip(*needs[at], strict=True):
                asked[role.pk, skills[skill]] = (int(level), required)
    Need.objects.bulk_create(
        Need(role_id=role, skill_id=skill, level=level, required=required)
        for (role, skill), (level, required) in asked.items()
    )
    return rows


def _prefer(experts, roles):
    """Every other expert likes five roles."""
    rng = np.random.default_rng(1)
    Preference.objects.bulk_create(
        Preference(expert=expert, role=roles[role], rank=rank)
        for expert in experts[::2]
        for rank, role in enumerate(rng.choice(len(roles), 5, replace=False), start=1)
    )
