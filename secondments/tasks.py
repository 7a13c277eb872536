"""How the clock calls for secondments."""

from celery import shared_task

from secondments import services


@shared_task
def end_with_projects() -> int:
    """End the secondments of projects that are over."""
    return services.end_with_projects()


@shared_task
def mind_consents() -> list[int]:
    """End the consents that have run out, and remind of those that end soon."""
    return list(services.mind_consents())


@shared_task
def empty_sheets():
    """Forget what employers' sheets said of people, a month after they were asked."""
    return services.empty_sheets()


@shared_task
def expire_pledges():
    """End the pledges whose days are over."""
    return services.expire_pledges()


@shared_task
def remind_of_intakes():
    """Before an intake closes, ask who has pledged to say who."""
    return services.remind_of_intakes()
