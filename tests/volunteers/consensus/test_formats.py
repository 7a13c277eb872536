"""Polis' export, read strictly and written; reports with its ids."""

import json

import numpy as np
import pytest

from volunteers.consensus import formats, maths

COMMENTS = """timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
1400000000000,Wed,7,1,9,9,1,"Sample words,
on two lines"
1400000000000,Wed,3,,0,0,-1,Sample words that are rejected
1400000000000,Wed,5,2,0,0,0,Übung
"""
VOTES = """timestamp,datetime,comment-id,voter-id,vote
30,Wed,7,12,-1
10,Wed,7,12,1

20,Wed,5,9,0
20,Wed,3,12,1
"""
MATRIX = """participant,xid,group-id,n-comments,n-votes,n-agree,n-disagree,3,5,7
9,,0,0,1,0,0,,0,
12,abc,,0,2,1,1,1,,-1
30,,,0,0,0,0,,,
"""


@pytest.fixture
def folder(tmp_path):
    """An export; every test may change its files."""
    (tmp_path / "comments.csv").write_text(COMMENTS)
    (tmp_path / "votes.csv").write_text(VOTES)
    return tmp_path


def votes(export):
    """{(participant, comment): vote} with the ids of the export."""
    return {
        (export.participants[person], export.comments[statement].id): int(vote)
        for person, statement, vote in zip(
            export.person, export.statement, export.vote, strict=True
        )
    }


def test_the_last_vote_by_time_counts_whatever_the_order_of_lines(folder):
    found = formats.read_polis(folder)

    assert votes(found) == {(12, 7): -1, (9, 5): 0, (12, 3): 1}
    assert found.participants == (9, 12)
    assert sorted(found.timestamp.tolist()) == [20, 20, 30]


def test_of_votes_at_the_same_time_the_lower_line_counts(folder):
    (folder / "votes.csv").write_text(VOTES.replace("30,Wed", "10,Wed"))

    assert votes(formats.read_polis(folder))[12, 7] == 1


def test_comments_come_by_id_with_what_moderators_decided(folder):
    found = formats.read_polis(folder)

    assert [(one.id, one.moderated, one.author) for one in found.comments] == [
        (3, -1, None),
        (5, 0, 2),
        (7, 1, 1),
    ]
    assert found.comments[2].text == "Sample words,\non two lines"
    assert found.zeroed.tolist() == [True, False, False]


def test_the_matrix_is_read_where_there_are_no_votes(folder):
    known = votes(formats.read_polis(folder))
    (folder / "votes.csv").unlink()
    (folder / "participants-votes.csv").write_text(MATRIX)

    found = formats.read_polis(folder)

    assert votes(found) == known
    assert found.participants == (9, 12)


def test_comments_about_the_conversation_move_nobody(folder):
    (folder / "comments.csv").write_text(
        "comment-id,is-meta,is-seed,moderated,comment-body\n3,true,false,1,A\n5,false,true,1,B\n7,,,1,C\n"
    )

    found = formats.read_polis(folder)

    assert found.zeroed.tolist() == [True, False, False]
    assert [one.is_seed for one in found.comments] == [False, True, False]
    assert found.comments[0].timestamp == 0


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("votes.csv", "20,Wed,5,9,0", "20,Wed,5,9,2", "votes.csv, line 5: “vote” is 2: it has"),
        ("votes.csv", "20,Wed,5,9,0", "20,Wed,5,9", "votes.csv, line 5: The line has 4 cells"),
        ("votes.csv", "20,Wed,5,9,0", "20,Wed,8,9,0", "votes.csv, line 5: There is no comment 8"),
        ("votes.csv", "20,Wed,5,9,0", "20,Wed,5,x,0", "votes.csv, line 5: “voter-id” is “x”"),
        ("votes.csv", "20,Wed,5,9,0", "2.5,Wed,5,9,0", "votes.csv, line 5: “timestamp” is “2.5”"),
        ("votes.csv", "20,Wed,5,9,0", "9999999999999999,Wed,5,9,0", "no number beyond"),
        ("votes.csv", "20,Wed,5,9,0", '20,Wed,5,9,"0', "votes.csv, line 5: This is not CSV"),
        ("votes.csv", "20,Wed,5,9,0", "20,\0,5,9,0", "votes.csv, line 5: The file holds a zero"),
        ("votes.csv", "voter-id", "voter", "votes.csv, line 1: There is no column “voter-id”"),
        ("votes.csv", "datetime", "vote", "votes.csv, line 1: Two columns are called “vote”"),
        ("comments.csv", "Wed,5", "Wed,7", "comments.csv, line 5: The comment 7 stands on line 2"),
        ("comments.csv", ",-1,S", ",3,S", "comments.csv, line 4: “moderated” is 3: it has to be"),
        ("comments.csv", "datetime", "is-meta", "line 2: “is-meta” is “wed”: it has to be true"),
    ],
)
def test_what_is_wrong_is_named_by_file_and_line(folder, file, old, new, complaint):
    text = (folder / file).read_text()
    (folder / file).write_text(text.replace(old, new, 1))

    with pytest.raises(formats.PolisError) as refusal:
        formats.read_polis(folder)

    assert complaint in str(refusal.value)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("12,abc", "9,abc", "participants-votes.csv, line 3: The participant 9 stands on line 2"),
        ("1,,-1", "1,,-2", "participants-votes.csv, line 3: “7” is -2: it has to be one of"),
        (",5,7", ",5,8", "participants-votes.csv, line 3: There is no comment 8 in comments.csv."),
        (",5,7", ",5,seven", "participants-votes.csv, line 3: “seven” is “seven”: it has to be"),
    ],
)
def test_what_is_wrong_in_the_matrix_is_named(folder, old, new, complaint):
    (folder / "votes.csv").unlink()
    (folder / "participants-votes.csv").write_text(MATRIX.replace(old, new, 1))

    with pytest.raises(formats.PolisError) as refusal:
        formats.read_polis(folder)

    assert str(refusal.value).startswith(complaint)


def test_missing_empty_and_foreign_files_are_named(folder):
    (folder / "votes.csv").write_bytes("timestamp,\nÜ".encode("latin-1"))
    with pytest.raises(formats.PolisError, match=r"votes\.csv, line 2: The file is not in UTF-8"):
        formats.read_polis(folder)
    (folder / "votes.csv").write_text("")
    with pytest.raises(formats.PolisError, match=r"votes\.csv, line 1: The file is empty"):
        formats.read_polis(folder)
    (folder / "votes.csv").unlink()
    with pytest.raises(formats.PolisError, match=r"neither votes\.csv nor participants-votes\.csv"):
        formats.read_polis(folder)
    (folder / "comments.csv").unlink()
    with pytest.raises(formats.PolisError, match=r"comments\.csv: The file is not in the folder"):
        formats.read_polis(folder)


def test_a_conversation_without_votes_is_read(folder):
    (folder / "votes.csv").write_text(VOTES.splitlines()[0])

    found = formats.read_polis(folder)

    assert (found.participants, found.vote.tolist()) == ((), [])


def test_what_is_written_is_read_again(folder, tmp_path):
    known = formats.read_polis(folder)
    out = tmp_path / "out"
    out.mkdir()

    files = formats.write_polis(known, group=[0, None], about={"topic": "Sample", "voters": 2})
    for name, text in files.items():
        (out / name).write_text(text, newline="")

    found = formats.read_polis(out)
    assert (found.comments, votes(found)) == (known.comments, votes(known))
    (out / "votes.csv").unlink()
    assert votes(formats.read_polis(out)) == votes(known)
    assert files["participants-votes.csv"].splitlines()[1:] == [
        "9,0,0,1,0,0,,0,",
        "12,,0,2,1,1,1,,-1",
    ]
    assert files["summary.csv"] == "topic,Sample\r\nvoters,2\r\n"


def report(export):
    found = maths.opinion_map(
        *(export.person, export.statement, export.vote),
        people=len(export.participants),
        statements=len(export.comments),
        moderated=export.zeroed,
    )
    return formats.report(export, found, seconds={"read": 0.5})


def test_a_report_has_the_ids_of_the_export(folder):
    found = report(formats.read_polis(folder))

    assert [*found] == [
        *("participants", "statements", "votes", "in_conversation", "k", "groups", "positions"),
        *("silhouette", "inertia", "group_informed_consensus", "representative", "consensus"),
        *("division", "seconds"),
    ]
    assert (found["participants"], found["statements"], found["votes"]) == (2, 3, 3)
    assert [*found["positions"]] == ["9", "12"]
    assert [*found["group_informed_consensus"]] == ["5", "7"]
    assert found["seconds"]["read"] == 0.5
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def two_minds(folder):
    """Ten people agree with a statement and ten do not; all of them agree with another."""
    lines = [VOTES.splitlines()[0]]
    for person in range(20):
        lines += [f"1,,7,{person},{1 if person < 10 else -1}", f"1,,5,{person},1"]
    (folder / "votes.csv").write_text("\n".join(lines))
    return formats.read_polis(folder)


def test_a_report_says_what_unites_and_what_divides(folder):
    found = report(two_minds(folder))

    assert (found["k"], found["in_conversation"]) == (2, 20)
    assert found["consensus"] == [
        {"statement": 5, "direction": "agree", "score": pytest.approx(21**1.5 / 22)}
    ]
    (divides,) = found["division"]
    agrees, disagrees = found["groups"]["0"], found["groups"]["10"]
    assert (divides["statement"], divides["most"], divides["least"]) == (7, agrees, disagrees)
    assert found["representative"][str(disagrees)][-1]["direction"] == "disagree"
    assert np.array(found["positions"]["0"]) == pytest.approx(-np.array(found["positions"]["10"]))


def test_a_report_reads_as_text(folder):
    export = two_minds(folder)

    found = formats.report_text(export, report(export)).splitlines()

    assert found[0] == ("20 people cast 40 votes on 2 statements; 20 voted enough to be grouped.")
    assert "  5, agree: Übung" in found


def test_a_report_of_nothing_reads_as_text(folder):
    export = formats.read_polis(folder)

    found = formats.report_text(export, report(export)).splitlines()

    assert found[1] == "Groups: 0, silhouette 0.000."
    assert found.count("  Nothing.") == 1
