#!/usr/bin/env python
"""Runs one command; starts the bundled servers around it where no addresses are given."""

import os
import signal
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from django.core.management import execute_from_command_line

from corps import embedded

NEED_NO_SERVERS = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "fonts",
    "help",
    "makemessages",
    "sendtestemail",
    "startapp",
    "version",
}


def refuse_closed(folder):
    """Settings keep a secret there, where none is given: better said here than by a traceback."""
    try:
        if not os.environ.get("SECRET_KEY"):
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise embedded.CannotStart(
            f"You may not write to {error.filename or folder} ({error.strerror}): "
            "choose a folder of your own with VAR_DIR."
        ) from error


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corps.settings")
    # So that a polite request to stop, which Python would die of at once, stops the servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    var_dir = Path(os.environ.get("VAR_DIR") or Path(__file__).resolve().parent / "var")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    asks_for_help = command.startswith("-") or {"-h", "--help"} & set(sys.argv[2:])
    one_part = command == "up" and any(word.startswith("--only") for word in sys.argv[2:])
    alone = asks_for_help or one_part or command in NEED_NO_SERVERS
    try:
        refuse_closed(var_dir)
        with nullcontext() if alone else embedded.running(var_dir):
            execute_from_command_line(sys.argv)
    except embedded.CannotStart as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


if __name__ == "__main__":
    main()
