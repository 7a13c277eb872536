"""The Celery application, and when its clock starts which task."""

import os
from datetime import timedelta
from pathlib import Path

from celery import Celery
from celery.schedules import crontab
from celery.signals import after_task_publish, heartbeat_sent, setup_logging, task_prerun

from corps import trace

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corps.settings")

app = Celery("corps")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
ALIVE_FILE = os.environ.get("ALIVE_FILE")  # whose age a container's health check looks at


@setup_logging.connect
def keep_our_log_format(**_kwargs):
    """Celery would otherwise replace the handlers that settings define."""
    from logging.config import dictConfig

    from django.conf import settings

    dictConfig(settings.LOGGING)


@task_prerun.connect
def carry_the_request_id(task=None, **_kwargs):
    """A task's log lines bear the id of the request that asked for it."""
    headers = getattr(task.request, "request_id", None) or (task.request.headers or {}).get(
        "request_id"
    )
    trace.request_id.set(headers or trace.new_id())


@heartbeat_sent.connect  # a worker's, every two seconds
@after_task_publish.connect  # the clock's, every few seconds
def say_that_we_live(**_kwargs):
    """Touch a file: an ended connection to the broker leaves it to grow old."""
    if ALIVE_FILE:
        Path(ALIVE_FILE).touch()


# Times of day are London’s.
TIMETABLE = {
    "corps.home.tasks.beat": timedelta(seconds=20),
    "corps.savings.tasks.summarise": timedelta(seconds=5),
    "volunteers.consensus.tasks.recompute": timedelta(seconds=5),
    "volunteers.consensus.tasks.freeze": timedelta(seconds=30),
    "secondments.tasks.end_with_projects": timedelta(minutes=1),
    "secondments.tasks.mind_consents": crontab(hour="0", minute="20"),
    "secondments.matching.tasks.take_up": timedelta(seconds=30),
    "secondments.matching.tasks.repair": timedelta(seconds=5),
    "corps.notifications.tasks.sweep": crontab(minute="7-59/10"),
    "corps.notifications.tasks.send_gathered": crontab(minute="*/10"),
    "councils.tasks.send_digests": crontab(hour="6", minute="40"),  # before the digests at seven
    "councils.tasks.take_in": timedelta(minutes=1),
    "councils.tasks.review_people": crontab(hour="6", minute="20"),
    "councils.tasks.empty_sheets": crontab(hour="4", minute="10"),
    "councils.tasks.ask_what_is_due": crontab(hour="8", minute="5"),
    "secondments.matching.tasks.pass_on_news": crontab(minute="27"),
    "corps.savings.tasks.draw_samples": crontab(hour="3", minute="15"),
    "volunteers.tasks.send_digests": crontab(hour="6", minute="45"),
    "volunteers.tasks.import_due": crontab(minute="37"),
    "volunteers.tasks.remind_overdue": crontab(hour="8", minute="10"),
    "volunteers.consensus.tasks.move_on": crontab(minute="2"),
    "volunteers.consensus.tasks.remind_overdue": crontab(hour="8", minute="15"),
    "volunteers.consensus.tasks.tell_what_is_done": crontab(minute="22"),
    "secondments.matching.tasks.expire": crontab(minute="17"),
    "secondments.matching.tasks.tell_of_pledges": crontab(minute="27"),
    "secondments.matching.tasks.send_alerts": crontab(hour="7", minute="15"),
    "secondments.tasks.empty_sheets": crontab(hour="4", minute="15"),
    "secondments.tasks.expire_pledges": crontab(hour="0", minute="20"),
    "secondments.tasks.remind_of_intakes": crontab(hour="8", minute="25"),
    "secondments.matching.tasks.remind_due": crontab(hour="6", minute="50"),
    "secondments.matching.tasks.nightly": crontab(hour="2", minute="30"),
    "volunteers.consensus.tasks.look_everywhere": crontab(minute="47"),
    "volunteers.consensus.tasks.forget_paces": crontab(minute="52"),
    "corps.casework.tasks.remind_overdue": crontab(hour="8", minute="25"),
    "volunteers.tasks.close_overdue": crontab(hour="0", minute="5"),
    "volunteers.tasks.remind_idle": crontab(hour="8", minute="10"),
    "volunteers.tasks.release_idle": crontab(hour="8", minute="20"),
    "corps.accounts.tasks.tidy": crontab(hour="4", minute="10"),
    "corps.home.tasks.resume_exports": crontab(minute="27"),
    "corps.home.tasks.erase_due": crontab(hour="4", minute="20"),
}
app.conf.beat_schedule = {
    task: {"task": task, "schedule": when}
    # What comes every few seconds need not be done twice where a worker was busy meanwhile.
    | ({"options": {"expires": when.total_seconds()}} if isinstance(when, timedelta) else {})
    for task, when in TIMETABLE.items()
}
