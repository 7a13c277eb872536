"""How the clock calls for the asking side."""

from celery import shared_task

from councils import services


@shared_task
def send_digests() -> int:
    """E-mail people what is new in the searches of projects that they keep."""
    return services.send_daily()
