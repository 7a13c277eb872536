"""Rounds and proposals, each the least that is valid."""

from datetime import date

import factory
import numpy as np
from django.utils import timezone

from councils.models import Council
from secondments.matching import formats
from secondments.matching.maths.problems import Outcome, Problem
from secondments.matching.models import (
    Alert,
    Answer,
    BoroughFigures,
    Comparison,
    DirectMatch,
    NearMiss,
    PointsTable,
    Proposal,
    Remedy,
    Reserve,
    Round,
    RoundFile,
    Shortfall,
    Sighting,
    Unplaced,
    Urgency,
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
    certificate = factory.LazyFunction(lambda: {"total": 0, "fit": 0})


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


class BoroughFiguresFactory(factory.django.DjangoModelFactory):
    """Lambeth asked for one place, which counted and stayed free."""

    class Meta:
        model = BoroughFigures

    round = factory.SubFactory(RoundFactory)
    council = factory.LazyFunction(lambda: Council.objects.get(code="LBH"))
    asked = 1
    counted = 1
    floor = 0


class RoundFileFactory(factory.django.DjangoModelFactory):
    """One person, one place, and nobody who could."""

    class Meta:
        model = RoundFile

    round = factory.SubFactory(RoundFactory)
    content = factory.LazyFunction(lambda: formats.pack(*nobody_could()))


class UrgencyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Urgency

    role = factory.SubFactory("tests.factories.councils.RoleFactory")
    reason = "Winter is near."
    by = factory.SubFactory("tests.factories.accounts.UserFactory", is_staff=True)


def nobody_could():
    """The least problem, and what came of it."""
    none, flags = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool)
    problem = Problem(
        experts=1,
        boroughs=("LBH",),
        places=np.array([1]),
        borough=np.array([0]),
        counted=np.array([True]),
        urgent=np.array([False]),
        expert=none,
        role=none,
        fit=none,
        standing=flags,
    )
    outcome = Outcome(policy="fit", chosen=flags, total=0, best=0, verdict="Nothing could be.")
    return problem, outcome


class ComparisonFactory(factory.django.DjangoModelFactory):
    """Nobody else, and nothing else."""

    class Meta:
        model = Comparison

    proposal = factory.SubFactory(ProposalFactory)
    others = 0
    fitter = 0
    roles = 0
    better = 0


class RemedyFactory(factory.django.DjangoModelFactory):
    """Remote work would find one person."""

    class Meta:
        model = Remedy

    round = factory.SubFactory(RoundFactory)
    role = factory.SubFactory("tests.factories.councils.RoleFactory")
    changes = factory.LazyFunction(lambda: [["remote", None, None, 1]])


class UnplacedFactory(factory.django.DjangoModelFactory):
    """Somebody for whom there was no role at all."""

    class Meta:
        model = Unplaced

    round = factory.SubFactory(RoundFactory)
    expert = factory.SubFactory("tests.factories.secondments.AvailableExpertFactory")
    removed = factory.LazyFunction(list)
    eligible = 0


class NearMissFactory(factory.django.DjangoModelFactory):
    """A week is missing."""

    class Meta:
        model = NearMiss

    round = factory.SubFactory(RoundFactory)
    role = factory.SubFactory("tests.factories.councils.RoleFactory")
    expert = factory.SubFactory("tests.factories.secondments.AvailableExpertFactory")
    kind = NearMiss.Kind.WINDOW
    days = 7


class DirectMatchFactory(factory.django.DjangoModelFactory):
    """A council has named a company, which has not answered."""

    class Meta:
        model = DirectMatch

    role = factory.SubFactory("tests.factories.councils.RoleFactory")
    employer = factory.SubFactory("tests.factories.secondments.EmployerFactory")
    begun_by = DirectMatch.Side.COUNCIL
    by = factory.SubFactory("tests.factories.accounts.UserFactory")
    note = "They built our maps."
    points = factory.LazyFunction(lambda: PointsTable.objects.get(version=1))
    due_on = date(2099, 1, 1)


class AlertFactory(factory.django.DjangoModelFactory):
    """Tells of people for a role."""

    class Meta:
        model = Alert

    user = factory.SubFactory("tests.factories.accounts.UserFactory")
    role = factory.SubFactory("tests.factories.councils.RoleFactory")


class SightingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Sighting

    alert = factory.SubFactory(AlertFactory)
    expert = factory.SubFactory("tests.factories.secondments.AvailableExpertFactory")
