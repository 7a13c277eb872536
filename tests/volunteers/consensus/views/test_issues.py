"""Issues that matter are ranked, each part is shown, and small numbers are not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from councils.models import Council
from tests.factories.consensus import (
    ConversationFactory,
    OpenConversationFactory,
    OpinionMapFactory,
    OwedConversationFactory,
    PledgeFactory,
    StatementFactory,
    VersionFactory,
)
from tests.volunteers.consensus.crowds import crowd
from volunteers.consensus import services
from volunteers.consensus.models import OpinionMap

pytestmark = pytest.mark.django_db

PAGE = "/volunteers/consensus/issues/"


def words(response):
    return " ".join(response.content.decode().split())


def asked(question, *, people=None, shares=(), days=0, council=None):
    """A conversation whose map says so."""
    made = OpenConversationFactory(
        question=question, opened_at=timezone.now() - timedelta(days=days)
    )
    PledgeFactory(conversation=made, council=council or Council.objects.get(code="LBH"))
    said = [StatementFactory(conversation=made) for _ in shares]
    OpinionMapFactory(
        conversation=made,
        voters=people or 7,
        published={
            "voters": people,
            "statements": [
                {
                    "number": one.number,
                    "text": one.text,
                    "language": "en",
                    "consensus": share,
                    "seen": people,
                }
                for one, share in zip(said, shares, strict=True)
            ],
            "consensus": [],
        },
    )
    return made


def questions(client, **query):
    page = client.get(PAGE, query).context["page"]
    return [issue.conversation.question for issue in page]


def test_what_all_agree_on_comes_before_what_is_only_new(client):
    asked("New?", people=20, shares=[0.2])
    asked("Agreed?", people=2000, shares=[0.9, 0.8], days=30)

    assert questions(client) == ["Agreed?", "New?"]


def test_each_part_orders_by_itself(client):
    asked("Agreed?", people=20, shares=[0.9], days=100)
    asked("Many?", people=5000, shares=[0.5], days=50)
    asked("New?", people=40, shares=[0.4])

    assert [
        questions(client, sort=part)[0] for part in ("consensus", "participation", "recency")
    ] == [
        "Agreed?",
        "Many?",
        "New?",
    ]
    assert questions(client, sort="nonsense") == questions(client)


def test_where_few_took_part_no_count_is_shown_and_the_time_ranks(client):
    asked("Few?", people=None, shares=[None, None])

    [issue] = client.get(PAGE).context["page"]

    assert (issue.people, issue.rank.consensus, issue.rank.participation) == (None, None, None)
    assert issue.rank.recency == 1
    page = words(client.get(PAGE))
    assert "too few to be counted" in page
    assert "about 7" not in page


def test_what_has_no_map_yet_is_ranked_too(client):
    PledgeFactory(conversation=OpenConversationFactory(question="Bare?"))

    assert questions(client) == ["Bare?"]


def test_what_is_proposed_or_called_off_is_not_ranked(client):
    ConversationFactory()
    OpenConversationFactory(stage="cancelled", stage_reason="Sample")

    assert questions(client) == []


def test_statements_are_ranked_across_conversations(client):
    asked("One?", people=100, shares=[0.3, None, 0.9])
    asked("Two?", people=100, shares=[0.6])

    page = client.get(PAGE, {"of": "statements"}).context["page"]

    assert [(one.conversation.question, one.rank.consensus) for one in page] == [
        ("One?", 0.9),
        ("Two?", 0.6),
        ("One?", 0.3),
    ]


def test_a_borough_narrows_them(client):
    asked("Here?", people=100, shares=[0.5])
    asked("There?", people=100, shares=[0.5], council=Council.objects.get(code="SWK"))

    assert questions(client, borough="southwark") == ["There?"]
    assert questions(client, borough="southwark", of="statements") == ["There?"]
    assert "Take the filter away" in words(client.get(PAGE, {"borough": "barnet"}))


@pytest.mark.parametrize("of", ["", "statements"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client, count, of, django_assert_num_queries):
    for number in range(count):
        asked(f"Question {number}?", people=100, shares=[0.5])

    with django_assert_num_queries(4):
        response = client.get(PAGE, {"of": of})

    assert len(response.context["page"]) == count


@pytest.mark.parametrize(
    "page", [PAGE, f"{PAGE}?of=statements", "/volunteers/consensus/boroughs/lambeth/"]
)
def test_no_map_is_read_to_rank_them(client, page):
    asked("Here?", people=100, shares=[0.5])

    with CaptureQueriesContext(connection) as queries:
        response = client.get(page)

    assert "Here?" in words(response)
    assert [one for one in queries if "published" in one["sql"]] == []


def test_the_map_keeps_the_summary_by_which_it_is_ranked():
    conversation = crowd(15, 15)

    services.recompute(conversation.pk)

    made = OpinionMap.objects.get()
    known = sorted(one["consensus"] for one in made.published["statements"])[::-1]
    assert [one["consensus"] for one in made.summary["said"]] == known[:10]
    assert made.summary["people"] == made.published["voters"] == 30


def test_issues_are_cut_into_pages(client):
    asked("Long?", people=100, shares=[0.5] * 10)
    for number in range(2):
        asked(f"More {number}?", people=100, shares=[0.5] * 10)

    page = client.get(PAGE, {"of": "statements", "page": 2}).context["page"]

    assert (len(page), page.paginator.count) == (10, 30)


def test_a_borough_shows_what_it_asks_owes_and_develops(client, world):
    asked("Here?", people=100, shares=[0.5])
    today = timezone.localdate()
    late = OwedConversationFactory(
        question="Late?",
        votes_until=today - timedelta(days=9),
        reflection_until=today - timedelta(days=8),
        reply_due_on=today - timedelta(days=1),
    )
    PledgeFactory(conversation=late, council=world.council)
    programme = VersionFactory(programme__council=world.council).programme

    page = words(client.get("/volunteers/consensus/boroughs/lambeth/"))

    assert "Late?" in page.partition("Replies owed")[2].partition("Issues that matter here")[0]
    assert f"was due on {late.reply_due_on.day}" in page
    assert programme.title in page
    assert "Here?" in page.partition("Conversations it leads")[2]


def test_a_borough_that_asked_nothing_says_so(client):
    page = words(client.get("/volunteers/consensus/boroughs/barnet/"))

    assert "It has not asked people anything yet." in page
    assert client.get("/volunteers/consensus/boroughs/atlantis/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_boroughs_page_costs_the_same_however_long(
    client, world, count, django_assert_num_queries
):
    for number in range(count):
        asked(f"Question {number}?", people=100, shares=[0.5])
        VersionFactory(programme__council=world.council)

    with django_assert_num_queries(7):
        client.get("/volunteers/consensus/boroughs/lambeth/")
