"""How the clock calls for what is over to be forgotten."""

from celery import shared_task

from corps.accounts import services


@shared_task
def tidy() -> dict[str, int]:
    """Forget sign-ups that came to nothing, sessions that ended, and old files."""
    return services.tidy()
