"""A world in which more people may offer themselves, and proposals come of real rounds."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, connections
from django.utils import timezone

from corps.skills.models import Holding
from secondments.matching import services
from secondments.matching.models import Proposal
from secondments.models import Expert
from tests.world import person


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def add_expert(world, today):
    """Add an expert of the first employer who could take any role of this world."""

    def add(name, *, level=3, **fields):
        user = person(name, f"{name.lower()}@one.example")
        employer = world.people["expert"].expert.employer
        expert = Expert.objects.create(
            **{
                "user": user,
                "employer": employer,
                "stage": Expert.Stage.AVAILABLE,
                "headline": "Developer",
                "available_from": today,
                "available_until": today + timedelta(days=400),
                "days_a_week": Decimal(4),
                "home": world.council,
                "consent_at": timezone.now(),
                "consent_by": world.people["employer"],
            }
            | fields
        )
        if level:
            Holding.objects.create(user=user, skill=world.skill, level=level)
        return expert

    return add


@pytest.fixture
def experts(world):
    """The world's two experts: of the first employer, and of the other."""
    return [world.people[name].expert for name in ("expert", "other_expert")]


@pytest.fixture
def solve(world):
    """Ask for a round and solve it here and now; return it as it is then."""

    def solve_now(by="officer"):
        asked = services.request_round(by=by and world.people[by])
        services.solve(asked.pk)
        asked.refresh_from_db()
        return asked

    return solve_now


@pytest.fixture
def proposal(world, solve):
    """The first employer's expert, proposed for the open project's one role."""
    world.role("open")
    world.people["other_expert"].expert.delete()
    solve()
    return Proposal.objects.get()


@pytest.fixture
def answer(world):
    """Say yes to a proposal for some sides."""

    def say_yes(proposal, *sides, on=None):
        who = {"expert": "expert", "employer": "employer", "council": "officer"}
        for side in sides:
            proposal = services.accept_proposal(
                proposal, by=world.people[who[side]], side=side, on=on
            )
        return proposal

    return say_yes


@pytest.fixture
def sign_in(client, world):
    def as_(identity):
        client.force_login(world.people[identity])
        return client

    return as_


@pytest.fixture
def elsewhere():
    """Run something in a thread, that is, in a session of its own."""
    threads = []

    def run(work):
        def and_hang_up():
            try:
                work()
            finally:
                connections.close_all()

        threads.append(threading.Thread(target=and_hang_up))
        threads[-1].start()
        return threads[-1]

    yield run
    for thread in threads:
        thread.join(30)


class OtherSession:
    """A second session, which holds what it has touched until it is told to end."""

    def __init__(self):
        self.session = connection.copy()
        self.session.set_autocommit(False)

    def __call__(self, sql):
        """Run it, and keep its locks."""
        with self.session.cursor() as cursor:
            cursor.execute(sql)

    def commit(self):
        """Keep what it did."""
        self.session.commit()

    def rollback(self):
        """Forget what it did."""
        self.session.rollback()


@pytest.fixture
def other_session(transactional_db):
    """A second session, whose transaction ends with the test whatever happens in it."""
    other = OtherSession()
    yield other
    other.rollback()
    other.session.close()
