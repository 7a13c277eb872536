"""What pages show of conversations."""

from datetime import date

import pytest

from tests.factories.consensus import ConversationFactory, OpenConversationFactory
from volunteers.consensus.models import AgeBand, Background
from volunteers.consensus.templatetags.consensus import ages_beside_london, said, stages

DAYS = {
    "votes_until": date(2027, 1, 31),
    "reflection_until": date(2027, 2, 14),
    "reply_due_on": date(2027, 3, 3),
}


@pytest.mark.parametrize(
    ("stage", "states"),
    [
        ("proposal", ["now", "", "", ""]),
        ("open", ["done", "now", "", ""]),
        ("reflection", ["done", "done", "now", ""]),
        ("response", ["done", "done", "done", "now"]),
        ("closed", ["done", "done", "done", "done"]),
    ],
)
def test_the_stages_say_how_far_it_is(stage, states):
    conversation = OpenConversationFactory.build(stage=stage, proposed_by=None, **DAYS)

    assert [state for _words, state in stages(conversation)] == states


def test_the_stages_say_their_days():
    words = [words for words, _state in stages(ConversationFactory.build(proposed_by=None, **DAYS))]

    assert words[1:] == [
        "Statements and votes, until 31 January 2027",
        "Reflection, until 14 February 2027",
        "Reply, by 3 March 2027",
    ]


def test_a_proposal_has_days_that_are_yet_to_be_named():
    conversation = ConversationFactory.build(proposed_by=None, **dict.fromkeys(DAYS))

    assert stages(conversation)[3] == ("Reply, by a day that is yet to be named", "")


@pytest.mark.parametrize(
    ("value", "words"), [(1, "You agreed"), (-1, "You disagreed"), (0, "You passed")]
)
def test_a_vote_is_said_in_words(value, words):
    assert said(value) == words


@pytest.mark.django_db
def test_ages_stand_beside_londons():
    found = ages_beside_london({"35": 20, "18": 60, "": 20})

    assert found["rows"] == [("18 to 24", 60, 9), ("35 to 49", 20, 22), ("", 20, 68)]
    assert (found["year"], found["more"]) == (2023, {"name": "18 to 24", "share": 60, "london": 9})


@pytest.mark.django_db
def test_the_people_of_london_are_as_many_as_were_estimated():
    bands = AgeBand.objects.filter(year=2023)

    assert [band.age for band in bands] == Background.Age.values
    assert sum(band.people for band in bands) == 8_945_309
