"""How the clock and the queue call for notices."""

from celery import shared_task

from corps.notifications import services
from corps.notifications.models import Notification


@shared_task(autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def deliver_events(*, event_ids: list[int]) -> int:
    """E-mail the notices of some events."""
    return services.deliver(Notification.objects.filter(event__in=event_ids))


@shared_task
def sweep() -> int:
    """E-mail every notice that is still owed, as far as one task goes."""
    return services.sweep()


@shared_task
def send_gathered() -> int:
    """E-mail the digests that are due."""
    return services.send_gathered()
