"""Tokens in the back office: seen and ended, never made."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from councils.models import Change, Findable, Token
from tests.factories.accounts import UserFactory
from tests.factories.councils import (
    AddendumFactory,
    AnsweredQuestionFactory,
    AttachmentFactory,
    CompletionFactory,
    FavouriteFactory,
    MembershipFactory,
    ProjectFactory,
    ReuseFactory,
    SponsorshipFactory,
    UseCheckFactory,
)

pytestmark = pytest.mark.django_db
TABLE = "admin:councils_token_changelist"


@pytest.fixture
def back_office(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize(
    ("table", "make"),
    [
        ("addendum", AddendumFactory),
        ("attachment", AttachmentFactory),
        ("change", lambda: Change.objects.create(event=AddendumFactory().event, field="Title")),
        ("completion", CompletionFactory),
        ("favourite", FavouriteFactory),
        ("findable", lambda: Findable.objects.get(pk=ProjectFactory().pk)),
        ("question", AnsweredQuestionFactory),
        ("reuse", ReuseFactory),
        ("sponsorship", SponsorshipFactory),
        ("usecheck", UseCheckFactory),
    ],
)
def test_each_table_of_papers_asks_as_much_for_three_rows_as_for_one(back_office, table, make):
    url = reverse(f"admin:councils_{table}_changelist")
    back_office.get(url)  # warms what is cached for good
    counts = []

    for rows in (1, 2):
        for _ in range(rows):
            row = make()
        with CaptureQueriesContext(connection) as queries:
            response = back_office.get(url)
        counts.append((response.status_code, len(queries)))

    assert counts[0] == counts[1]
    assert (
        back_office.get(reverse(f"admin:councils_{table}_change", args=[row.pk])).status_code == 200
    )


def token(name="Sample import"):
    ends = timezone.now() + timedelta(days=1)
    number = str(Token.objects.count())
    membership = MembershipFactory()
    return Token.objects.create(membership=membership, name=name, digest=number, expires_at=ends)


def test_the_table_asks_as_much_for_three_rows_as_for_one(back_office):
    back_office.get(reverse(TABLE))  # warms what is cached for good
    counts = []

    for rows in (1, 2):
        for _ in range(rows):
            token()
        with CaptureQueriesContext(connection) as queries:
            response = back_office.get(reverse(TABLE), {"q": "sample"})
        counts.append((response.status_code, len(queries)))

    assert counts[0] == counts[1]


def test_a_token_is_seen_without_its_digest(back_office):
    row = token()
    row.digest = "0123456789abcdef"
    row.save()

    page = back_office.get(reverse("admin:councils_token_change", args=[row.pk]))

    assert (page.status_code, page.content.decode().count(row.digest)) == (200, 0)


def test_nobody_makes_a_token_for_another(back_office):
    assert back_office.get(reverse("admin:councils_token_add")).status_code == 403
