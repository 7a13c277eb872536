"""Intakes: who is reminded, and what is pledged against what is asked."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.stages import IllegalMove
from councils.models import Project
from secondments import queries, services
from tests.factories.secondments import IntakeFactory, PledgeFactory, PledgeSkillFactory

pytestmark = pytest.mark.django_db


def told(kind):
    return set(User.objects.filter(notifications__event__kind=f"secondments.{kind}"))


def test_before_it_closes_who_pledged_is_asked_for_names_and_hosts_for_readiness_once(world):
    today = timezone.localdate()
    PledgeFactory(employer=world.people["expert"].expert.employer)
    world.project("open")
    Project.objects.update(line_manager="")
    intake = IntakeFactory(closes_on=today + timedelta(days=8), round_on=today + timedelta(days=9))

    early = services.remind_of_intakes(on=today)
    first = services.remind_of_intakes(on=today + timedelta(days=1))
    again = services.remind_of_intakes(on=today + timedelta(days=2))

    assert (early, first, again) == (0, 1, 0)
    assert told("intake_wants_names") == {world.people["employer"]}
    assert told("intake_wants_readiness") == {
        world.people[name] for name in ("officer", "approver", "administrator")
    }
    staff = world.people["corps_staff"]
    services.edit_intake(intake, by=staff, closes_on=today + timedelta(days=9))
    assert services.remind_of_intakes(on=today + timedelta(days=3)) == 1


def test_pledges_stand_beside_asks_by_skill_and_borough_and_no_company_is_named(world):
    role = world.role("open")  # one place, three days a week
    PledgeSkillFactory(
        skill=world.skill,
        pledge=PledgeFactory(employer=world.people["expert"].expert.employer, people=1),
    )
    world.people["other_expert"].expert.delete()

    found = queries.balance(IntakeFactory())

    row = found.skills[0]
    assert (row.name, row.asked, row.named, row.pledged) == (world.skill.name, 3, 4, 3)
    assert (found.asked, found.named, found.pledged, row.short) == (3, 4, 3, 0)
    assert [(one.name, one.places, one.days) for one in found.boroughs] == [
        (str(role.project.council), 1, Decimal("3.0"))
    ]


def test_an_intake_whose_round_has_begun_stays_as_it_was(world):
    staff = world.people["corps_staff"]
    intake = services.begin_intake(IntakeFactory(), tell=[])

    with pytest.raises(IllegalMove):
        services.edit_intake(intake, by=staff, name="Later")
    with pytest.raises(IllegalMove):
        services.begin_intake(intake, tell=[])


@pytest.mark.parametrize(
    ("days", "rule"),
    [((5, 5, 9), "intake_closes_after_it_opens"), ((1, 5, 4), "intake_is_matched_once_closed")],
)
def test_the_database_keeps_the_three_days_in_order(days, rule):
    opens, closes, round_ = (timezone.localdate() + timedelta(days=many) for many in days)

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        IntakeFactory(opens_on=opens, closes_on=closes, round_on=round_)
