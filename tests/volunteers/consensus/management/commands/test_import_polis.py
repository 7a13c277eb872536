from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories.accounts import UserFactory
from volunteers.consensus.models import Conversation, Frozen, Participant, Statement

pytestmark = pytest.mark.django_db
REAL = Path(__file__).resolve().parents[6] / "shared/data/opinions"

COMMENTS = """timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
1400000000,x,0,1,0,0,1,Sample statement.
1400000001,x,1,2,0,0,-1,Sample words that were rejected.
"""
VOTES = """timestamp,datetime,comment-id,voter-id,vote
1400000200,x,0,1,-1
1400000100,x,0,1,1
1400000100,x,0,2,1
1400000100,x,1,2,0
"""


@pytest.fixture
def folder(tmp_path):
    """A small export."""
    (tmp_path / "comments.csv").write_text(COMMENTS)
    (tmp_path / "votes.csv").write_text(VOTES)
    return tmp_path


def read(folder, by=None, **more):
    """Import it as corps staff."""
    user = by or UserFactory(is_staff=True)
    call_command("import_polis", folder, question="Sample?", by=user.email, **more)
    return Conversation.objects.get()


def test_people_statements_and_their_last_votes_come_over(folder, capsys):
    made = read(folder)

    first, second = made.statements.all()
    assert [one.value for one in first.votes.order_by("participant")] == [-1, 1]
    assert (first.stage, second.stage) == (Statement.Stage.SHOWN, Statement.Stage.REJECTED)
    assert capsys.readouterr().out.startswith("2 people, 2 statements and 3 votes are in")


def test_it_is_closed_frozen_and_nobody_in_it_can_be_known(folder):
    made = read(folder)

    assert made.stage == Conversation.Stage.CLOSED
    assert made.opened_at.year == 2014
    assert Frozen.objects.get().conversation == made
    assert {one.kind for one in made.participants.all()} == {Participant.Kind.IMPORTED}
    assert not made.participants.filter(key__in=["1", "2"]).exists()


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("votes.csv", VOTES.replace("2,1\n", "2,7\n", 1), "votes.csv, line 4"),
        ("comments.csv", COMMENTS.replace(",0,1,0", ",zero,1,0", 1), "comments.csv, line 2"),
        ("votes.csv", "nothing\n", "votes.csv"),
    ],
)
def test_of_a_bad_file_nothing_is_imported_and_the_line_is_named(folder, file, text, said):
    (folder / file).write_text(text)

    with pytest.raises(CommandError, match=said):
        read(folder)

    assert not Conversation.objects.exists()


def test_a_folder_that_is_none_is_named(tmp_path):
    with pytest.raises(CommandError, match="is not a folder"):
        read(tmp_path / "nowhere")


def test_only_corps_staff_import(folder):
    with pytest.raises(CommandError, match="nobody of the corps staff"):
        read(folder, by=UserFactory())


@pytest.mark.slow
@pytest.mark.real_data
@pytest.mark.parametrize(
    "name",
    [path.name for path in sorted(REAL.glob("*/"))] if REAL.is_dir() else [],
)
def test_real_conversations_come_over_whole(name):
    made = read(REAL / name)

    assert made.statements.exists()
    assert made.map.published["voters"] >= 20
