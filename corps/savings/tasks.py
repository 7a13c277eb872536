"""How the clock calls for savings."""

from celery import shared_task

from corps.savings import services


@shared_task
def draw_samples() -> int:
    """Draw the samples of years that are over."""
    return services.draw_due()


@shared_task
def summarise() -> int:
    """Sum up anew what has changed."""
    return services.summarise()
