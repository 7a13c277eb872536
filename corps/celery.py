"""The Celery application; its timetable sits in settings."""

import os
from pathlib import Path

from celery import Celery
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
