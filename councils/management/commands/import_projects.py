"""Turns the rows of a council's sheet into drafts, all or none."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from corps.accounts.queries import corps_staff
from corps.formats import CsvError, read_csv
from councils import queries, services
from councils.formats import read_projects


class Command(BaseCommand):
    help = "Import projects from a CSV file as drafts; a malformed row stops the whole file."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--council-column", required=True, help="The heading of the column naming the council."
        )
        parser.add_argument("--by", help="Address of the corps staff member who imports.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done.")

    def handle(self, *, file, council_column, by=None, dry_run=False, **_options):
        drafts, skipped, notes = self._read(Path(file), council_column)
        with transaction.atomic():
            made = services.import_drafts(drafts, by=self._importer(by))
            if dry_run:
                transaction.set_rollback(True)
        here = {(project.title, project.council.code, project.source_url) for project in made}
        for draft in drafts:
            if (draft.title, draft.council, draft.source_url) not in here:
                self.stdout.write(f"Line {draft.line}: “{draft.title}” is here already.")
        for remark in [*skipped, *notes]:
            self.stdout.write(str(remark))
        verb = "would be made" if dry_run else "made"
        there = len(drafts) - len(made)
        self.stdout.write(f"{len(made)} drafts {verb}, {len(skipped) + there} rows skipped.")

    def _read(self, file, council_column):
        try:
            with file.open("rb") as opened:
                rows = read_csv(opened, ["title", council_column])
            return read_projects(rows, council_column, queries.councils_by_name())
        except FileNotFoundError as error:
            raise CommandError(f"There is no file {file}.") from error
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except CsvError as error:
            raise CommandError(f"Nothing was imported. {error}") from error

    def _importer(self, address):
        staff = corps_staff()
        found = staff.filter(email=address.lower()).first() if address else staff.first()
        if found is None:
            raise CommandError(
                "Name a member of corps staff with --by, so that it is known who imported."
            )
        return found
