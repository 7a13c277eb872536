from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
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


def test_the_database_refuses_stretches_that_overlap_and_the_back_office_says_why(admin_client):
    kept = PeriodFactory()
    PeriodFactory(starts_on=kept.starts_on)  # of somebody else
    typed = {"starts_on": kept.ends_on, "ends_on": kept.ends_on + timedelta(days=1)}

    with pytest.raises(IntegrityError, match="periods_do_not_overlap"), transaction.atomic():
        PeriodFactory(expert=kept.expert, **typed)
    page = admin_client.post(
        reverse("admin:secondments_period_add"),
        typed | {"expert": kept.expert_id, "days_a_week": 0},
    )

    assert page.context["adminform"].form.non_field_errors() == [
        "This overlaps with another stretch of the same expert: change that one, or take it away "
        "first."
    ]
    assert kept.expert.periods.count() == 1
