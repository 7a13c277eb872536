"""What the clock does for casework."""

from celery import shared_task

from corps.casework import services


@shared_task
def remind_overdue():
    """Remind of complaints whose answer is late."""
    return services.remind_overdue()
