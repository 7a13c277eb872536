"""Conversations in the back office: mended where that is right, and votes read by nobody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.consensus import (
    AgeBandFactory,
    AnswerFactory,
    CommentDecisionFactory,
    ConversationFactory,
    DecisionFactory,
    DeedFactory,
    ExclusionFactory,
    FollowFactory,
    FrozenFactory,
    KioskFactory,
    MovedDayFactory,
    OpinionMapFactory,
    ParticipantFactory,
    PledgeFactory,
    ProgrammeFactory,
    QuietPeriodFactory,
    ReplyFactory,
    StatementFactory,
    VersionFactory,
)

pytestmark = pytest.mark.django_db
TABLES = [
    ("conversation", ConversationFactory),
    ("pledge", PledgeFactory),
    ("quietperiod", QuietPeriodFactory),
    ("follow", FollowFactory),
    ("statement", StatementFactory),
    ("ageband", AgeBandFactory),
    ("movedday", MovedDayFactory),
    ("commentdecision", CommentDecisionFactory),
    ("decision", DecisionFactory),
    ("exclusion", ExclusionFactory),
    ("participant", ParticipantFactory),
    ("kiosk", KioskFactory),
    ("opinionmap", OpinionMapFactory),
    ("frozen", FrozenFactory),
    ("reply", ReplyFactory),
    ("answer", AnswerFactory),
    ("deed", DeedFactory),
    ("programme", ProgrammeFactory),
    ("version", VersionFactory),
]
HIDDEN = ["vote", "background", "pace", "pack"]


@pytest.fixture
def back_office(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize(("table", "factory"), TABLES)
def test_a_table_asks_as_much_for_three_rows_as_for_one(back_office, table, factory):
    url, counts = reverse(f"admin:consensus_{table}_changelist"), []
    back_office.get(url)  # warms what is cached for good

    for rows in (1, 2):
        factory.create_batch(rows)
        with CaptureQueriesContext(connection) as queries:
            response = back_office.get(url, {"q": "sample"})
        counts.append((response.status_code, len(queries)))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(("table", "factory"), TABLES)
def test_a_row_can_be_opened(back_office, table, factory):
    row = factory()

    response = back_office.get(reverse(f"admin:consensus_{table}_change", args=[row.pk]))

    assert response.status_code == 200


@pytest.mark.parametrize("table", HIDDEN)
def test_nobody_reads_votes_one_by_one(back_office, table):
    response = back_office.get(reverse(f"admin:consensus_{table}_changelist"))

    assert response.status_code == 403


def test_who_took_part_is_not_told(back_office):
    person = ParticipantFactory(key="k" * 64, network="n" * 32)
    pages = [
        reverse("admin:consensus_participant_changelist"),
        reverse("admin:consensus_participant_change", args=[person.pk]),
    ]

    words = "".join(back_office.get(page).content.decode() for page in pages)

    assert ("k" * 64 in words, "n" * 32 in words) == (False, False)


def test_how_many_exactly_took_part_is_not_told(back_office):
    made = OpinionMapFactory(voters=1237)

    page = back_office.get(reverse("admin:consensus_opinionmap_change", args=[made.pk]))

    assert "1237" not in page.content.decode()
