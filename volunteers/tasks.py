"""How the clock calls for volunteers."""

from celery import shared_task

from volunteers import services
from volunteers.models import Source


@shared_task
def remind_idle() -> int:
    """Remind those who have not touched what they claimed."""
    return services.remind_idle()


@shared_task
def release_idle() -> int:
    """Give to others what nobody touched after a reminder."""
    return services.release_idle()


@shared_task
def close_overdue() -> int:
    """Close the tasks whose day has passed."""
    return services.close_overdue()


@shared_task
def send_digests() -> int:
    """E-mail people what is new in the searches of tasks that they keep."""
    return services.send_daily()


@shared_task
def import_source(*, source_id: int) -> int:
    """Fetch one source's issues now; return how many tasks were made."""
    return services.import_tasks(Source.objects.get(pk=source_id)).made


@shared_task
def import_due() -> int:
    """Fetch the issues of every source that is stale."""
    return services.import_due()


@shared_task
def remind_overdue() -> int:
    """Remind councils of suggestions whose answer is late."""
    return services.remind_overdue()
