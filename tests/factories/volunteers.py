"""Volunteers, their tasks and their work, each the least that is valid."""

from datetime import timedelta
from decimal import Decimal

import factory
from django.conf import settings
from django.utils import timezone

from corps.organisations.models import Organisation
from volunteers.models import (
    Admission,
    Certificate,
    Charity,
    Contribution,
    Favourite,
    Record,
    Source,
    SourceLabel,
    SourceRun,
    SourceTask,
    Suggestion,
    Task,
    TaskSkill,
    Volunteer,
)


class CharityFactory(factory.django.DjangoModelFactory):
    """Has asked to be approved."""

    class Meta:
        model = Charity

    organisation = factory.SubFactory("tests.factories.organisations.OrganisationFactory")
    charity_number = factory.Sequence(lambda n: f"{n + 1000000}")
    purpose = "Sample purpose"


class ApprovedCharityFactory(CharityFactory):
    """May ask for help."""

    organisation = factory.SubFactory(
        "tests.factories.organisations.OrganisationFactory", stage=Organisation.Stage.VERIFIED
    )
    stage = Charity.Stage.APPROVED


class VolunteerFactory(factory.django.DjangoModelFactory):
    """Has begun a profile; has neither said an age nor agreed to the licence."""

    class Meta:
        model = Volunteer

    user = factory.SubFactory("tests.factories.accounts.UserFactory")


class ReadyVolunteerFactory(VolunteerFactory):
    """May take any task, and those about the living once admitted."""

    age_confirmed = 18
    licence_version = factory.LazyFunction(lambda: settings.CONTRIBUTOR_LICENCE)
    licence_agreed_at = factory.LazyFunction(timezone.now)


class TaskFactory(factory.django.DjangoModelFactory):
    """A council's draft with a title."""

    class Meta:
        model = Task

    council = factory.SubFactory("tests.factories.councils.CouncilFactory")
    author = factory.SubFactory("tests.factories.accounts.UserFactory")
    title = factory.Sequence(lambda n: f"Sample task {n}")


class ToldTaskFactory(TaskFactory):
    """A draft in which everything is said that is needed to open it."""

    description = "Read ten letters and say which sentence is unclear."
    done_when = "Ten letters are read."
    effort = Task.Effort.FROM_1
    personal_data = Task.PersonalData.NONE
    replaces_no_paid_post = True


class OpenTaskFactory(ToldTaskFactory):
    """Looks for one person."""

    stage = Task.Stage.OPEN
    opened_at = factory.LazyFunction(timezone.now)
    opened_by = factory.SubFactory("tests.factories.accounts.UserFactory")


class TaskSkillFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TaskSkill

    task = factory.SubFactory(OpenTaskFactory)
    skill = factory.SubFactory("tests.factories.skills.SkillFactory")
    level = 2


class AdmissionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Admission

    task = factory.SubFactory(OpenTaskFactory)
    volunteer = factory.SubFactory(ReadyVolunteerFactory)
    by = factory.SubFactory("tests.factories.accounts.UserFactory")


class FavouriteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Favourite

    user = factory.SubFactory("tests.factories.accounts.UserFactory")
    task = factory.SubFactory(OpenTaskFactory)


class ContributionFactory(factory.django.DjangoModelFactory):
    """A claim of the first place."""

    class Meta:
        model = Contribution

    task = factory.SubFactory(OpenTaskFactory)
    volunteer = factory.SubFactory(ReadyVolunteerFactory)
    place = 1


class SubmittedContributionFactory(ContributionFactory):
    """Waits for a review."""

    stage = Contribution.Stage.SUBMITTED
    hours = Decimal(2)
    evidence = "Ten letters read; notes are at the link."
    submitted_at = factory.LazyFunction(timezone.now)


class AcceptedContributionFactory(SubmittedContributionFactory):
    """Counts."""

    stage = Contribution.Stage.ACCEPTED
    reviewer = factory.SubFactory("tests.factories.accounts.UserFactory")
    reviewed_at = factory.LazyFunction(timezone.now)
    endorsement = "Careful and quick."


class SuggestionFactory(factory.django.DjangoModelFactory):
    """A problem put to one council, due in four weeks."""

    class Meta:
        model = Suggestion

    by = factory.SubFactory("tests.factories.accounts.UserFactory")
    council = factory.SubFactory("tests.factories.councils.CouncilFactory")
    kind = Suggestion.Kind.PROBLEM
    title = factory.Sequence(lambda n: f"Sample suggestion {n}")
    text = "People wait for weeks and nobody tells them why."
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=28))


class SourceFactory(factory.django.DjangoModelFactory):
    """A repository whose issues become drafts."""

    class Meta:
        model = Source

    council = factory.SubFactory("tests.factories.councils.CouncilFactory")
    owner = factory.SubFactory("tests.factories.accounts.UserFactory")
    name = factory.Sequence(lambda n: f"council/code-{n}")


class SourceLabelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SourceLabel

    source = factory.SubFactory(SourceFactory)
    label = factory.Sequence(lambda n: f"sample label {n}")
    skill = factory.SubFactory("tests.factories.skills.SkillFactory")


class SourceTaskFactory(factory.django.DjangoModelFactory):
    """A draft that came from an issue."""

    class Meta:
        model = SourceTask

    source = factory.SubFactory(SourceFactory)
    number = factory.Sequence(lambda n: n + 1)
    task = factory.SubFactory(TaskFactory)
    title = "Sample issue"
    updated_at = factory.LazyFunction(timezone.now)


class SourceRunFactory(factory.django.DjangoModelFactory):
    """A look that changed nothing; its error is there so that a search finds it."""

    class Meta:
        model = SourceRun

    source = factory.SubFactory(SourceFactory)
    error = "Sample error"


class RecordFactory(factory.django.DjangoModelFactory):
    """A record that nobody but its volunteer sees."""

    class Meta:
        model = Record

    volunteer = factory.SubFactory(ReadyVolunteerFactory)


class CertificateFactory(factory.django.DjangoModelFactory):
    """States one piece of work of two hours."""

    class Meta:
        model = Certificate

    volunteer = factory.SubFactory(ReadyVolunteerFactory)
    name = "Sample Volunteer"
    hours = Decimal(2)
    since = factory.LazyFunction(timezone.localdate)
    until = factory.LazyFunction(timezone.localdate)
    lines = factory.LazyFunction(
        lambda: [
            {
                "title": "Sample task",
                "asker": "Lambeth",
                "on": timezone.localdate().isoformat(),
                "hours": "2.00",
            }
        ]
    )
