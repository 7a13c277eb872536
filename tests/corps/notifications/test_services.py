"""What happened is written down, and those concerned are told once, whatever fails."""

import threading

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from corps.notifications import services, tasks
from corps.notifications.models import Event, Message, Notification
from tests.world import build, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(world):
    return world.project("submitted")


def told(world, project, *identities):
    return services.record(
        "councils.project_submitted",
        about=project,
        by=world.people["officer"],
        tell=[world.people[identity] for identity in identities],
    )


def test_an_event_owes_each_a_notice_but_not_to_who_did_it(world, project):
    event = told(world, project, "officer", "approver", "approver", "administrator")

    assert {notice.to for notice in event.notifications.all()} == {
        world.people["approver"],
        world.people["administrator"],
    }


def test_many_things_cost_no_more_queries_than_two(world, django_assert_num_queries):
    projects = [world.project(stage) for stage in ("submitted", "open", "staffed")]
    told(world, projects[0])  # what kinds of rows there are is read once and kept

    with django_assert_num_queries(4):  # a savepoint's two ends, the events and the notices
        events = services.record_all(
            "councils.project_submitted",
            [services.Happening(project, [world.people["approver"]]) for project in projects],
            by=world.people["officer"],
        )

    assert [event.about for event in events] == projects
    assert Notification.objects.to(world.people["approver"]).count() == 3


def test_an_event_keeps_its_words_and_its_link(world, project):
    event = told(world, project, "approver")

    assert event.subject.count(project.title) == 1
    assert event.link == project.get_absolute_url()


def test_words_are_plain_text(world, project):
    project.title = "Bins & “bulky” waste, it's <late>"

    event = told(world, project, "approver")

    assert event.subject.count(project.title) == 1


def test_who_may_not_sign_in_is_not_told(world, project):
    world.people["approver"].is_active = False

    event = told(world, project, "approver")

    assert event.notifications.count() == 0


def test_a_notice_is_sent_once_however_often_the_task_runs(world, project):
    event = told(world, project, "approver")

    sent = [tasks.deliver_events(event_ids=[event.pk]) for _ in range(3)]

    assert (sent, len(mail.outbox)) == ([1, 0, 0], 1)
    assert mail.outbox[0].to == [world.people["approver"].email]


def test_an_email_has_the_same_id_whenever_it_is_written_and_no_other_has_it(world, project):
    told(world, project, "approver", "administrator")
    first, second = Notification.objects.select_related("event", "to").order_by("pk")

    ids = [services.compose(one).extra_headers["Message-ID"] for one in (first, first, second)]

    assert ids[0] == ids[1] != ids[2]
    assert ids[0].startswith(f"<notice-{first.pk}-")
    assert ids[0].endswith("@localhost>")


def test_words_of_others_are_no_markup_and_lead_nowhere(world, project):
    project.title = "Bins <script>alert(1)</script>"
    event = told(world, project, "approver")
    event.text = "Look at https://example.org/ and http://localhost:8000/councils/"
    notice = Notification(pk=1, event=event, to=world.people["approver"])

    html, _ = services.compose(notice).alternatives[0]

    assert [html.count(words) for words in ("<script>", "&lt;script&gt;alert(1)")] == [0, 2]
    assert html.count('href="https://example.org/') == 0
    assert html.count('href="http://localhost:8000/councils/"') == 1


def test_one_task_sends_so_many_and_leaves_the_others_to_the_sweep(world, project, settings):
    settings.MAILS_A_TASK = 1
    event = told(world, project, "approver", "administrator")

    sent = [tasks.deliver_events(event_ids=[event.pk]) for _ in range(3)]

    assert sent == [1, 1, 0]


def test_who_was_switched_off_meanwhile_gets_no_email(world, project):
    event = told(world, project, "approver")
    person_ = world.people["approver"]
    person_.is_active = False
    person_.save()

    assert tasks.deliver_events(event_ids=[event.pk]) == 0
    assert (len(mail.outbox), Notification.objects.unsent().count()) == (0, 0)


def test_sample_people_get_no_real_email(world, project, settings):
    settings.MAIL_SERVER = True
    sample = person("Sample person", "sample@example.org", is_sample=True)
    event = services.record(
        "councils.project_submitted", about=project, by=world.people["officer"], tell=[sample]
    )

    assert tasks.deliver_events(event_ids=[event.pk]) == 0
    assert len(mail.outbox) == 0


def test_a_failed_sending_leaves_the_notice_owed(world, project, settings):
    event = told(world, project, "approver")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there

    with pytest.raises(OSError, match="refused"):
        services.deliver(Notification.objects.filter(event=event))

    assert Notification.objects.unsent().count() == 1


def test_the_sweep_sends_what_is_late_and_leaves_the_newest_to_its_own_task(world, project):
    late, fresh = told(world, project, "approver"), told(world, project, "administrator")
    Event.objects.filter(pk=late.pk).update(at=timezone.now() - timezone.timedelta(minutes=2))

    assert tasks.sweep() == 1
    assert list(Notification.objects.unsent()) == list(fresh.notifications.all())


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_a_notice_once():
    world = build()
    event = told(world, world.project("submitted"), "approver")
    start = threading.Barrier(2)
    sent = []

    def work():
        start.wait()
        sent.append(services.deliver(Notification.objects.filter(event=event)))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert (sorted(sent), len(mail.outbox)) == ([0, 1], 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_costs_the_same_however_many(
    client, world, project, count, django_assert_num_queries
):
    for _ in range(count):
        told(world, project, "approver")
    client.force_login(world.people["approver"])
    client.get("/notifications/inbox/")  # what kinds of rows there are is read once and kept

    with django_assert_num_queries(6):
        response = client.get("/notifications/inbox/")

    assert len(response.context["page"]) == count


def test_reading_marks_once(world, project):
    told(world, project, "approver")
    mine = Notification.objects.to(world.people["approver"])

    assert (services.read(mine), services.read(mine)) == (1, 0)


def test_a_message_joins_the_thread_and_tells_the_others(world, project):
    officer, approver = world.people["officer"], world.people["approver"]

    services.post_message(
        "councils.project_submitted", about=project, by=officer, text="Hello", tell=[approver]
    )

    assert [message.text for message in Message.objects.about(project)] == ["Hello"]
    assert Notification.objects.to(approver).count() == 1


def test_a_notice_is_given_once_says_the_database(world, project):
    event = told(world, project, "approver")

    with pytest.raises(IntegrityError, match="notification_is_given_once"), transaction.atomic():
        Notification.objects.create(event=event, to=world.people["approver"])


def test_a_notice_that_fails_keeps_no_other_back(world, project):
    bad, good = told(world, project, "approver"), told(world, project, "administrator")
    Event.objects.filter(pk=bad.pk).update(subject="Two\nlines")

    with pytest.raises(ValueError, match="newline"):
        services.deliver(Notification.objects.all())

    assert [message.to for message in mail.outbox] == [[world.people["administrator"].email]]
    assert list(Notification.objects.unsent()) == list(bad.notifications.all())
    assert good.notifications.get().sent_at is not None


def test_a_subject_is_one_line_whatever_was_typed(world, project):
    project.title = "Bins\rBcc: everybody@example.org"

    event = told(world, project, "approver")

    assert event.subject.count("Bins Bcc: everybody@example.org") == 1
