"""How a program comes to act for an officer, and stops."""

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError
from django.utils import timezone

from corps.notifications.models import Event, Notification
from corps.stages import IllegalMove
from councils import services
from councils.models import Membership, Token
from tests.factories.councils import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def membership():
    return MembershipFactory()


def made(membership, **fields):
    given = {"name": "Import", "days": 30} | fields
    return services.make_token(membership, by=membership.user, **given)


def test_the_secret_is_nowhere_kept(membership):
    token, secret = made(membership)

    kept = Token.objects.values().get()
    assert secret.startswith(token.beginning)
    assert [value for value in kept.values() if secret in str(value)] == []
    assert len(token.beginning) == 10


def test_a_token_opens_for_as_long_as_was_said(membership):
    token, secret = made(membership, days=30)

    assert services.use_token(secret) == token
    assert token.expires_at - token.made_at == timedelta(days=30)


def test_its_use_is_noted_once_a_minute(membership):
    _token, secret = made(membership)
    services.use_token(secret)
    first = Token.objects.get().last_used_at

    services.use_token(secret)
    again = Token.objects.get().last_used_at
    Token.objects.update(last_used_at=first - timedelta(minutes=2))
    services.use_token(secret)

    assert again == first
    assert Token.objects.get().last_used_at > first


def test_nobody_makes_a_token_for_somebody_else(membership):
    other = MembershipFactory(council=membership.council)

    with pytest.raises(ObjectDoesNotExist):
        services.make_token(membership, name="Import", days=30, by=other.user)


def test_who_is_not_confirmed_makes_no_token():
    membership = MembershipFactory(confirmed_at=None)

    with pytest.raises(ObjectDoesNotExist):
        made(membership)


def test_nobody_holds_more_than_five_that_work(membership):
    tokens = [made(membership)[0] for _ in range(5)]

    with pytest.raises(services.TooManyTokens):
        made(membership)
    services.revoke_token(tokens[0], by=membership.user)

    assert made(membership)[0].state == "works"


def test_the_councils_administrators_hear_of_a_new_token(membership):
    administrator = MembershipFactory(
        council=membership.council, role=Membership.Role.ADMINISTRATOR
    )

    token, secret = made(membership)

    event = Event.objects.about(token).get()
    assert event.kind == "councils.token_made"
    assert secret not in event.subject + event.text
    assert [notice.to for notice in Notification.objects.all()] == [administrator.user]


def test_a_revoked_token_is_over_at_once_and_once(membership):
    token, secret = made(membership)

    revoked = services.revoke_token(token, by=membership.user)

    assert (revoked.state, services.use_token(secret)) == ("revoked", None)
    assert Event.objects.about(token).filter(kind="councils.token_revoked").count() == 1
    with pytest.raises(IllegalMove):
        services.revoke_token(token, by=membership.user)


def test_a_token_goes_with_its_membership(membership):
    _token, secret = made(membership)

    membership.delete()

    assert (services.use_token(secret), Token.objects.count()) == (None, 0)


def test_a_token_does_not_end_before_it_was_made(membership):
    now = timezone.now()

    with pytest.raises(IntegrityError, match="token_ends_after_it_was_made"):
        Token.objects.create(
            membership=membership, name="A", digest="a", expires_at=now, made_at=now
        )


def test_two_tokens_are_never_opened_by_one_secret(membership):
    token, _secret = made(membership)
    token.pk = None

    with pytest.raises(IntegrityError, match="digest"):
        token.save()
