"""Who speaks for a council, and what waits for whom."""

import pytest
from django.contrib.auth.models import AnonymousUser

from councils.models import Membership
from tests.factories.consensus import (
    ConversationFactory,
    OpenConversationFactory,
    OwedConversationFactory,
    PledgeFactory,
    ReplyFactory,
)
from tests.factories.volunteers import SuggestionFactory
from volunteers.consensus import queries

pytestmark = pytest.mark.django_db


def test_finance_gives_nobodys_word(world):
    Membership.objects.filter(user=world.people["approver"]).update(role="finance")

    spoken = {name: list(queries.speaks_for(user)) for name, user in world.people.items()}

    assert {name: councils for name, councils in spoken.items() if councils} == {
        "officer": [world.council],
        "administrator": [world.council],
        "other_officer": [world.other_council],
    }
    assert list(queries.speaks_for(AnonymousUser())) == []


def test_replies_that_are_owed_and_proposals_wait_for_those_whose_they_are(world):
    owed = PledgeFactory(conversation=OwedConversationFactory(), council=world.council)
    PledgeFactory(conversation=OpenConversationFactory(), council=world.council)
    ReplyFactory(pledge__council=world.council)
    asked = SuggestionFactory(council=world.council)
    proposed = ConversationFactory(suggestion=asked, proposed_by=world.people["corps_staff"])

    waiting = [one.text for one in queries.waiting_for(world.people["officer"])]

    assert waiting == [
        f"Reply for Lambeth: {owed.conversation}",
        f"Open what is proposed: {proposed}",
    ]
    assert queries.waiting_for(world.people["other_officer"]) == []
