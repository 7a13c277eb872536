"""One's own data: a file of it, and its end. What the law keeps names nobody."""

import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import corps.accounts.services
import volunteers.consensus.models.keys
from corps.accounts.models import Departure, Export, User
from corps.home import queries, services
from corps.notifications.models import Bounce, Event, Notification
from corps.notifications.services import record
from corps.organisations.models import Membership as OrganisationMembership
from councils.models import Membership
from secondments.models import Expert, Secondment
from tests.factories.accounts import UserFactory
from tests.factories.casework import LookFactory, NoteFactory
from tests.factories.consensus import OpenConversationFactory, PledgeFactory, StatementFactory
from tests.factories.councils import InvitationFactory
from tests.factories.savings import BenefitFactory
from tests.factories.secondments import SecondmentFactory, StaffInvitationFactory
from tests.factories.volunteers import ContributionFactory, SuggestionFactory
from volunteers.consensus.models import Background, Participant, Vote
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
NAME, ADDRESS = "Ada Quillfeather", "ada.quillfeather@lambeth.gov.uk"
SECOND = "quill@sample.example"


@pytest.fixture(autouse=True)
def letters(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ada(world):
    """Somebody who is everything at once: officer, expert, volunteer, voter."""
    user = world.people["expert"]
    EmailAddress.objects.filter(user=user).update(email=ADDRESS)
    user.name, user.email = NAME, ADDRESS
    user.save()
    Membership.objects.create(council=world.council, user=user, confirmed_at=timezone.now())
    project = world.project("open")
    project.author, project.line_manager, project.contact_email = user, NAME, ADDRESS
    project.contact_name = NAME
    project.save()
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    volunteer = Volunteer.objects.create(user=user, about=f"I am {NAME}", is_public=True)
    ContributionFactory(volunteer=volunteer, evidence=f"By {NAME}")
    SuggestionFactory(by=user, council=world.council, show_name=True)
    _vote(user)
    _named_by_others(user, world.council)
    record("home.export_ready", about=user, by=user, tell=[world.people["officer"]], link="/")
    Event.objects.update(subject=f"{NAME} did something", text=f"Write to {ADDRESS}.")
    return user


def _named_by_others(user, council):
    """Where others wrote who it is, at a second address too."""
    EmailAddress.objects.create(user=user, email=SECOND, verified=True)
    InvitationFactory(council=council, email=SECOND)
    StaffInvitationFactory(email=SECOND.title(), name=NAME)
    Bounce.objects.create(address=SECOND)
    BenefitFactory(project__council=council, officer_name=NAME, officer_email=SECOND)
    PledgeFactory(council=council, escalates_to=NAME, escalates_to_email=SECOND)
    NoteFactory(about=user, text=f"{NAME} telephoned.")
    LookFactory(of=user, reason=f"{NAME} cannot find it.")
    member = Membership.objects.get(user=user)
    for row, words in ((user, str(user)), (member, f"{NAME}, {council}"), (member, SECOND)):
        LogEntry.objects.create(
            user=council.members.first(),
            content_type=ContentType.objects.get_for_model(row),
            object_id=row.pk,
            object_repr=words,
            action_flag=CHANGE,
        )


def _vote(user):
    conversation = OpenConversationFactory()
    key = volunteers.consensus.models.keys.user_key(conversation.pk, user.pk)
    voter = Participant.objects.create(conversation=conversation, key=key, kind="signed_in")
    statement = StatementFactory(conversation=conversation, stage="shown", author=voter)
    Vote.objects.create(
        conversation=conversation, participant=voter, statement=statement, value=Vote.Value.AGREE
    )
    Background.objects.create(participant=voter, age="25")


def go(user):
    """Leave, and let the days pass."""
    services.leave(user)
    Departure.objects.update(due_at=timezone.now())
    return services.erase_due()


def everything():
    """All that stands in any row of any table, as one text."""
    rows = (row for model in apps.get_models() for row in model.objects.values())
    return "\n".join(str(row) for row in rows)


def test_what_is_left_of_a_person_names_them_nowhere(ada, django_capture_on_commit_callbacks):
    before = everything()
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        done = (go(ada), services.erase_due())

    left = User.objects.get(pk=ada.pk)
    assert [words in before for words in (NAME, ADDRESS)] == [True, True]
    found = everything()
    assert re.findall(rf".*(?:{NAME}|{ADDRESS}|{SECOND}|Quillfeather).*", found, re.I) == []
    assert done == (1, 0)
    assert (str(left), left.email) == ("Somebody who left", f"left-{ada.pk}@people.invalid")
    assert (left.is_active, left.has_usable_password(), left.left_at is None) == (False,) * 3
    assert [one.subject for one in mail.outbox if ADDRESS in one.to][-1] == (
        "Your account is deleted"
    )


def test_what_others_stand_on_stays(ada):
    votes, events = Vote.objects.count(), Event.objects.filter(by=ada).count()

    go(ada)

    assert Vote.objects.count() == votes
    assert Event.objects.filter(by=ada).count() >= events
    assert Background.objects.count() == 0
    assert Membership.objects.filter(user=ada).count() == 0
    expert = Expert.objects.get(user=ada)
    assert (expert.stage, expert.headline, expert.boroughs.count()) == ("paused", "", 0)
    assert queries.parts_about(User.objects.get(pk=ada.pk))[0].count == 1


def test_a_persons_file_holds_what_others_wrote_of_them_at_any_of_their_addresses(ada):
    found = dict(queries.gather(ada))

    assert [note["text"] for note in found["complaints"]["notes_of_corps_staff"]] == [
        f"{NAME} telephoned."
    ]
    assert len(found["councils"]["invitations"]) == 1
    assert found["secondments"]["what an employer wrote of you"][0]["name"] == NAME
    assert len(found["notices and messages"]["returned_mail"]) == 1


def test_no_vote_leads_back_to_who_left(ada):
    own = volunteers.consensus.queries.participants(ada)

    go(ada)

    assert (len(own), volunteers.consensus.queries.participants(ada)) == (1, [])


def test_who_signs_in_within_the_days_stays_as_they_were(ada):
    services.leave(ada)

    early = services.erase_due()
    stayed = corps.accounts.services.stay(ada)
    Departure.objects.update(due_at=timezone.now())

    assert (early, stayed, services.erase_due()) == (0, True, 0)
    assert User.objects.get(pk=ada.pk).name == NAME


def test_what_holds_somebody_is_said_with_the_way_out(world):
    boss, expert, officer = (world.people[name] for name in ("employer", "expert", "administrator"))
    secondment = SecondmentFactory(
        expert=Expert.objects.get(user=expert), role=world.role("open"), stage="active"
    )
    company = boss.organisation_memberships.get().organisation
    OrganisationMembership.objects.create(organisation=company, user=UserFactory())

    held = {one: [each.link for each in queries.obstacles(one)] for one in (boss, expert, officer)}

    assert held == {
        boss: [company.get_absolute_url()],
        expert: [secondment.get_absolute_url()],
        officer: [world.council.get_absolute_url()],
    }
    assert [len(queries.obstacles(world.people[name])) for name in ("officer", "corps_staff")] == [
        0,
        1,
    ]


def test_what_came_in_the_way_later_puts_the_day_off_and_says_so(world):
    expert = world.people["expert"]
    services.leave(expert)
    SecondmentFactory(
        expert=Expert.objects.get(user=expert), role=world.role("open"), stage="planned"
    )
    Departure.objects.update(due_at=timezone.now())

    done = services.erase_due()

    told = Notification.objects.filter(to=expert).latest("pk").event
    assert (done, told.subject) == (0, "Your account could not be deleted yet")
    assert Departure.objects.get().due_at > timezone.now() + timedelta(days=6)
    assert Secondment.objects.get().expert.user.is_active is True


def leave_by_the_page(client, words):
    return client.post(reverse("home:leave"), {"confirmation": words})


def test_leaving_asks_for_the_password_again_and_for_words_typed_by_hand(client, ada, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    client.force_login(ada)
    blind = client.get(reverse("home:leave"))
    ada.set_password("a long enough password")
    ada.save()
    client.force_login(ada)
    sent = client.get(reverse("home:leave"))
    client.post(sent["Location"], {"password": "a long enough password"})

    page = client.get(reverse("home:leave"))
    wrong = leave_by_the_page(client, "yes")
    done = leave_by_the_page(client, " Delete  my account ")

    assert blind.status_code == 302  # to the second factor
    assert sent["Location"].startswith(reverse("account_reauthenticate"))
    assert [part.name for part in page.context["parts"] if part.count][:2] == [
        "account",
        "notices and messages",
    ]
    assert wrong.context["form"].errors["confirmation"] == [
        "Type “delete my account”, as it stands above"
    ]
    assert "You are signed out" in done.content.decode()
    assert Departure.objects.get().user == ada
    assert client.get(reverse("home:my-data")).status_code == 302


def test_who_signs_in_by_codes_alone_signs_in_anew_first(client, world):
    client.force_login(world.people["officer"])

    page = client.get(reverse("home:leave"))
    done = leave_by_the_page(client, "delete my account")

    assert "Sign out and in again" in page.content.decode()
    assert (done.status_code, Departure.objects.count()) == (200, 0)


def test_a_file_of_all_that_is_kept_is_made_once_and_is_for_its_owner_alone(client, ada):
    export = services.ask_for_export(ada)
    again = services.ask_for_export(ada)

    made = (services.make_export(export.pk), services.make_export(export.pk))

    client.force_login(ada)
    address = reverse("home:export-file", args=[export.pk])
    answer = client.get(address)
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as file:
        found = json.loads(file.read("your-data.json"))
    stranger = Client()
    stranger.force_login(UserFactory())
    assert (made, again, stranger.get(address).status_code) == ((True, False), export, 404)
    assert answer["Content-Disposition"] == 'attachment; filename="your-data.zip"'
    assert found["account"]["account"]["name"] == NAME
    assert found["councils"]["memberships"][0]["council__name"] == "Lambeth"
    assert found["conversations"]["votes"][0]["value"] == 1
    assert set(queries.PARTS) <= set(found)
    assert Export.objects.get().parts_done == len(queries.PARTS)
    assert Notification.objects.filter(event__kind="home.export_ready", to=ada).count() == 1


def test_a_file_is_gone_after_its_days_and_one_whose_task_was_lost_is_made(
    client, ada, django_capture_on_commit_callbacks
):
    export = services.ask_for_export(ada)
    Export.objects.update(asked_at=timezone.now() - timedelta(hours=1))
    made = services.resume_exports()
    path = Export.objects.get().file.path
    Export.objects.update(ready_at=timezone.now() - timedelta(days=8))
    client.force_login(ada)

    late = client.get(reverse("home:export-file", args=[export.pk]))
    with django_capture_on_commit_callbacks(execute=True):
        tidied = corps.accounts.services.tidy()

    assert (made, late.status_code, tidied["files"]) == (1, 404, 1)
    assert Path(path).exists() is False


def test_sign_ups_never_shown_to_be_anybodys_are_forgotten_and_nobody_else(world):
    old = timezone.now() - timedelta(days=31)
    begun, invited, young = (
        User.objects.create_user(f"{name}@example.org", password)
        for name, password in (("a", "sample password"), ("b", None), ("c", "sample password"))
    )
    for user in (begun, invited, young):
        EmailAddress.objects.create(user=user, email=user.email, primary=True)
    User.objects.exclude(pk=young.pk).update(joined_at=old)

    tidied = corps.accounts.services.tidy()

    assert tidied["sign-ups"] == 1
    assert User.objects.filter(pk__in=[begun.pk, invited.pk, young.pk]).count() == 2
    assert User.objects.filter(pk=begun.pk).exists() is False


def test_the_page_of_ones_data_costs_the_same_however_much_there_is(client, ada):
    client.force_login(ada)
    client.get(reverse("home:my-data"))

    costs = []
    for many in (0, 2):
        for _ in range(many):
            SuggestionFactory(by=ada)
            ContributionFactory(volunteer=ada.volunteer)
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("home:my-data"))
        costs.append(len(seen))

    assert costs[0] == costs[1]


def test_one_who_cannot_be_erased_keeps_nobody_else_and_is_tried_again(world):
    stays, goes = world.people["other_officer"], world.people["officer"]
    for person in (stays, goes):
        services.leave(person)
    Departure.objects.update(due_at=timezone.now())
    refusal = "ALTER TABLE accounts_user ADD CONSTRAINT sample_refusal"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"{refusal} CHECK (id <> {stays.pk} OR email NOT LIKE 'left-%') NOT VALID")

    with pytest.raises(ExceptionGroup) as failed:
        services.erase_due()
    names = list(User.objects.filter(pk__in=[stays.pk, goes.pk]).values_list("name", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_user DROP CONSTRAINT sample_refusal")

    assert [type(error) for error in failed.value.exceptions] == [IntegrityError]
    assert sorted(names) == sorted(["Somebody who left", stays.name])
    assert [one.user for one in Departure.objects.all()] == [stays]
    assert services.erase_due() == 1
