"""An address from which e-mail comes back is left alone until somebody says that it works."""

import io
import re
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from corps.notifications import services
from corps.notifications.models import Bounce, Event, Notification
from tests.corps.notifications.post import mail_server
from tests.corps.notifications.test_formats import REPORTS
from tests.factories.accounts import UserFactory
from tests.factories.councils import ProjectFactory

pytestmark = pytest.mark.django_db

REFUSED = "tests.corps.notifications.test_bounces.Refusing"


class Refusing(BaseEmailBackend):
    """A mail server that knows nobody, or says whatever the test wants."""

    says = (550, b"5.1.1 User unknown")

    def send_messages(self, email_messages):
        """Refuse each at RCPT."""
        raise SMTPRecipientsRefused({email_messages[0].to[0]: self.says})


@pytest.fixture
def ada():
    return UserFactory(email="ada@example.org")


def told(user):
    about = ProjectFactory(stage="open")
    services.record("councils.project_opened", about=about, by=None, tell=[user])
    return Notification.objects.to(user).latest("pk")


def deliver():
    return services.deliver(Notification.objects.all())


def bounced(user, **fields):
    given = {"reason": "550 5.1.1 User unknown", "permanent": True} | fields
    return services.record_bounce(address=user.email, **given)


def test_a_refused_address_is_noted_and_not_mailed_again(ada, settings):
    settings.EMAIL_BACKEND = REFUSED
    told(ada)

    assert deliver() == 0

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    told(ada)
    assert (deliver(), len(mail.outbox)) == (0, 0)
    assert Bounce.objects.get().reason == "550 5.1.1 User unknown"
    assert set(Notification.objects.values_list("outcome", flat=True)) == {"held"}
    words = Notification.objects.to(ada).values_list("event__subject", flat=True)
    assert "E-mail to ada@example.org came back" in words


@pytest.mark.parametrize(
    "says", [(450, b"4.2.0 Try later"), (554, b"5.7.1 Relaying denied"), (552, b"5.2.2 Full")]
)
def test_what_says_nothing_of_the_address_is_tried_again(ada, settings, monkeypatch, says):
    settings.EMAIL_BACKEND = REFUSED
    monkeypatch.setattr(Refusing, "says", says)
    told(ada)

    with pytest.raises(SMTPRecipientsRefused):
        deliver()

    assert (Bounce.objects.count(), Notification.objects.unsent().count()) == (0, 1)


def test_one_connection_carries_all_and_who_is_refused_keeps_nobody_back(ada, settings):
    people = [ada, UserFactory(email="bob@example.org"), UserFactory(), UserFactory()]
    notices = [told(user) for user in people]
    with mail_server(settings) as server:
        server.refused = {
            ada.email: "550 5.1.1 Unknown",
            "bob@example.org": "450 4.2.1 Later",
        }
        with pytest.raises(SMTPRecipientsRefused):
            deliver()
        assert (server.connections, len(server.taken)) == (2, 2)  # anew after what failed
        server.refused = {}
        assert [deliver(), deliver()] == [1, 0]

    assert [one["Message-ID"] for one in server.taken] == [
        services.message_id(notices[at]) for at in (2, 3, 1)
    ]
    assert server.taken[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in server.taken[0].get_payload()] == [
        "text/plain",
        "text/html",
    ]
    assert [one.address for one in Bounce.objects.holding()] == [ada.email]


def test_what_has_failed_for_long_makes_room_for_the_others(ada, settings):
    settings.MAILS_A_TASK = 1
    first, second = told(ada), told(UserFactory())
    hours = timedelta(hours=3)
    Event.objects.update(at=timezone.now() - hours)
    with mail_server(settings) as server:
        server.refused = {ada.email: "450 4.2.1 Later"}
        with pytest.raises(SMTPRecipientsRefused):
            deliver()

        assert (deliver(), deliver()) == (1, 0)

    first.refresh_from_db()
    assert round((first.wait_until - timezone.now()) / timedelta(hours=1)) == 3
    assert Notification.objects.unsent().get() == first != second


def test_corps_staff_send_again_what_was_held_and_is_unread(ada, client):
    bounced(ada)
    services.read(Notification.objects.filter(pk=told(ada).pk))
    told(ada)
    deliver()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    client.post(
        "/admin/notifications/bounce/",
        {"action": "send_again", "_selected_action": [Bounce.objects.get().pk]},
    )

    assert Bounce.objects.holding().count() == 0
    assert deliver() == 3  # that it came back, the unread one, and that it goes again
    assert len({one.extra_headers["Message-ID"] for one in mail.outbox}) == 3


def test_the_person_reads_why_and_shows_that_the_address_works(ada, client):
    bounced(ada)
    told(ada)
    deliver()
    client.force_login(ada)

    page = client.get("/notifications/inbox/").content.decode()
    tried = client.post("/notifications/address/try/", follow=True).content.decode()
    again = client.post("/notifications/address/try/", follow=True).content.decode()

    assert page.count("E-mail to ada@example.org came back") >= 1
    assert [words.count("Open the link in that e-mail") for words in (tried, again)] == [1, 0]
    link = re.search(r"/notifications/address/\S+", mail.outbox[0].body).group(0)
    client.get(link)
    assert Bounce.objects.holding().count() == 1  # a mail scanner that opens links proves nothing
    client.post(link)
    assert (Bounce.objects.holding().count(), len(mail.outbox)) == (0, 1)
    assert deliver() == 3


def test_who_gets_email_has_nothing_to_try(ada):
    with pytest.raises(services.NotTried, match="reaches this address already"):
        services.try_address(ada)


def test_an_old_link_proves_nothing(ada, client, monkeypatch):
    bounced(ada)
    services.try_address(ada)
    link = re.search(r"/notifications/address/\S+", mail.outbox[0].body).group(0)
    monkeypatch.setattr(services.bounces, "PROOF_LASTS", timedelta(seconds=-1))

    assert client.post(link).status_code == 404


def report_of(notice, name="unknown"):
    """A report that quotes the e-mail of a notice."""
    quoted = services.message_id(notice).encode()
    return REPORTS[name].replace(b"<notice-1-0@localhost>", quoted)


def test_a_report_holds_the_address_once_however_often_it_is_read(ada, tmp_path):
    notice = told(ada)
    raw = report_of(notice)
    box = tmp_path / "Maildir"
    for name in ("new", "cur", "tmp"):
        (box / name).mkdir(parents=True)
    (box / "new" / "1.localhost").write_bytes(raw)
    mbox = tmp_path / "mbox"
    mbox.write_bytes(b"From MAILER-DAEMON Wed Mar  3 12:00:00 2027\n" + raw + b"\n")
    said = io.StringIO()

    call_command("read_bounces", str(box), str(mbox), str(mbox), stdout=said)

    assert said.getvalue() == "Read 3 messages, noted 1 addresses.\n"
    [noted] = Bounce.objects.holding()
    assert (noted.address, noted.permanent) == ("ada@example.org", True)


def test_a_report_of_an_email_that_we_never_sent_holds_nobody(ada):
    told(ada)

    assert services.read_bounce(REPORTS["unknown"]) == 1

    assert Bounce.objects.holding().count() == 0
    assert Bounce.objects.get().reason.startswith("The report names no e-mail of ours")


def test_a_report_of_a_strangers_address_is_left_alone(ada):
    notice = told(ada)
    raw = report_of(notice).replace(b"ada@example.org", b"eve@example.org")

    assert (services.read_bounce(raw), Bounce.objects.count()) == (0, 0)


def test_a_place_where_no_mail_is_is_named():
    with pytest.raises(CommandError, match="neither a Maildir nor a file at /nowhere"):
        call_command("read_bounces", "/nowhere")


def test_a_report_counts_once_an_address_says_the_database(ada):
    fields = {"address": ada.email, "reason": "gone", "message_id": "<1@mx.example>"}
    Bounce.objects.create(**fields)

    with (
        pytest.raises(IntegrityError, match="report_of_an_address_counts_once"),
        transaction.atomic(),
    ):
        Bounce.objects.create(**fields)


def test_the_lists_ask_as_much_for_three_rows_as_for_one(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    pages = ("/notifications/bounces/", "/admin/notifications/bounce/")
    for page in pages:
        client.get(page)  # warms what is cached for good
    counts = []

    for rows in (1, 2):
        for user in UserFactory.create_batch(rows):
            bounced(user)
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            counts.append(len(queries))

    assert counts[:2] == counts[2:]
    assert Bounce.objects.filter(at__lte=timezone.now()).count() == 3
