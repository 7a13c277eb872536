"""The Celery application; its timetable sits in settings."""

import os

from celery import Celery
from celery.signals import setup_logging, task_prerun

from corps import trace

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corps.settings")

app = Celery("corps")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


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
