from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from corps.notifications.models import Notification
from secondments import services
from secondments.models import Expert
from tests.factories.organisations import MembershipFactory
from tests.factories.secondments import AvailableExpertFactory, ExpertFactory, PeriodFactory

pytestmark = pytest.mark.django_db


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def add(expert, first, last, days=0):
    return services.add_period(
        expert, by=expert.user, starts_on=in_days(first), ends_on=in_days(last), days_a_week=days
    )


def test_the_employer_is_told_of_time_away_once_it_knows_of_the_profile():
    draft, expert = ExpertFactory(), AvailableExpertFactory()
    bosses = [MembershipFactory(organisation=one.employer.organisation) for one in (draft, expert)]

    for one in (draft, expert):
        services.remove_period(add(one, 10, 20), by=one.user)

    assert {n.to for n in Notification.objects.all()} == {bosses[1].user}
    assert Notification.objects.count() == 2


def test_stretches_that_overlap_are_refused_and_neighbours_are_not():
    expert = AvailableExpertFactory()
    add(expert, 10, 20)

    add(expert, 21, 30)
    with pytest.raises(services.CannotAdd, match="This overlaps with"):
        add(expert, 20, 20)

    assert Expert.objects.get().periods.count() == 2


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"ends_on": in_days(-1)}, "period_ends_after_it_starts"),
        ({"days_a_week": 5}, "period_gives_less_than_a_week"),
    ],
)
def test_the_database_keeps_a_stretch_possible(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PeriodFactory(**fields)
