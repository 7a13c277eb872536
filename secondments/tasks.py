"""How the clock calls for secondments."""

from celery import shared_task

from secondments import services


@shared_task
def end_with_projects() -> int:
    """End the secondments of projects that are over."""
    return services.end_with_projects()
