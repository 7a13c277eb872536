"""How the clock and the queue call for matching."""

from celery import shared_task

from corps.queue import one_by_one
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
    """End the proposals and direct matches that somebody left unanswered."""
    one_by_one(lambda end: end(), (services.expire_proposals, services.expire_direct))


@shared_task
def remind_due():
    """Remind those whose answer is due within three days."""
    return services.remind_due()


@shared_task
def pass_on_news():
    """Tell those who like a project's roles what its council has added."""
    return services.pass_on_news()


@shared_task
def nightly():
    """Match what is free, once a night."""
    services.nightly()


@shared_task
def tell_of_pledges():
    """Tell companies and councils where a pledge could fill a role."""
    services.tell_of_pledges()


@shared_task
def send_alerts():
    """Tell people of what they asked to be told of."""
    services.send_alerts()
