from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from corps.stages import IllegalMove
from secondments.models import Employer, Expert, Secondment
from tests.factories.accounts import UserFactory
from tests.factories.councils import MembershipFactory as CouncilMembershipFactory
from tests.factories.organisations import MembershipFactory
from tests.factories.secondments import (
    AvailableExpertFactory,
    EmployerFactory,
    ExpertFactory,
    PreferenceFactory,
    SecondmentFactory,
)

pytestmark = pytest.mark.django_db

LIVE = [Secondment.Stage.PLANNED, Secondment.Stage.ACTIVE]


def refused(constraint, make):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()
    return True


def test_an_expert_is_available_for_some_time():
    day = date(2027, 3, 3)

    assert refused(
        "expert_is_available_for_some_time",
        lambda: ExpertFactory(available_from=day, available_until=day),
    )


@pytest.mark.parametrize("days", ["0.4", "5.5"])
def test_an_expert_offers_some_of_the_week(days):
    assert refused(
        "expert_offers_some_of_the_week", lambda: ExpertFactory(days_a_week=Decimal(days))
    )


@pytest.mark.parametrize("unsaid", ["available_from", "available_until", "days_a_week"])
def test_an_expert_on_offer_has_dates_and_days(unsaid):
    assert refused(
        "expert_is_available_with_dates_and_days", lambda: AvailableExpertFactory(**{unsaid: None})
    )


def test_nobody_consents_for_themselves():
    expert = ExpertFactory()
    expert.consent_by = expert.user

    assert refused("expert_is_consented_to_by_another", expert.save)


def test_a_role_is_preferred_once():
    first = PreferenceFactory()

    assert refused(
        "expert_prefers_a_role_once",
        lambda: PreferenceFactory(expert=first.expert, role=first.role, rank=2),
    )


@pytest.mark.django_db(transaction=True)
def test_a_rank_is_given_once():
    first = PreferenceFactory()

    assert refused(
        "expert_has_one_role_a_rank", lambda: PreferenceFactory(expert=first.expert, rank=1)
    )


@pytest.mark.parametrize("stage", LIVE)
def test_an_expert_has_one_live_secondment(stage):
    first = SecondmentFactory(stage=stage)

    assert refused("expert_has_one_live_secondment", lambda: SecondmentFactory(expert=first.expert))


@pytest.mark.parametrize("stage", LIVE)
def test_a_place_has_one_live_secondment(stage):
    first = SecondmentFactory(stage=stage)

    assert refused("place_has_one_live_secondment", lambda: SecondmentFactory(role=first.role))


@pytest.mark.parametrize("stage", sorted(set(Secondment.Stage) - set(LIVE)))
def test_a_secondment_that_is_over_holds_neither_expert_nor_place(stage):
    first = SecondmentFactory(stage=stage)

    second = SecondmentFactory(expert=first.expert, role=first.role)

    assert list(Secondment.objects.live()) == [second]


def test_a_secondment_ends_after_it_starts():
    day = date(2027, 3, 3)

    assert refused(
        "secondment_ends_after_it_starts", lambda: SecondmentFactory(starts_on=day, ends_on=day)
    )


def test_a_secondment_has_a_place():
    assert refused("secondment_has_a_place", lambda: SecondmentFactory(place=0))


EXPERT_MOVES = {("draft", "available"), ("available", "paused"), ("paused", "available")}
SECONDMENT_MOVES = {
    ("planned", "active"),
    ("planned", "ended_early"),
    ("active", "completed"),
    ("active", "ended_early"),
}


@pytest.mark.parametrize(
    ("row", "old", "new", "allowed"),
    [
        (row, old, new, (old, new) in moves)
        for row, moves in ((Expert, EXPERT_MOVES), (Secondment, SECONDMENT_MOVES))
        for old in row.Stage.values
        for new in row.Stage.values
    ],
)
def test_experts_and_secondments_move_along_their_tables_alone(row, old, new, allowed):
    try:
        row(stage=old).move_to(new)
    except IllegalMove:
        moved = False
    else:
        moved = True

    assert moved == allowed


def test_what_is_unsaid_is_named_in_plain_words():
    assert ExpertFactory().unsaid() == [
        "what you do",
        "available from",
        "available until",
        "days a week",
    ]


@pytest.mark.parametrize(("stage", "seen"), [("draft", 0), ("available", 1), ("paused", 1)])
def test_an_employer_sees_its_people_once_they_offer_themselves(stage, seen):
    expert = AvailableExpertFactory(stage=stage, employer__organisation__stage="verified")
    boss = MembershipFactory(organisation=expert.employer.organisation).user

    assert Expert.objects.visible_to(boss).count() == seen


def test_a_company_that_nobody_has_checked_sees_nobody():
    expert = AvailableExpertFactory()
    boss = MembershipFactory(organisation=expert.employer.organisation).user

    assert Expert.objects.visible_to(boss).count() == 0


def test_a_profile_is_seen_by_its_owner_and_corps_staff_and_by_no_stranger():
    expert = ExpertFactory()
    people = [expert.user, UserFactory(is_staff=True), UserFactory(), AnonymousUser()]

    seen = [Expert.objects.visible_to(user).count() for user in people]

    assert seen == [1, 1, 0, 0]


def test_an_employer_is_seen_by_its_own_people_and_corps_staff():
    employer = EmployerFactory()
    own = MembershipFactory(organisation=employer.organisation).user
    people = [own, UserFactory(is_staff=True), MembershipFactory().user, AnonymousUser()]

    seen = [Employer.objects.visible_to(user).count() for user in people]

    assert seen == [1, 1, 0, 0]


def test_a_secondment_is_seen_by_its_three_sides_and_corps_staff():
    secondment = SecondmentFactory()
    people = [
        secondment.expert.user,
        MembershipFactory(organisation=secondment.expert.employer.organisation).user,
        CouncilMembershipFactory(council=secondment.role.project.council).user,
        UserFactory(is_staff=True),
        CouncilMembershipFactory().user,
        AnonymousUser(),
    ]

    seen = [Secondment.objects.visible_to(user).count() for user in people]

    assert seen == [1, 1, 1, 1, 0, 0]


def test_experts_in_a_live_secondment_are_not_available():
    free = AvailableExpertFactory()
    SecondmentFactory()
    ExpertFactory()

    assert list(Expert.objects.available()) == [free]
