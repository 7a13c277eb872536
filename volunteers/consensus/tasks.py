"""How the clock calls for conversations."""

from celery import shared_task

from volunteers.consensus import services


@shared_task
def recompute() -> int:
    """Work out anew the maps that enough people have voted on since."""
    return services.recompute_due()


@shared_task
def freeze() -> int:
    """Freeze the results of stages that are over."""
    return services.freeze_due()


@shared_task
def freeze_stage(*, conversation_id: int, stage: str) -> bool:
    """Freeze one result whose stage has just ended; a second time it changes nothing."""
    return services.freeze_ended(conversation_id, stage=stage)


@shared_task
def move_on() -> int:
    """Move on the conversations whose stage has seen its last day."""
    return services.move_by_clock()


@shared_task
def remind_overdue() -> int:
    """Remind councils of late replies, and ask the one each of them named."""
    return services.remind_overdue()


@shared_task
def tell_what_is_done() -> int:
    """Tell followers what was done about what they said."""
    return services.tell_what_is_done()


@shared_task
def look_for_abuse(*, conversation_id: int) -> int:
    """Look at one conversation's votes, as somebody asked."""
    return services.look_for_abuse(conversation_id)


@shared_task
def look_everywhere() -> int:
    """Look at the votes of all that is live."""
    return services.look_everywhere()


@shared_task
def forget_paces() -> int:
    """Forget how fast networks voted."""
    return services.forget_paces()
