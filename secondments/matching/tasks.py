"""How the clock and the queue call for matching."""

from celery import shared_task

from secondments.matching import services


@shared_task
def solve(*, round_id):
    """Solve one round; a second run finds it done."""
    services.solve(round_id)


@shared_task
def take_up():
    """Withdraw what cannot come to anything, and see that a live round is worked on."""
    services.withdraw_stale()
    services.take_up()


@shared_task
def repair():
    """Look for others where somebody or something came free: one round, however many did."""
    services.repair()


@shared_task
def expire():
    """End the proposals that somebody left unanswered."""
    services.expire_proposals()


@shared_task
def nightly():
    """Match what is free, once a night."""
    services.nightly()
