"""Votes that others help to give are marked, begin anew for each person, and can be undone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.accounts import UserFactory
from tests.factories.consensus import OpenConversationFactory, StatementFactory
from tests.volunteers.consensus.crowds import crowd, join, vote
from volunteers.consensus import services
from volunteers.consensus.models import Kiosk, OpinionMap, Participant, Vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation():
    found = OpenConversationFactory()
    StatementFactory.create_batch(3, conversation=found)
    return found


def test_two_people_at_one_tablet_are_two(conversation):
    kiosk = services.set_up_kiosk(conversation, by=UserFactory(), place="Sample library")

    for name in ("one", "two"):
        voter = services.kiosk_voter(kiosk, name)
        services.cast(conversation.pk, 1, voter=voter, value=1)

    people = list(Participant.objects.values_list("kind", flat=True))
    assert people == ["kiosk", "kiosk"]
    assert len(kiosk.token) == 32


def test_a_tablet_is_not_slowed_like_a_browser(conversation, settings):
    settings.VOTES_A_MINUTE = 1
    kiosk = services.set_up_kiosk(conversation, by=UserFactory(), place="Sample library")

    for number in (1, 2, 3):
        voter = services.kiosk_voter(kiosk, "one")
        services.cast(conversation.pk, number, voter=voter, value=1)

    assert Vote.objects.count() == 3


def test_a_tablet_ends_once(conversation):
    kiosk = services.set_up_kiosk(conversation, by=UserFactory(), place="Sample library")

    services.end_kiosk(kiosk, by=kiosk.by)
    first = Kiosk.objects.get().ended_at
    services.end_kiosk(kiosk, by=kiosk.by)

    assert Kiosk.objects.get().ended_at == first is not None


def test_a_sheet_is_one_person_whom_nobody_can_name(conversation):
    by = UserFactory()

    sheet = services.enter_sheet(conversation, by=by, votes={1: 1, 3: -1})

    assert (sheet.kind, sheet.entered_by) == ("paper", by)
    assert sorted(sheet.votes.values_list("statement__number", "value")) == [(1, 1), (3, -1)]


@pytest.mark.parametrize("votes", [{}, {99: 1}])
def test_an_empty_sheet_is_not_entered(conversation, votes):
    with pytest.raises(services.NothingEntered):
        services.enter_sheet(conversation, by=UserFactory(), votes=votes)

    assert not Participant.objects.exists()


def test_sheets_have_a_pace_of_their_own(conversation, settings):
    settings.VOTES_A_MINUTE, settings.VOTES_A_MINUTE_ENTERED = 1, 3
    by = UserFactory()
    services.enter_sheet(conversation, by=by, votes={1: 1, 2: 1})

    with pytest.raises(services.TooFast):
        services.enter_sheet(conversation, by=by, votes={1: 1, 2: 1})

    assert Participant.objects.count() == 1


def test_no_sheet_is_entered_or_removed_once_voting_is_over(conversation):
    sheet = services.enter_sheet(conversation, by=UserFactory(), votes={1: 1})
    conversation.votes_until = timezone.localdate() - timedelta(days=1)
    conversation.save()

    with pytest.raises(services.NotOpen):
        services.enter_sheet(conversation, by=sheet.entered_by, votes={1: 1})
    with pytest.raises(services.NotOpen):
        services.undo_sheet(sheet, by=sheet.entered_by)

    assert Participant.objects.get() == sheet


def test_a_sheet_that_is_removed_leaves_the_map_with_the_next_step():
    conversation = crowd(15, 15)
    by = UserFactory()
    sheet = services.enter_sheet(conversation, by=by, votes={1: -1})
    services.recompute(conversation.pk)

    services.undo_sheet(sheet, by=by)
    at_once = services.recompute(conversation.pk)
    said = list(conversation.statements.all())
    for person in join(conversation, 5):
        vote(person, said, [1] * len(said))
    services.recompute(conversation.pk)

    made = OpinionMap.objects.get()
    assert at_once is False
    assert (made.voters, made.votes) == (35, 35 * len(said))


def test_a_sheet_entered_and_removed_does_not_show_one_vote_more():
    conversation = crowd(15, 15)
    services.recompute(conversation.pk)
    before = OpinionMap.objects.get().published
    by, said = UserFactory(), list(conversation.statements.all())
    (somebody,) = join(conversation, 1)
    vote(somebody, said, [-1] * len(said))

    services.undo_sheet(services.enter_sheet(conversation, by=by, votes={1: 1}), by=by)
    services.recompute_due()

    assert OpinionMap.objects.get().published == before


def test_nobody_removes_what_another_entered(conversation):
    sheet = services.enter_sheet(conversation, by=UserFactory(), votes={1: 1})

    services.undo_sheet(sheet, by=UserFactory())

    assert Participant.objects.get() == sheet
