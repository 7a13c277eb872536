from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from corps.notifications.models import Event, Notification
from corps.organisations import queries, services
from corps.organisations.models import GroupClaim, Organisation, Question
from corps.stages import IllegalMove
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

Stage = Organisation.Stage


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


def told(kind):
    return {n.to for n in Notification.objects.filter(event__kind=f"organisations.{kind}")}


def test_the_clock_stands_while_a_company_is_asked_and_runs_on_after_its_answer(staff):
    began = timezone.now() - timedelta(days=28)  # 20 working days
    organisation = OrganisationFactory(moved_at=began)
    member = MembershipFactory(organisation=organisation)
    question = services.ask_more(organisation, by=staff, text="Which company heads it?")
    Question.objects.update(asked_at=began + timedelta(days=14))
    organisation.refresh_from_db()

    standing = queries.clock(organisation)
    Question.objects.update(asked_at=began + timedelta(days=7))
    services.answer_question(question, by=member.user, answer="Nobody.")
    Question.objects.update(answered_at=began + timedelta(days=14))
    running = queries.clock(Organisation.objects.get())

    assert (standing.asked, standing.is_overdue) == (question, True)
    assert (standing.waited in {9, 10}, running.waited in {14, 15}) == (True, True)
    assert running.asked is None
    assert (told("question_asked"), told("question_answered")) == ({member.user}, {staff})


def test_a_company_is_asked_one_thing_at_a_time_and_only_while_it_waits(staff):
    organisation = OrganisationFactory()
    services.ask_more(organisation, by=staff, text="Who are you?")

    with pytest.raises(IllegalMove):
        services.ask_more(organisation, by=staff, text="And why?")
    with pytest.raises(IllegalMove):
        services.ask_more(OrganisationFactory(stage=Stage.VERIFIED), by=staff, text="Who?")
    with pytest.raises(IntegrityError, match="asked_one_thing"), transaction.atomic():
        Question.objects.create(organisation=organisation, asked_by=staff, text="Why?")


def test_a_verdict_ends_what_was_asked(staff):
    organisation = OrganisationFactory()
    services.ask_more(organisation, by=staff, text="Who are you?")

    services.verify(organisation, by=staff)

    assert not Question.objects.exists()


def test_who_was_refused_applies_again_with_what_has_changed(staff):
    organisation = OrganisationFactory(stage=Stage.REFUSED, moved_at=timezone.now() - timedelta(9))
    boss = MembershipFactory(organisation=organisation).user

    again = services.apply_again(organisation, by=boss, changed="The number was wrong.")

    assert (again.stage, again.stage_reason) == (Stage.APPLIED, "The number was wrong.")
    assert queries.clock(again).waited == 0
    assert told("organisation_reapplied") == {staff}


def test_a_suspension_says_why_and_is_ended_by_reinstating_alone(staff):
    organisation = OrganisationFactory(stage=Stage.VERIFIED)
    member = MembershipFactory(organisation=organisation).user

    suspended = services.suspend(organisation, by=staff, reason="A complaint is looked into")
    reason = suspended.stage_reason
    with pytest.raises(IllegalMove):
        services.verify(organisation, by=staff)
    reinstated = services.reinstate(organisation, by=staff)
    with pytest.raises(IllegalMove):
        services.reinstate(organisation, by=staff)

    assert (suspended.stage, reason) == (Stage.SUSPENDED, "A complaint is looked into")
    assert (reinstated.stage, reinstated.stage_reason) == (Stage.VERIFIED, "")
    assert told("organisation_suspended") == told("organisation_reinstated") == {member}


def test_a_group_counts_once_corps_staff_have_confirmed_it_and_moves_as_a_whole(staff):
    head, moving = OrganisationFactory.create_batch(2)
    child = OrganisationFactory(group=moving)
    boss = MembershipFactory(organisation=moving).user

    claim = services.claim_group(moving, head_number=head.company_number, by=boss)
    before = Organisation.objects.get(pk=moving.pk).group
    services.confirm_group(claim, by=staff)
    with pytest.raises(IllegalMove):
        services.confirm_group(claim, by=staff)

    assert before is None
    assert set(head.subsidiaries.all()) == {moving, child}
    assert (told("group_claimed"), told("group_confirmed")) == ({staff}, {boss})


def test_a_head_that_is_not_here_is_entered_with_the_name_that_staff_give(staff):
    organisation = OrganisationFactory()
    claim = services.claim_group(organisation, head_number="SC123456", by=UserFactory())

    with pytest.raises(services.NameTheHead):
        services.confirm_group(claim, by=staff)
    confirmed = services.confirm_group(claim, by=staff, head_name="Sample holding")

    assert (confirmed.group.company_number, confirmed.group.name) == ("SC123456", "Sample holding")


def test_a_subsidiary_that_becomes_the_head_takes_the_others_with_it(staff):
    old = OrganisationFactory()
    new, other = OrganisationFactory.create_batch(2, group=old)
    claim = services.claim_group(old, head_number=new.company_number, by=UserFactory())

    services.confirm_group(claim, by=staff)

    new.refresh_from_db()
    assert (new.group, set(new.subsidiaries.all())) == (None, {old, other})


def test_a_refused_group_changes_nothing_and_a_later_word_replaces_an_earlier(staff):
    organisation = OrganisationFactory()
    boss = MembershipFactory(organisation=organisation).user
    services.claim_group(organisation, head_number="SC123456", by=boss)
    claim = services.claim_group(organisation, head_number="SC654321", by=boss)

    services.refuse_group(claim, by=staff, reason="The register says otherwise")

    assert [(one.head_number, one.accepted) for one in GroupClaim.objects.all()] == [
        ("SC654321", False)
    ]
    assert Organisation.objects.get().group is None
    assert Event.objects.get(kind="organisations.group_refused").reason.startswith("The register")


def test_registering_with_a_head_that_is_not_here_leaves_it_to_be_confirmed():
    services.register(
        by=UserFactory(), company_number="01234567", name="Sample Ltd", unknown_group="SC123456"
    )

    assert [claim.head_number for claim in queries.open_claims()] == ["SC123456"]
