"""Plays the whole story through the services, so that a newcomer has something to look at."""

import secrets

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.management.story import cast, completion, consensus, savings, scenes, volunteers
from secondments.matching.models import Proposal

SEED = 2026


class Command(BaseCommand):
    help = "Play the sample story, plainly marked as sample data."

    def add_arguments(self, parser):
        parser.add_argument(
            "--once", action="store_true", help="Do nothing where it was played before."
        )

    def handle(self, *, once=False, **_options):
        if User.objects.filter(is_sample=True).exists():
            if once:
                return
            raise CommandError("The story was played here before.")
        with transaction.atomic():
            people = play()
            sign_ins = give_passwords(people)
        kept = settings.VAR_DIR / "sign-ins.txt"
        kept.touch(mode=0o600)
        kept.write_text(sign_ins)
        self.stdout.write(sign_ins)


def play():
    """Play every scene in order; return the cast."""
    people = cast.gather(timezone.localdate(), SEED)
    scenes.scene_2_councils_post_their_projects(people)
    consensus.scene_1_people_say_what_matters(people)
    cast.found_employers(people)
    cast.found_experts(people)
    scenes.scene_3_people_are_proposed_and_meet(people)
    scenes.scene_4_one_falls_ill_and_repair_finds_another(people)
    volunteers.scene_5_volunteers_read_the_letters(people)
    savings.scene_6_finance_says_what_it_was_worth(people)
    completion.scene_7_southwark_adopts_the_code(people)
    consensus.scene_8_the_resident_hears_what_changed(people)
    return people


def give_passwords(people):
    """Let some of the cast sign in, with one password made for this machine; say who they are."""
    proposal = (
        Proposal.objects.live()
        .filter(role__project__council__code="LBH")
        .select_related("expert__user", "expert__employer__organisation")
        .order_by("-pk")[0]
    )
    password = f"sample-{secrets.token_hex(4)}"
    lines = ["Sample people who can sign in, all with the password " + password, ""]
    for part, user in (
        ("Officer, Lambeth", people.officers["LBH"]),
        ("Approver, Lambeth", people.approvers["LBH"]),
        ("Finance, Lambeth", people.finance["LBH"]),
        ("Employer", proposal.expert.employer.organisation.members.get()),
        ("Expert", proposal.expert.user),
        ("Volunteer", people.volunteers[0]),
        ("Resident", User.objects.get(email=consensus.RESIDENT)),
        ("Corps staff", people.staff),
    ):
        user.set_password(password)
        if user.is_staff:
            user.is_superuser = True  # so that the whole back office can be looked at
        user.save(update_fields=["password", "is_superuser"])
        lines.append(f"  {part:<18} {user.email}")
    return "\n".join(lines) + "\n"
