"""E-mail that comes back: its address is left alone until somebody says that it works again."""

import re
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from corps import mail
from corps.accounts.models import User
from corps.notifications.formats import read_report
from corps.notifications.models import Bounce, BounceQuerySet, Notification, Outcome
from corps.notifications.services.events import record
from corps.notifications.services.letters import message_id

TRY_AGAIN_AFTER = timedelta(minutes=10)
UNPROVED = "The report names no e-mail of ours, so the address is not held. "
_OURS = re.compile(r"<(notice|digest)-(\d{1,18})-[0-9a-f]+@")
_proofs = signing.TimestampSigner(salt="corps.notifications.address")
PROOF_LASTS = timedelta(days=7)


@transaction.atomic
def record_bounce(*, address: str, reason: str, permanent: bool, report: str = "") -> Bounce | None:
    """Note that e-mail to an address came back, and tell who has it; None where it was noted."""
    known = address.lower()
    if report and Bounce.objects.at(known).filter(message_id=report).exists():
        return None
    held_before = Bounce.objects.holding().at(known).exists()
    made = Bounce.objects.create(
        address=known, reason=reason, permanent=permanent, message_id=report[:255]
    )
    if permanent and not held_before:
        people = User.objects.filter(email=known)
        record("notifications.mail_returned", about=made, by=None, tell=people, reason=reason)
    return made


def read_bounce(raw: bytes) -> int:
    """Note what a mail server's report says of our people's addresses; return how many are new.

    Anybody can write such a report: only one that quotes an e-mail of ours holds an address.
    """
    new = 0
    for one in read_report(raw):
        if not User.objects.filter(email=one.address).exists():
            continue
        proved = _is_ours(one.about, one.address)
        new += bool(
            record_bounce(
                address=one.address,
                reason=one.reason if proved else f"{UNPROVED}{one.reason}",
                permanent=one.permanent and proved,
                report=one.report,
            )
        )
    return new


def _is_ours(about: str, address: str) -> bool:
    """Whether a Message-ID is of an e-mail that we sent to this address."""
    named = _OURS.match(about)
    if not named:
        return False
    notice = (
        Notification.objects.select_related("event", "to")
        .filter(pk=int(named.group(2)), to__email=address)
        .first()
    )
    return notice is not None and message_id(notice, named.group(1)) == about


@transaction.atomic
def clear_bounces(bounces: BounceQuerySet, *, by: User | None) -> int:
    """Send to these addresses again, and what was held and is still unread; return how many."""
    holding = list(bounces.holding().select_for_update())
    addresses = {one.address for one in holding}
    Bounce.objects.holding().filter(address__in=addresses).update(
        cleared_at=timezone.now(), cleared_by=by
    )
    Notification.objects.filter(to__email__in=addresses, outcome=Outcome.HELD, read_at=None).update(
        sent_at=None, outcome="", wait_until=None, digest=""
    )
    first = {one.address: one for one in holding}
    for user in User.objects.filter(email__in=addresses).order_by("pk"):
        record("notifications.address_freed", about=first[user.email], by=by, tell=[user])
    return len(addresses)


def send_again(bounces: Iterable[Bounce], *, by: User) -> int:
    """What corps staff do from a table: clear these and every other of their addresses."""
    keys = [one.pk for one in bounces]
    return clear_bounces(Bounce.objects.filter(pk__in=keys), by=by)


class NotTried(Exception):
    """Why an address is not tried now, in words for the person."""


@transaction.atomic
def try_address(user: User) -> None:
    """Send a link to an address whose e-mail came back: whoever opens it proves that it works."""
    bounce = Bounce.objects.holding().at(user.email).select_for_update().first()
    if bounce is None:
        raise NotTried("E-mail reaches this address already.")
    now = timezone.now()
    if bounce.tried_at and now - bounce.tried_at < TRY_AGAIN_AFTER:
        raise NotTried("We wrote to it a moment ago. Look there first, or wait ten minutes.")
    bounce.tried_at = now
    bounce.save(update_fields=["tried_at"])
    token = _proofs.sign_object([user.pk, user.email])
    link = f"{settings.SITE_URL}{reverse('notifications:address', args=[token])}"
    body = mail.plain("corps/notifications/address_try.txt", {"link": link})
    message = EmailMessage("Does e-mail reach you again?", body, to=[user.email])
    mail.framed(message, "Yes, it reaches me").send()


def read_proof(token: str) -> str:
    """The address that a link proves to work; ValueError where it is old, or not ours."""
    try:
        _, address = _proofs.unsign_object(token, max_age=PROOF_LASTS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise ValueError("a link that is old or not ours") from error
    return str(address)


def prove_address(token: str) -> int:
    """Send to an address again whose link was opened."""
    return clear_bounces(Bounce.objects.at(read_proof(token)), by=None)
