"""Reads a conversation that was held with Polis, so that its map can be seen and cited here."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from corps.accounts.models import User
from volunteers.consensus import formats, services


class Command(BaseCommand):
    help = "Read the folder of a Polis export into a closed conversation, all of it or nothing."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="It holds comments.csv and votes.csv.")
        parser.add_argument("--question", required=True, help="What was asked.")
        parser.add_argument("--by", required=True, help="The e-mail address of who imports.")
        parser.add_argument("--language", default="en", help="Of the statements: en unless said.")
        parser.add_argument("--background", default="", help="Where it is from, its licence.")

    def handle(self, *, folder, question, by, language, background, **_options):
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder. Name one that holds a Polis export.")
        user = User.objects.filter(email__iexact=by, is_staff=True).first()
        if user is None:
            raise CommandError(f"{by} is nobody of the corps staff. Name one of them with --by.")
        try:
            export = formats.read_polis(folder)
        except OSError as error:
            raise CommandError(
                f"{error.filename}: {error.strerror}. Nothing was imported."
            ) from error
        except formats.PolisError as error:
            raise CommandError(f"{error} Nothing was imported.") from error
        made = services.import_conversation(
            export, by=user, question=question, language=language, background=background
        )
        self.stdout.write(
            f"{len(export.participants)} people, {len(export.comments)} statements and"
            f" {len(export.vote)} votes are in conversation {made.pk}."
        )
