"""What e-mails are made of, and how they leave: into a folder unless EMAIL_URL names a server."""

import email
import hashlib
import os
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import timezone

FRAME = "corps/notifications/account.html"
_LINK = re.compile(r"https?://\S+")
_CODE = re.compile(r"[A-Z0-9]{3,}(-[A-Z0-9]{3,})*")


def plain(template: str, context: dict[str, Any]) -> str:
    """Render plain text: nothing is escaped, since none of it is HTML."""
    rendered = (
        Engine.get_default().get_template(template).render(Context(context, autoescape=False))
    )
    return str(rendered).strip()


def paragraphs(text: str) -> list[tuple[str, str]]:
    """Return the paragraphs of a text, each with what it is: "link", "code" or "words"."""
    found = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return [(_kind(part), part) for part in found]


def _kind(part: str) -> str:
    if _LINK.fullmatch(part):
        return "link"
    return "code" if _CODE.fullmatch(part) else "words"


def framed(message: EmailMessage, action: str = "Open the page") -> EmailMultiAlternatives:
    """Return an e-mail of plain text with the same words as HTML; its one link is a button."""
    context = {
        "subject": message.subject,
        "paragraphs": paragraphs(str(message.body)),
        "action": action,
        "site": settings.SITE_URL,
    }
    both = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body,
        from_email=message.from_email,
        to=message.to,
        headers=message.extra_headers,
    )
    both.attach_alternative(render_to_string(FRAME, context), "text/html")
    return both


class FolderBackend(BaseEmailBackend):
    """Writes each message as one .eml file; a reader never sees half of one.

    A message that comes again under its Message-ID, because who sent it was killed before it could
    say so, is not written again.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages; return how many."""
        folder = Path(settings.MAIL_DIR)
        seen = folder / "seen"
        seen.mkdir(parents=True, exist_ok=True)
        for each in email_messages:
            message = each.message()
            mark = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:16]
            part = folder / f"{uuid.uuid4().hex}.part"
            part.write_bytes(message.as_bytes())
            try:
                os.link(part, seen / mark)
            except FileExistsError:
                part.unlink()
                if any(folder.glob(f"*-{mark}.eml")):
                    continue
                os.link(seen / mark, part)  # whoever marked it was stopped before the next line
            part.rename(folder / f"{timezone.now():%Y%m%dT%H%M%S%f}-{mark}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class Letter:
    """One e-mail that was written to the folder."""

    name: str
    at: datetime
    to: str
    subject: str
    text: str
    html: str


def letter_names() -> list[str]:
    """Names of all written e-mails, newest first."""
    folder = Path(settings.MAIL_DIR)
    return sorted((path.stem for path in folder.glob("*.eml")), reverse=True)


def read_letter(name: str) -> Letter:
    """Read one written e-mail; FileNotFoundError where there is none of that name."""
    if name not in letter_names():
        raise FileNotFoundError(name)
    data = (Path(settings.MAIL_DIR) / f"{name}.eml").read_bytes()
    message = email.message_from_bytes(data, policy=policy.default)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return Letter(
        name=name,
        at=datetime.strptime(name.split("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=text.get_content() if text else "",
        html=html.get_content() if html else "",
    )
