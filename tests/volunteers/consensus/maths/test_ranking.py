"""Issues rank by what all groups agree on, how many took part, and how lately."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.consensus.maths import ranking

SHARES = st.floats(0, 1)
DAYS = st.floats(0, 5000)
PEOPLE = st.integers(20, 2_000_000)
ISSUES = st.fixed_dictionaries(
    {
        "days": DAYS,
        "people": st.none() | PEOPLE,
        "consensus": st.none() | SHARES,
    }
)


@pytest.mark.parametrize(("days", "expected"), [(-3, 1), (0, 1), (90, 0.5), (180, 0.25)])
def test_what_is_older_counts_half_after_each_half_life(days, expected):
    assert ranking.recency(days) == expected


@pytest.mark.parametrize(("people", "expected"), [(0, 0), (-1, 0), (10_000, 1), (99_999, 1)])
def test_people_count_from_none_to_many(people, expected):
    assert ranking.participation(people) == expected


def test_each_tenfold_adds_about_a_quarter():
    steps = [ranking.participation(10**power) for power in (1, 2, 3, 4)]

    assert [round(step, 2) for step in steps] == [0.26, 0.5, 0.75, 1.0]


def test_a_conversation_is_spoken_for_by_its_five_best_statements():
    assert ranking.agreement([0.5, 0.9, 0.7, 0.8, 0.6, 0.1]) == pytest.approx(0.7)
    assert ranking.agreement([0.4]) == 0.4
    assert ranking.agreement([]) is None


def test_a_known_rank_by_hand():
    found = ranking.rank(days=90, people=10_000, consensus=0.8)

    assert found == ranking.Rank(0.5, 0.8, 1.0)
    assert found.score == pytest.approx((2 * 0.8 + 1.0 + 0.5) / 4)


@given(ISSUES)
def test_a_score_lies_between_0_and_1(issue):
    assert 0 <= ranking.rank(**issue).score <= 1


@given(DAYS, SHARES)
def test_where_few_took_part_the_time_alone_ranks(days, consensus):
    few = ranking.rank(days=days, people=None, consensus=consensus)

    assert few == ranking.Rank(ranking.recency(days))
    assert few.score == few.recency / 4


@given(DAYS, PEOPLE, PEOPLE, SHARES, SHARES)
def test_more_people_or_more_agreement_never_rank_lower(days, people, more, share, higher):
    least = ranking.rank(days=days, people=min(people, more), consensus=min(share, higher))
    most = ranking.rank(days=days, people=max(people, more), consensus=max(share, higher))

    assert least.score <= most.score


@given(DAYS, DAYS, PEOPLE, SHARES)
def test_the_later_never_ranks_lower(days, other, people, share):
    late = ranking.rank(days=min(days, other), people=people, consensus=share)
    early = ranking.rank(days=max(days, other), people=people, consensus=share)

    assert early.score <= late.score


@given(st.dictionaries(st.integers(), ISSUES, max_size=8), st.sampled_from(ranking.ORDERS))
def test_the_order_falls_and_leaves_nothing_out_whatever_came_first(issues, by):
    ranks = {key: ranking.rank(**issue) for key, issue in issues.items()}

    found = ranking.order(ranks, by=by)

    turned = dict(reversed(list(ranks.items())))
    parts = [getattr(ranks[key], by) for key in found]
    known = [part for part in parts if part is not None]
    assert sorted(found) == sorted(ranks)
    assert found == ranking.order(turned, by=by)
    assert known == sorted(known, reverse=True) == parts[: len(known)]


def test_equals_stand_by_their_key():
    same = ranking.rank(days=1, people=None, consensus=None)

    assert ranking.order({3: same, 1: same, 2: same}) == [1, 2, 3]
