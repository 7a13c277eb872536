"""Votes that others help to give are marked, begin anew for each person, and can be undone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.accounts import UserFactory
from tests.factories.consensus import OpenConversationFactory, StatementFactory
from volunteers.consensus import services
from volunteers.consensus.models import Kiosk, OpinionMap, Pack, Participant, Vote

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


def test_a_sheet_that_is_removed_leaves_the_map_too(conversation):
    OpinionMap.objects.create(conversation=conversation, voters=1, votes=1)
    Pack.objects.create(conversation=conversation, **packed())
    sheet = services.enter_sheet(conversation, by=UserFactory(), votes={1: 1})

    services.undo_sheet(sheet, by=sheet.entered_by)

    assert not Vote.objects.exists()
    assert not Pack.objects.exists()
    assert OpinionMap.objects.get().stale is True


def packed():
    """A packed reading of no votes, whatever its columns are called."""
    columns = {field.name: field.get_internal_type() for field in Pack._meta.local_fields}
    return {
        name: b"" if kind == "BinaryField" else 0
        for name, kind in columns.items()
        if name != "conversation"
    }


def test_nobody_removes_what_another_entered(conversation):
    sheet = services.enter_sheet(conversation, by=UserFactory(), votes={1: 1})

    services.undo_sheet(sheet, by=UserFactory())

    assert Participant.objects.get() == sheet
