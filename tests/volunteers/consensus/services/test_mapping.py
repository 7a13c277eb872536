import json

import numpy as np
import pytest

from tests.factories.consensus import ExclusionFactory, OpenConversationFactory, StatementFactory
from tests.volunteers.consensus.crowds import crowd, join, vote
from volunteers.consensus import queries, services
from volunteers.consensus.models import OpinionMap, Pack, Participant, Statement

pytestmark = pytest.mark.django_db


def published(conversation):
    """What everybody may see."""
    return OpinionMap.objects.get(pk=conversation).published


def test_two_camps_are_found_and_what_both_agree_on_stands_first():
    conversation = crowd(30, 20)

    services.recompute(conversation.pk)

    found = published(conversation)
    first = conversation.statements.first().number
    assert [(one["letter"], one["size"]) for one in found["groups"]] == [("A", 30), ("B", 20)]
    assert found["consensus"][0] == {"number": first, "direction": 1}
    assert found["statements"][0]["agree"] == 100
    assert {one["number"] for one in found["division"]} <= {
        one.number for one in conversation.statements.all()[1:]
    }
    assert (found["voters"], found["votes"]) == (50, 600)


def test_below_twenty_voters_nothing_is_counted():
    conversation = crowd(10, 9)

    services.recompute(conversation.pk)

    found = published(conversation)
    assert found["voters"] is found["votes"] is None
    assert (found["groups"], found["consensus"], found["division"]) == ([], [], [])
    assert {one["agree"] for one in found["statements"]} == {None}


def test_counts_move_only_when_five_more_have_voted():
    conversation = crowd(15, 15)
    services.recompute(conversation.pk)
    before = published(conversation)
    said = list(conversation.statements.all())

    for person in join(conversation, 4):
        vote(person, said, [1] * len(said))
    done_with_four = services.recompute(conversation.pk)
    after_four = published(conversation)
    for person in join(conversation, 1):
        vote(person, said, [1] * len(said))
    done_with_five = services.recompute(conversation.pk)

    assert (done_with_four, done_with_five) == (False, True)
    assert after_four == before
    assert (before["voters"], published(conversation)["voters"]) == (30, 35)


def test_five_who_change_their_minds_are_a_step_too():
    conversation = crowd(15, 15)
    services.recompute(conversation.pk)
    said = conversation.statements.first()

    said.votes.filter(participant__in=conversation.participants.all()[:5]).update(value=-1)
    services.recompute(conversation.pk)

    assert published(conversation)["statements"][0]["agree"] == 83


def test_a_statement_taken_out_leaves_the_map_without_showing_newer_votes():
    conversation = crowd(15, 15)
    services.recompute(conversation.pk)
    said = list(conversation.statements.all())
    for person in join(conversation, 3):
        vote(person, said, [-1] * len(said))

    Statement.objects.filter(pk=said[1].pk).update(stage=Statement.Stage.REJECTED)
    OpinionMap.objects.filter(pk=conversation).update(stale=True)
    services.recompute(conversation.pk)

    found = published(conversation)
    assert said[1].number not in {one["number"] for one in found["statements"]}
    assert (found["statements"][0]["agree"], found["voters"]) == (100, 30)


def test_who_was_left_out_is_in_no_count_and_that_is_said():
    conversation = crowd(20, 20)
    exclusion = ExclusionFactory(conversation=conversation, people=20, reason="Sample flood")
    keys = conversation.participants.order_by("pk").values_list("pk", flat=True)[20:]
    Participant.objects.filter(pk__in=list(keys)).update(exclusion=exclusion)

    services.recompute(conversation.pk)

    found = published(conversation)
    assert found["voters"] == 20
    assert [(one["people"], one["reason"]) for one in found["left_out"]] == [(20, "Sample flood")]


def test_a_small_group_is_not_spoken_of():
    conversation = crowd(30, 30, 3, statements=15)

    services.recompute(conversation.pk)

    found = published(conversation)
    shares = sum(one["share"] for one in found["groups"])
    assert all(one["size"] >= 5 for one in found["groups"])
    assert shares in {99, 100, 101}


def test_letters_stay_with_their_groups_when_the_smaller_becomes_the_larger():
    conversation = crowd(30, 20)
    services.recompute(conversation.pk)
    smaller = conversation.participants.order_by("pk")[45]
    before = queries.place_of(conversation.map, smaller)["letter"]

    crowd(0, 25, conversation=conversation, seed=2)
    services.recompute(conversation.pk)

    found = {one["letter"]: one["size"] for one in published(conversation)["groups"]}
    conversation.map.refresh_from_db()
    assert queries.place_of(conversation.map, smaller)["letter"] == before == "B"
    assert found["B"] > found["A"]


def test_my_place_is_mine_and_is_nowhere_in_what_is_published():
    conversation = crowd(30, 20)
    services.recompute(conversation.pk)
    mine = conversation.participants.first()

    place = queries.place_of(conversation.map, mine)

    words = json.dumps(published(conversation))
    assert place["letter"] in {"A", "B"}
    assert mine.key not in words
    assert f"{place['x']:.6f}"[:8] not in words


def test_nobody_who_did_not_vote_has_a_place():
    conversation = crowd(30, 20)
    services.recompute(conversation.pk)

    (somebody,) = join(conversation, 1)

    assert queries.place_of(conversation.map, somebody) is None


def test_priorities_follow_the_votes():
    conversation = crowd(20, 20)

    services.recompute(conversation.pk)

    found = conversation.statements.values_list("priority", flat=True)
    assert len({round(one, 6) for one in found}) > 1
    assert all(one > 0 for one in found)


def test_the_pack_and_its_tail_are_all_votes_whatever_order_they_came_in():
    conversation = crowd(15, 15)
    services.recompute(conversation.pk)
    said = list(conversation.statements.all())
    for person in join(conversation, 7):
        vote(person, said, [1] * len(said))
    said[2].votes.filter(participant=conversation.participants.first()).update(value=0)

    packed = services.unpack(conversation)
    found = packed.with_tail(services.read_tail(conversation, packed.horizon))

    rows = conversation.participants.order_by("pk", "votes__statement").values_list(
        "pk", "votes__statement", "votes__value"
    )
    assert list(
        zip(*map(np.ndarray.tolist, (found.person, found.statement, found.value)), strict=True)
    ) == list(rows)


def test_a_pack_from_a_database_that_counts_anew_is_not_trusted():
    conversation = crowd(15, 15)
    services.recompute(conversation.pk)

    Pack.objects.filter(pk=conversation).update(horizon=2**60)

    assert len(services.unpack(conversation)) == 0


def test_signed_in_votes_stand_beside_everybodys():
    conversation = crowd(25)
    said = list(conversation.statements.all())
    for person in join(conversation, 20, Participant.Kind.SIGNED_IN):
        vote(person, said, [-1] * len(said))

    services.recompute(conversation.pk)

    first = published(conversation)["statements"][0]
    assert (first["agree"], first["signed_in"]["agree"]) == (56, 0)


def test_a_conversation_without_votes_has_an_empty_map():
    conversation = OpenConversationFactory()
    StatementFactory(conversation=conversation)

    services.recompute(conversation.pk, whole=True)

    assert published(conversation)["voters"] is None


def test_what_is_due_is_worked_out_and_nothing_else():
    busy = crowd(15, 15)
    quiet = crowd(2)

    first, second = services.recompute_due(), services.recompute_due()

    assert (first, second) == (1, 0)
    assert list(OpinionMap.objects.values_list("pk", flat=True)) == [busy.pk]
    assert quiet.pk != busy.pk
