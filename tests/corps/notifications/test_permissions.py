"""Who may open the inbox and the outbox."""

import re

import pytest
from django.core.mail import EmailMessage

from corps import mail
from corps.notifications import services
from corps.notifications.formats import GROUPS
from corps.notifications.models import Notification
from corps.notifications.services import record
from tests.factories.notifications import SavedSearchFactory
from tests.matrix import Row, check, each

OFFICER = "officer@lambeth.gov.uk"
WISHES = {group.key: "daily" for group in GROUPS.values() if group.optional}


def officers_notice(world):
    """A notice to the officer."""
    record(
        "councils.project_returned",
        about=world.project("returned"),
        by=world.people["approver"],
        tell=[world.people["officer"]],
    )
    return [Notification.objects.get().pk]


def letter(_world):
    """An e-mail that was written to the folder."""
    mail.framed(EmailMessage("Hello", "Hello", to=["ada@example.org"])).send()
    return [mail.letter_names()[0]]


def officers_search(world):
    """A search that the officer keeps."""
    return [SavedSearchFactory(user=world.people["officer"]).pk]


def officers_bounce(world):
    """An e-mail to the officer that came back."""
    return [services.record_bounce(address=OFFICER, reason="550 5.1.1", permanent=True).pk]


def officers_stop(world):
    """The token that stops the officer's e-mail of projects."""
    return [services.stop_token(world.people["officer"], "projects")]


def officers_proof(world):
    """The token in a link that was sent to the officer, whose e-mail had come back."""
    officers_bounce(world)
    services.try_address(world.people["officer"])
    text = mail.read_letter(mail.letter_names()[0]).text
    return [re.search(r"/address/([^/]+)/", text).group(1)]


ROWS = [
    Row("notifications:inbox", rest=200),
    Row("notifications:inbox-read", method="POST", rest=302),
    Row("notifications:inbox-read", rest=405),
    Row("notifications:notice", args=officers_notice, officer=200, rest=404),
    Row("notifications:searches", rest=200),
    Row("notifications:search-save", method="POST", rest=302),
    Row("notifications:search-save", rest=405),
    Row("notifications:search-daily", method="POST", args=officers_search, officer=302, rest=404),
    Row("notifications:search-delete", method="POST", args=officers_search, officer=302, rest=404),
    Row(
        "notifications:search-stop",
        args=lambda world: [SavedSearchFactory(user=world.people["officer"]).token],
        everyone=200,
    ),
    Row(
        "notifications:search-stop",
        method="POST",
        args=lambda world: [SavedSearchFactory(user=world.people["officer"]).token],
        everyone=200,
    ),
    Row("notifications:wishes", rest=200),
    Row("notifications:wishes", method="POST", data=lambda _world: WISHES, rest=302),
    Row("notifications:stop", args=officers_stop, everyone=200),
    Row("notifications:stop", method="POST", args=officers_stop, everyone=200),
    Row("notifications:stop", args=lambda _world: ["made-up"], everyone=404),
    Row("notifications:address-try", method="POST", rest=302),
    Row("notifications:address-try", rest=405),
    Row("notifications:address", args=officers_proof, everyone=200),
    Row("notifications:address", method="POST", args=officers_proof, everyone=200),
    Row("notifications:address", args=lambda _world: ["made-up"], everyone=404),
    Row("notifications:bounces", corps_staff=200, rest=403),
    Row(
        "notifications:bounce-clear",
        method="POST",
        args=officers_bounce,
        corps_staff=302,
        rest=403,
    ),
    Row("notifications:outbox", corps_staff=200, rest=403),
    Row("notifications:letter", args=letter, corps_staff=200, rest=403),
    Row("notifications:letter-look", args=letter, corps_staff=200, rest=403),
]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MAIL_DIR = tmp_path
    settings.EMAIL_BACKEND = "corps.mail.FolderBackend"


@each(ROWS)
def test_the_door_opens_for_those_it_should(row, lasting_world):
    check(row, lasting_world)
