"""How an e-mail leaves: into a folder, unless EMAIL_URL names a server."""

import email
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class FolderBackend(BaseEmailBackend):
    """Writes each message as one .eml file; a reader never sees half of one."""

    def send_messages(self, email_messages):
        """Write the messages; return how many."""
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{timezone.now():%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex[:8]}"
            part = folder / f"{name}.part"
            part.write_bytes(message.message().as_bytes())
            part.rename(folder / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class Letter:
    """One e-mail that was written to the folder."""

    name: str
    at: datetime
    to: str
    subject: str
    text: str


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
    body = message.get_body(("plain",))
    return Letter(
        name=name,
        at=datetime.strptime(name.split("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=body.get_content() if body else "",
    )
