"""How the clock calls for the asking side."""

from celery import shared_task

from corps.queue import one_by_one
from councils import services


@shared_task
def send_digests() -> int:
    """E-mail people what is new in the searches of projects that they keep."""
    return services.send_daily()


@shared_task
def ask_what_is_due() -> int:
    """Once a day: is it still true, is it still in use, and who waits for an answer?"""
    every = (
        services.nudge_owners,
        services.remind_of_questions,
        services.ask_still_in_use,
        services.remind_of_use,
    )
    return one_by_one(lambda ask: ask(), every)


@shared_task
def review_people() -> int:
    """Once a day: whose address is no longer verified, and which list was long not looked at?"""
    return one_by_one(lambda ask: ask(), (services.doubt_members, services.ask_to_review))


@shared_task
def take_in(*, sheet_id: int | None = None) -> int:
    """Make the drafts of a large sheet, or of all that wait for it."""
    return services.take_in_waiting(sheet_id)


@shared_task
def empty_sheets() -> int:
    """Forget what sheets held that were dealt with, or left lying, long ago."""
    return services.empty_sheets()
