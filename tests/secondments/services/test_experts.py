from datetime import date
from decimal import Decimal

import pytest

from corps.notifications.models import Event, Notification
from corps.organisations.models import Organisation
from corps.stages import IllegalMove
from secondments import queries, services
from secondments.models import Expert
from tests.factories.accounts import UserFactory
from tests.factories.councils import CouncilFactory, RoleFactory
from tests.factories.organisations import MembershipFactory
from tests.factories.secondments import AvailableExpertFactory, EmployerFactory, ExpertFactory
from tests.factories.skills import HoldingFactory, SkillFactory

pytestmark = pytest.mark.django_db

SAID = {
    "headline": "Sample developer",
    "available_from": date(2027, 3, 1),
    "available_until": date(2027, 12, 31),
    "days_a_week": Decimal(3),
    "remote": True,
}


def told(kind):
    return {n.to for n in Notification.objects.filter(event__kind=f"secondments.{kind}")}


def boss_of(expert):
    return MembershipFactory(organisation=expert.employer.organisation).user


def verified():
    return EmployerFactory(organisation__stage=Organisation.Stage.VERIFIED)


def test_a_profile_begins_as_a_draft_of_which_nobody_is_told():
    ada, employer = UserFactory(is_sample=True), EmployerFactory()
    MembershipFactory(organisation=employer.organisation)

    expert = services.begin_profile(user=ada, employer=employer)

    assert (expert.stage, expert.employer, expert.is_sample) == ("draft", employer, True)
    assert not Notification.objects.exists()


def test_somebody_who_has_begun_may_choose_another_employer():
    expert, other = ExpertFactory(), EmployerFactory()

    again = services.begin_profile(user=expert.user, employer=other)

    assert (again.pk, again.employer) == (expert.pk, other)


def test_somebody_who_was_on_offer_keeps_the_employer():
    expert = AvailableExpertFactory()

    with pytest.raises(IllegalMove):
        services.begin_profile(user=expert.user, employer=EmployerFactory())


def test_a_draft_keeps_whatever_is_said_so_far():
    expert, council = ExpertFactory(), CouncilFactory()

    services.edit_profile(expert, by=expert.user, boroughs=[council], headline="Sample developer")

    expert.refresh_from_db()
    assert (expert.headline, expert.available_from, list(expert.boroughs.all())) == (
        "Sample developer",
        None,
        [council],
    )


def test_boroughs_stay_where_they_are_not_mentioned():
    expert, council = ExpertFactory(), CouncilFactory()
    expert.boroughs.add(council)

    services.edit_profile(expert, by=expert.user, remote=True)

    assert list(expert.boroughs.all()) == [council]


def test_the_employer_is_told_when_an_expert_on_offer_changes_the_days():
    expert = AvailableExpertFactory()
    HoldingFactory(user=expert.user)
    boss = boss_of(expert)

    services.edit_profile(expert, by=expert.user, days_a_week=Decimal(2))

    assert told("profile_changed") == {boss}


def test_the_employer_is_not_told_of_other_changes():
    expert = AvailableExpertFactory()
    HoldingFactory(user=expert.user)
    boss_of(expert)

    services.edit_profile(expert, by=expert.user, headline="Sample senior developer")

    assert told("profile_changed") == set()


def test_somebody_on_offer_cannot_unsay_what_a_round_must_know():
    expert = AvailableExpertFactory()
    HoldingFactory(user=expert.user)

    with pytest.raises(services.NotYet, match="what you do"):
        services.edit_profile(expert, by=expert.user, headline="")

    expert.refresh_from_db()
    assert expert.headline == "Sample developer"


def test_skills_are_set_for_the_person():
    expert, (held, wanted) = ExpertFactory(), SkillFactory.create_batch(2)

    services.set_skills(expert, by=expert.user, held=[(held.pk, 3)], wanted=[wanted.pk])

    assert {(h.skill, h.level, h.wanted) for h in expert.user.holdings.all()} == {
        (held, 3, False),
        (wanted, None, True),
    }


def test_somebody_on_offer_holds_a_skill():
    expert = AvailableExpertFactory()
    HoldingFactory(user=expert.user)

    with pytest.raises(services.NotYet, match="at least one skill you hold"):
        services.set_skills(expert, by=expert.user, held=[], wanted=[SkillFactory().pk])

    assert expert.user.holdings.count() == 1


def test_preferences_are_kept_in_their_order_and_may_change_places():
    expert, (first, second, third) = ExpertFactory(), RoleFactory.create_batch(3)
    services.set_preferences(expert, by=expert.user, roles=[first, second])

    services.set_preferences(expert, by=expert.user, roles=[third, second, first])

    assert [(p.rank, p.role) for p in expert.preferences.all()] == [
        (1, third),
        (2, second),
        (3, first),
    ]


def test_an_offer_asks_the_employer_to_consent():
    expert = ExpertFactory()
    services.edit_profile(expert, by=expert.user, **SAID)
    HoldingFactory(user=expert.user)
    boss = boss_of(expert)

    offered = services.offer(expert, by=expert.user)

    assert (offered.stage, told("expert_offered")) == ("available", {boss})
    assert Event.objects.get(kind="secondments.expert_offered").text.count("consent") > 0


@pytest.mark.parametrize("unsaid", ["headline", "available_from", "days_a_week"])
def test_nothing_is_offered_that_is_half_said(unsaid):
    expert = ExpertFactory()
    HoldingFactory(user=expert.user)
    services.edit_profile(expert, by=expert.user, **{k: v for k, v in SAID.items() if k != unsaid})

    with pytest.raises(services.NotYet):
        services.offer(expert, by=expert.user)

    expert.refresh_from_db()
    assert (expert.stage, told("expert_offered")) == ("draft", set())


def test_an_offer_says_where_one_would_work():
    expert = ExpertFactory()
    HoldingFactory(user=expert.user)
    services.edit_profile(expert, by=expert.user, **(SAID | {"remote": False}))

    assert queries.missing(Expert.objects.get()) == [
        "a borough you would work in, or that you would work remotely"
    ]


def test_a_home_borough_is_a_place_to_work():
    expert = ExpertFactory()
    HoldingFactory(user=expert.user)
    services.edit_profile(
        expert, by=expert.user, **(SAID | {"remote": False, "home": CouncilFactory()})
    )

    assert services.offer(expert, by=expert.user).stage == "available"


def test_who_pauses_is_off_offer_and_may_come_back():
    expert = AvailableExpertFactory()
    HoldingFactory(user=expert.user)
    boss = boss_of(expert)

    paused = services.pause(expert, by=expert.user)
    back = services.offer(expert, by=expert.user)

    assert (paused.stage, back.stage) == ("paused", "available")
    assert (told("expert_paused"), told("expert_offered")) == ({boss}, {boss})


def test_a_draft_is_not_paused():
    expert = ExpertFactory()

    with pytest.raises(IllegalMove):
        services.pause(expert, by=expert.user)


def test_consent_is_dated_and_told_to_the_expert():
    expert = AvailableExpertFactory(employer=verified())
    boss = boss_of(expert)

    consented = services.consent(expert, by=boss)

    assert (consented.consent_at is not None, consented.consent_by) == (True, boss)
    assert told("consent_given") == {expert.user}


def test_an_employer_that_is_not_verified_does_not_consent_yet():
    expert = AvailableExpertFactory()

    with pytest.raises(services.NotYet, match="once corps staff have verified"):
        services.consent(expert, by=boss_of(expert))


@pytest.mark.parametrize("stage", ["draft", "available"])
def test_consent_is_given_once_and_not_to_drafts(stage):
    expert = AvailableExpertFactory(employer=verified(), stage=stage)
    boss = boss_of(expert)
    if stage == "available":
        services.consent(expert, by=boss)

    with pytest.raises(IllegalMove):
        services.consent(expert, by=boss)


def test_consent_is_withdrawn_with_a_reason():
    expert = AvailableExpertFactory(employer=verified())
    boss = boss_of(expert)
    services.consent(expert, by=boss)

    withdrawn = services.withdraw_consent(expert, by=boss, reason="We need her here")

    assert (withdrawn.consent_at, withdrawn.consent_by) == (None, None)
    assert told("consent_withdrawn") == {expert.user}
    assert Event.objects.get(kind="secondments.consent_withdrawn").reason == "We need her here"


def test_what_was_not_given_is_not_withdrawn():
    expert = AvailableExpertFactory()

    with pytest.raises(IllegalMove):
        services.withdraw_consent(expert, by=boss_of(expert), reason="We need her here")
