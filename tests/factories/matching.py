"""Rounds and proposals, each the least that is valid."""

from datetime import date

import factory
from django.utils import timezone

from secondments.matching.models import (
    Answer,
    PointsTable,
    Proposal,
    Reserve,
    Round,
    Shortfall,
)

TERMS = {
    "eligible": 100,
    "surplus": 0,
    "desirable": 125,
    "expert": 75,
    "council": 75,
    "place": 100,
    "learning": 0,
    "continuity": 0,
}


class RoundFactory(factory.django.DjangoModelFactory):
    """Solved, with nothing to match, by the points that a migration loads."""

    class Meta:
        model = Round

    stage = Round.Stage.SOLVED
    step = Round.Step.DONE
    points = factory.LazyFunction(lambda: PointsTable.objects.get(version=1))
    solved_at = factory.LazyFunction(timezone.now)
    certificate = factory.LazyFunction(lambda: {"total": 0, "experts": {}, "roles": {}})


class ProposalFactory(factory.django.DjangoModelFactory):
    """Live, and without the answers that it asks for: see AnswerFactory."""

    class Meta:
        model = Proposal

    round = factory.SubFactory(RoundFactory)
    role = factory.SubFactory("tests.factories.councils.RoleFactory")
    place = 1
    expert = factory.SubFactory("tests.factories.secondments.AvailableExpertFactory")
    fit = sum(TERMS.values())
    terms = factory.LazyFunction(TERMS.copy)


class AnswerFactory(factory.django.DjangoModelFactory):
    """A yes that is owed."""

    class Meta:
        model = Answer

    proposal = factory.SubFactory(ProposalFactory)
    side = Answer.Side.EXPERT
    due_on = date(2099, 1, 1)


class ReserveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Reserve

    round = factory.SubFactory(RoundFactory)
    role = factory.SubFactory("tests.factories.councils.RoleFactory")
    expert = factory.SubFactory("tests.factories.secondments.AvailableExpertFactory")
    order = 1
    fit = sum(TERMS.values())
    terms = factory.LazyFunction(TERMS.copy)


class ShortfallFactory(factory.django.DjangoModelFactory):
    """Nobody was there to look at."""

    class Meta:
        model = Shortfall

    round = factory.SubFactory(RoundFactory)
    role = factory.SubFactory("tests.factories.councils.RoleFactory")
    places = 1
    removed = factory.LazyFunction(list)
    eligible = 0
