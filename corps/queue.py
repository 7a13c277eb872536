"""The one way work is handed to the background, and the one way it goes through many rows there."""

import logging
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar

import kombu.transport.redis  # noqa: F401 - imported here, so that no request waits for it
from celery import current_app
from django.db import transaction
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from corps import trace

log = logging.getLogger(__name__)
T = TypeVar("T")


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


def one_by_one(do: Callable[[T], int], rows: Iterable[T]) -> int:
    """Do the same to each of these, whatever becomes of the others; return the sum.

    Each is a transaction that `do` opens. What fails is logged, and raised together in the end, so
    that it is seen; its row is as it was, so that it is tried again the next time.
    """
    done, failed = 0, []
    for row in list(rows):
        try:
            done += do(row)
        except Exception as error:  # whatever it is, those after it are owed their turn
            log.exception("%s failed of %s", do.__qualname__, getattr(row, "pk", row))
            failed.append(error)
    if failed:
        raise ExceptionGroup(f"{len(failed)} failed, and are tried again the next time", failed)
    return done
