import csv
import hashlib
import json
import zipfile
from io import BytesIO, StringIO

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories.consensus import StatementFactory
from tests.volunteers.consensus.crowds import crowd, join, vote
from volunteers.consensus import services, tasks
from volunteers.consensus.models import Conversation, Frozen, Statement

pytestmark = pytest.mark.django_db
Stage = Conversation.Stage


def over(conversation, stage=Stage.REFLECTION):
    """The conversation, once its votes are over."""
    Conversation.objects.filter(pk=conversation.pk).update(stage=stage)
    conversation.refresh_from_db()
    return conversation


def files(frozen):
    """The downloads by name."""
    with zipfile.ZipFile(BytesIO(bytes(frozen.archive))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def rows(text):
    """The rows of a sheet."""
    return list(csv.DictReader(StringIO(text)))


def test_a_result_holds_every_vote_even_the_last_few():
    conversation = crowd(15, 15)
    services.recompute(conversation.pk)
    said = list(conversation.statements.all())
    for person in join(conversation, 3):
        vote(person, said, [1] * len(said))

    frozen = services.freeze(over(conversation), stage=Stage.OPEN)

    assert len(rows(files(frozen)["votes.csv"])) == 33 * len(said)


def test_the_hash_is_of_the_votes_in_the_download():
    frozen = services.freeze(over(crowd(15, 15)), stage=Stage.OPEN)

    votes = files(frozen)["votes.csv"]

    assert hashlib.sha256(votes.encode()).hexdigest() == frozen.votes_sha256


def test_nothing_in_a_download_leads_to_a_person():
    conversation = crowd(15, 15)
    person = conversation.participants.first()
    StatementFactory(conversation=conversation, text="Sample words of a voter.", author=person)

    frozen = services.freeze(over(conversation), stage=Stage.OPEN)

    found = files(frozen)
    everything = "".join(found.values()) + json.dumps(frozen.published)
    assert not any(one.key in everything for one in conversation.participants.all())
    assert {row["author-id"] for row in rows(found["comments.csv"])} == {""}
    assert len({row["timestamp"] for row in rows(found["votes.csv"])}) == 1
    assert sorted({int(row["voter-id"]) for row in rows(found["votes.csv"])}) == [*range(1, 31)]


def test_voters_are_numbered_by_another_lot_each_time():
    conversation = over(crowd(20, 20), Stage.RESPONSE)
    said = conversation.statements.first()
    said.votes.filter(participant=conversation.participants.first()).update(value=-1)

    first = services.freeze(conversation, stage=Stage.OPEN)
    second = services.freeze(conversation, stage=Stage.REFLECTION)

    who = [
        {row["voter-id"] for row in rows(files(one)["votes.csv"]) if row["vote"] == "-1"}
        for one in (first, second)
    ]
    orders = [
        [row["group-id"] for row in rows(files(one)["participants-votes.csv"])]
        for one in (first, second)
    ]
    assert len(who[0]) == len(who[1])
    assert orders[0] != orders[1]


def test_of_a_few_people_no_vote_is_given_out():
    frozen = services.freeze(over(crowd(10)), stage=Stage.OPEN)

    found = files(frozen)

    assert "participants-votes.csv" not in found
    assert rows(found["votes.csv"]) == []
    assert {row["agrees"] for row in rows(found["comments.csv"])} == {"0"}


def test_a_statement_that_was_rejected_is_in_no_download():
    conversation = crowd(15, 15)
    hidden = conversation.statements.last()
    Statement.objects.filter(pk=hidden.pk).update(stage=Statement.Stage.REJECTED)

    frozen = services.freeze(over(conversation), stage=Stage.OPEN)

    found = files(frozen)
    numbers = {row["comment-id"] for row in rows(found["votes.csv"])}
    assert str(hidden.number) not in numbers
    assert hidden.text not in found["comments.csv"]


def test_a_stage_is_frozen_once_and_only_when_it_is_over():
    crowd(15, 15)
    ended = over(crowd(15, 15))

    first, second = services.freeze_due(), services.freeze_due()

    assert (first, second) == (1, 0)
    assert list(Frozen.objects.values_list("conversation", "stage")) == [(ended.pk, "open")]


@pytest.mark.parametrize(
    "words", ["UPDATE consensus_frozen SET stage = 'x'", "DELETE FROM consensus_frozen"]
)
def test_what_is_frozen_is_never_changed(words):
    services.freeze(over(crowd(15, 15)), stage=Stage.OPEN)

    with (
        pytest.raises(IntegrityError, match="stays as it is"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(words)


def test_a_stage_that_is_not_over_is_not_frozen_by_hand():
    conversation = crowd(15, 15)

    done = tasks.freeze_stage(conversation_id=conversation.pk, stage="open")

    assert (done, Frozen.objects.exists()) == (False, False)


def test_who_ends_a_stage_waits_for_no_counting(django_capture_on_commit_callbacks):
    conversation = crowd(15, 15)

    with django_capture_on_commit_callbacks() as handed_over:
        services.move_on(conversation, by=conversation.proposed_by, reason="All have voted.")

    assert not Frozen.objects.exists()
    asked = {"conversation_id": conversation.pk, "stage": "open"}
    assert ("volunteers.consensus.tasks.freeze_stage", asked) in [one.args for one in handed_over]
    assert [tasks.freeze_stage(**asked), tasks.freeze_stage(**asked)] == [True, False]


def test_a_statement_few_voted_on_is_given_out_without_its_votes():
    conversation = crowd(15, 15)
    rare = StatementFactory(conversation=conversation)
    for person in conversation.participants.all()[:19]:
        vote(person, [rare], [1])

    found = files(services.freeze(over(conversation), stage=Stage.OPEN))

    said = {row["comment-id"]: row["agrees"] for row in rows(found["comments.csv"])}
    assert said[str(rare.number)] == "0"
    assert {row["comment-id"] for row in rows(found["votes.csv"])} == set(said) - {str(rare.number)}
    assert {row[str(rare.number)] for row in rows(found["participants-votes.csv"])} == {""}
