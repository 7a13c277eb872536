"""The one way work is handed to the background."""

import logging
import time
from functools import partial
from typing import Any

import kombu.transport.redis  # noqa: F401 - imported here, so that no request waits for it
from celery import current_app
from django.db import transaction
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from corps import trace

log = logging.getLogger(__name__)


def enqueue(task: str, **kwargs: Any) -> None:
    """Run `task`, named by its dotted path, once the current transaction commits.

    The rows are the truth: a broker that is down is logged, and the sweep does the work later.
    """
    import_string(task)  # a misspelt name fails here, at once
    transaction.on_commit(partial(_publish, task, kwargs))


_silent_until = 0.0
PATIENCE = 1.0  # seconds in which a broker that has just failed is not asked again


def _publish(task: str, kwargs: dict[str, Any]) -> None:
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        current_app.send_task(
            task, kwargs=kwargs, headers={"request_id": trace.request_id.get()}, retry=False
        )
    except (OperationalError, OSError) as error:
        _silent_until = time.monotonic() + PATIENCE
        log.warning("The broker did not take %s: %s", task, error, extra={"task": task})
