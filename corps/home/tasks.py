"""A worker's sign of life."""

from celery import shared_task

from corps.home import services


@shared_task
def beat() -> None:
    """Say that the clock and a worker are alive."""
    services.note_worker()
