"""Signs of life."""

from django.core.cache import cache
from django.utils import timezone


def note_worker() -> None:
    """Remember that a worker has just run a task."""
    cache.set("worker-heard", timezone.now(), timeout=None)
