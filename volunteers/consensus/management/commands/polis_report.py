"""What a Polis export says, worked out without a database: to check the maths, or try a file."""

import json
from pathlib import Path
from time import perf_counter

from django.core.management.base import BaseCommand, CommandError

from volunteers.consensus import formats, maths


class Command(BaseCommand):
    help = "Work out groups, consensus and division from the folder of a Polis export."
    requires_system_checks = ()  # nothing here asks the database

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="It holds comments.csv and votes.csv.")
        parser.add_argument("--json", action="store_true", help="Print everything, as JSON.")

    def handle(self, *, folder, json: bool, **_options):
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder. Name one that holds a Polis export.")
        begun = perf_counter()
        try:
            export = formats.read_polis(folder)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        except formats.PolisError as error:
            raise CommandError(str(error)) from error
        read = perf_counter() - begun
        found = maths.opinion_map(
            *(export.person, export.statement, export.vote),
            people=len(export.participants),
            statements=len(export.comments),
            moderated=export.zeroed,
        )
        said = formats.report(export, found, seconds={"read": read})
        text = as_json(said) if json else formats.report_text(export, said)
        self.stdout.write(text, ending="")


def as_json(said):
    """The report as one object, with every digit."""
    return json.dumps(said, allow_nan=False) + "\n"
