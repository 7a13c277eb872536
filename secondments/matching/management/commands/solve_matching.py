"""Solves a round from a file: for whoever wants to check one, or to try another."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from secondments.matching import formats, maths, services


class Command(BaseCommand):
    help = "Solve a matching from a file, and write what came of it; the README has the format."
    requires_system_checks = ()  # nothing here asks the database

    def add_arguments(self, parser):
        parser.add_argument("instance", type=Path, help="What is asked, as JSON.")
        parser.add_argument(
            "--policy",
            choices=[policy.value for policy in services.Policy],
            default=services.Policy.FLOOR.value,
            help="How people are given to places; floor unless said.",
        )
        parser.add_argument(
            "--gap",
            type=float,
            default=0.0,
            help="For share: stop once proven within this share of the best, like 0.01.",
        )
        parser.add_argument("--out", type=Path, help="Where to write it; else it is printed.")

    def handle(self, *, instance, policy, gap, out, **_options):
        try:
            problem = formats.read_instance(instance.read_bytes(), str(instance))
            outcome = services.decide(problem, policy, gap=gap)
            text = formats.write_result(problem, outcome)
            if out is None:
                self.stdout.write(text, ending="")
            else:
                out.write_text(text)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        except (formats.BadFile, services.CannotShare) as error:
            raise CommandError(str(error)) from error
        except maths.NotOptimal as error:
            raise CommandError(f"The proof does not hold: {error}") from error
        if out is not None:
            self.stdout.write(f"{outcome.verdict} Total {outcome.total}; written to {out}.")
