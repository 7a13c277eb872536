"""Who may open the inbox and the outbox."""

import pytest

from corps import mail
from corps.notifications.models import Notification
from corps.notifications.services import record
from tests.factories.notifications import SavedSearchFactory
from tests.matrix import Row, check, each


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
    from django.core.mail import EmailMessage

    EmailMessage("Hello", "Hello", to=["ada@example.org"]).send()
    return [mail.letter_names()[0]]


def officers_search(world):
    """A search that the officer keeps."""
    return [SavedSearchFactory(user=world.people["officer"]).pk]


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
    Row("notifications:outbox", corps_staff=200, rest=403),
    Row("notifications:letter", args=letter, corps_staff=200, rest=403),
]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MAIL_DIR = tmp_path
    settings.EMAIL_BACKEND = "corps.mail.FolderBackend"


@each(ROWS)
def test_the_door_opens_for_those_it_should(row, lasting_world):
    check(row, lasting_world)
