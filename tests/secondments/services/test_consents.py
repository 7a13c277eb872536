from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from corps.notifications.models import Event, Notification
from corps.stages import IllegalMove
from councils.models import Council
from secondments import services
from secondments.models import Consent, Expert
from tests.factories.organisations import MembershipFactory
from tests.factories.secondments import AvailableExpertFactory, ConsentFactory

pytestmark = pytest.mark.django_db


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def told(kind):
    return {n.to for n in Notification.objects.filter(event__kind=f"secondments.{kind}")}


@pytest.fixture
def expert():
    return AvailableExpertFactory(employer__organisation__stage="verified")


@pytest.fixture
def boss(expert):
    return MembershipFactory(organisation=expert.employer.organisation).user


def test_a_consent_bounds_what_is_offered_and_is_kept_when_it_is_changed(expert, boss):
    lambeth = Council.objects.get(code="LBH")

    services.consent(expert, by=boss, starts_on=in_days(30), ends_on=in_days(200))
    changed = services.change_consent(
        expert, by=boss, ends_on=in_days(100), days_a_week=Decimal(2), not_to=[lambeth]
    )

    row = Expert.objects.with_offer().get()
    assert (row.offer_from, row.offer_until, row.offer_days) == (in_days(0), in_days(100), 2)
    assert (changed.offered_from, changed.offered_until, changed.offered_days) == (
        in_days(0),
        in_days(100),
        2,
    )
    assert [(one.ends_on, one.over_at is None) for one in Consent.objects.order_by("pk")] == [
        (in_days(200), False),
        (in_days(100), True),
    ]
    assert "but not to Lambeth" in Event.objects.order_by("-pk")[0].text


def test_without_dates_a_consent_holds_as_long_as_the_offer(expert, boss):
    services.consent(expert, by=boss)

    consent = Consent.objects.get()
    assert (consent.starts_on, consent.ends_on) == (in_days(0), expert.available_until)


def test_what_was_never_given_cannot_be_changed(expert, boss):
    with pytest.raises(IllegalMove):
        services.change_consent(expert, by=boss)


def test_a_withdrawn_consent_keeps_who_withdrew_it_and_why(expert, boss):
    services.consent(expert, by=boss)

    withdrawn = services.withdraw_consent(expert, by=boss, reason="We need her here")

    consent = Consent.objects.get()
    assert (consent.over_by, consent.over_reason) == (boss, "We need her here")
    assert (withdrawn.consent_at, withdrawn.consent_until) == (None, None)


def test_a_consent_that_has_run_out_ends_and_both_sides_are_told(expert, boss):
    services.consent(expert, by=boss, starts_on=in_days(-50), ends_on=in_days(-1))
    before = Expert.objects.consented(in_days(0)).exists()

    first, again = services.mind_consents(), services.mind_consents()

    expert.refresh_from_db()
    assert (before, expert.consent_at) == (False, None)
    assert (first, again) == ((1, 0), (0, 0))
    assert told("consent_ended") == {expert.user, boss}


def test_a_consent_that_ends_soon_is_reminded_of_once(expert, boss):
    services.consent(expert, by=boss, starts_on=in_days(-50), ends_on=in_days(60))

    found = [services.mind_consents(on=in_days(day)) for day in (29, 30, 31)]

    assert found == [(0, 0), (0, 1), (0, 0)]
    assert told("consent_ending") == {expert.user, boss}


def test_a_short_consent_is_not_reminded_of_on_the_day_it_is_given(expert, boss):
    services.consent(expert, by=boss, ends_on=in_days(20))

    assert services.mind_consents() == (0, 0)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"ends_on": in_days(0)}, "consent_ends_after_it_starts"),
        ({"days_a_week": Decimal("5.5")}, "consent_is_to_some_of_the_week"),
    ],
)
def test_the_database_keeps_a_consent_possible(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ConsentFactory(**fields)


def test_one_consent_stands_at_a_time(expert):
    ConsentFactory(expert=expert)

    with pytest.raises(IntegrityError, match="expert_has_one_standing"), transaction.atomic():
        ConsentFactory(expert=expert)
