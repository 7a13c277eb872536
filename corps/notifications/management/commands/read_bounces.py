"""Notes which addresses mail servers could not reach, from the reports that they send back."""

import mailbox
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from corps.notifications import services


class Command(BaseCommand):
    help = (
        "Read delivery reports (RFC 3464) from Maildirs, mbox files or single messages, or from "
        "standard input (-), and hold the addresses that take no mail. A report counts once."
    )

    def add_arguments(self, parser):
        parser.add_argument("places", nargs="*", default=["-"], help="Maildir, mbox, file or -")

    def handle(self, *, places, **_options):
        read = new = 0
        for place in places:
            for raw in messages_in(place):
                read += 1
                new += services.read_bounce(raw)
        self.stdout.write(f"Read {read} messages, noted {new} addresses.")


def messages_in(place):
    """The messages of a Maildir, an mbox, a file or standard input, as they were received."""
    if place == "-":
        yield from _split(sys.stdin.buffer.read())
        return
    path = Path(place)
    if (path / "new").is_dir():
        box = mailbox.Maildir(path, create=False)
        yield from (box.get_bytes(key) for key in box.iterkeys())
    elif path.is_file():
        yield from _split(path.read_bytes())
    else:
        raise CommandError(f"There is neither a Maildir nor a file at {place}.")


def _split(raw):
    """One message, or those of an mbox, in which each begins with "From " after an empty line."""
    if not raw.startswith(b"From "):
        return [raw] if raw.strip() else []
    starts = b"\n" + raw.replace(b"\r\n", b"\n")
    return [part.partition(b"\n")[2] for part in starts.split(b"\nFrom ")[1:]]
