"""What an e-mail says: as text and as HTML, with one action, why it came and how to stop it."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.text import Truncator

from corps import mail
from corps.accounts.models import User
from corps.notifications.formats import Group, action_of, group_of
from corps.notifications.models import Notification, SavedSearch

MOST_NAMED = 50  # notices of one digest; the others are counted
LONGEST_SUBJECT = 120  # letters: more is cut off by mail programs, and stands in the e-mail itself
MESSAGE_ID = "<{kind}-{pk}-{proof}@{host}>"
_stops = signing.Signer(salt="corps.notifications.stop")


def stop_token(user: User, scope: str) -> str:
    """A word by which whoever holds it may stop a group's e-mail, or a digest, for one person."""
    return _stops.sign_object([user.pk, scope])


def read_stop_token(token: str) -> tuple[int, str]:
    """Whose e-mail a token stops, and of which group or digest; ValueError where it is ours not."""
    try:
        pk, scope = _stops.unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise ValueError("a token that we did not make") from error
    return pk, scope


def message_id(notice: Notification, kind: str = "notice") -> str:
    """The same Message-ID whenever this notice's e-mail is written, and one that nobody guesses."""
    proof = salted_hmac("corps.notifications.message", f"{notice.pk} {notice.event.at.isoformat()}")
    return MESSAGE_ID.format(
        kind=kind, pk=notice.pk, proof=proof.hexdigest()[:16], host=settings.SITE_HOST
    )


def compose(notice: Notification) -> EmailMultiAlternatives:
    """The e-mail of one notice."""
    event, group = notice.event, group_of(notice.event.kind)
    stop = _stop_address(notice, group) if group.optional else ""
    context = {
        "event": event,
        "subject": event.subject,
        # The words of searches have a link for each of them.
        "says_stop": group.key != "searches" or "/stop/" not in event.text,
        "address": f"{settings.SITE_URL}{event.link}",
        "action": action_of(event.kind),
        "why": f"You get this e-mail because {group.why}",
    }
    subject = Truncator(event.subject).chars(LONGEST_SUBJECT)
    return _message("email", notice.to, subject, context, message_id(notice), stop)


def compose_digest(notices: Sequence[Notification], pace: str) -> EmailMultiAlternatives:
    """One e-mail of many notices of one person."""
    first = notices[0]
    count = len(notices)
    subject = f"{count} thing{'' if count == 1 else 's'} happened: your {pace} digest"
    context = {
        "listed": [(one.event, group_of(one.event.kind)) for one in notices[:MOST_NAMED]],
        "more": max(0, count - MOST_NAMED),
        "subject": subject,
        "pace": pace,
        "address": f"{settings.SITE_URL}{reverse('notifications:inbox')}",
        "action": "Open your inbox",
        "why": f"You chose to hear of these things in a {pace} digest.",
    }
    stop = f"{settings.SITE_URL}{reverse('notifications:stop', args=[stop_token(first.to, pace)])}"
    return _message("gathered", first.to, subject, context, message_id(first, "digest"), stop)


def _stop_address(notice: Notification, group: Group) -> str:
    """Where one press stops such e-mail: of one's saved searches by their own link."""
    event = notice.event
    if event.about_type_id == ContentType.objects.get_for_model(SavedSearch).pk:
        search = SavedSearch.objects.filter(pk=event.about_id, user=notice.to).first()
        if search:
            address = reverse("notifications:search-stop", args=[search.token])
            return f"{settings.SITE_URL}{address}"
    token = stop_token(notice.to, group.key)
    return f"{settings.SITE_URL}{reverse('notifications:stop', args=[token])}"


def _message(
    template: str, to: User, subject: str, context: dict[str, Any], own_id: str, stop: str
) -> EmailMultiAlternatives:
    shared = context | {
        "to": to,
        "stop": stop,
        "site": settings.SITE_URL,
        "wishes": f"{settings.SITE_URL}{reverse('notifications:wishes')}",
    }
    headers = {"Message-ID": own_id, "Auto-Submitted": "auto-generated"}
    if stop:  # RFC 8058: the post of one press, without signing in
        headers |= {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    message = EmailMultiAlternatives(
        subject=subject,
        body=mail.plain(f"corps/notifications/{template}.txt", shared),
        to=[to.email],
        headers=headers,
    )
    message.attach_alternative(
        render_to_string(f"corps/notifications/{template}.html", shared), "text/html"
    )
    return message
