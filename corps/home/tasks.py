"""A worker's sign of life, and what the clock does about people's data."""

from celery import shared_task

from corps.home import services


@shared_task
def beat() -> None:
    """Say that the clock and a worker are alive."""
    services.note_worker()


@shared_task
def make_export(*, export_id: int) -> bool:
    """Write a file of all that is kept about a person."""
    return services.make_export(export_id)


@shared_task
def resume_exports() -> int:
    """Make the files whose task was lost."""
    return services.resume_exports()


@shared_task
def erase_due() -> int:
    """Erase those who asked for it and whose day has come."""
    return services.erase_due()
