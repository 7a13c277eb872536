"""Councils beyond the 33, their people and their projects, each the least that is valid."""

from datetime import date
from decimal import Decimal

import factory
from django.utils import timezone
from numpy import base_repr

from corps.notifications.services import record
from councils.models import (
    Addendum,
    ApprovalLink,
    Attachment,
    Completion,
    CoOwner,
    Council,
    CouncilDomain,
    Favourite,
    Invitation,
    Membership,
    Need,
    Project,
    ProjectSheet,
    Question,
    Reuse,
    Role,
    Sponsorship,
    Teammate,
    UseCheck,
)


class CouncilFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Council

    gss = factory.Sequence(lambda n: f"X{n:08}")
    code = factory.Sequence(lambda n: base_repr(n, 36).zfill(3))
    ecode = factory.Sequence(lambda n: f"X{n:04}")
    name = factory.Sequence(lambda n: f"Sample borough {n}")
    official_name = factory.LazyAttribute(lambda council: f"London Borough of {council.name}")
    slug = factory.Sequence(lambda n: f"sample-borough-{n}")
    statutory = "outer"
    ons = "outer"
    hex_x = 0
    hex_row = 0


class CouncilDomainFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CouncilDomain

    council = factory.SubFactory(CouncilFactory)
    domain = factory.Sequence(lambda n: f"sample{n}.gov.uk")


class MembershipFactory(factory.django.DjangoModelFactory):
    """A confirmed member."""

    class Meta:
        model = Membership

    council = factory.SubFactory(CouncilFactory)
    user = factory.SubFactory("tests.factories.accounts.UserFactory")
    confirmed_at = factory.LazyFunction(timezone.now)


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    council = factory.SubFactory(CouncilFactory)
    email = factory.Sequence(lambda n: f"invited{n}@sample.gov.uk")
    by = factory.SubFactory("tests.factories.accounts.UserFactory", is_staff=True)


class ProjectFactory(factory.django.DjangoModelFactory):
    """A draft with a title."""

    class Meta:
        model = Project

    council = factory.SubFactory(CouncilFactory)
    author = factory.SubFactory("tests.factories.accounts.UserFactory")
    title = factory.Sequence(lambda n: f"Sample project {n}")


class ToldProjectFactory(ProjectFactory):
    """A draft in which everything asked is said, a role apart."""

    problem = "Letters go out twice."
    affected = "Residents."
    outcome = "Letters go out once."
    start_from = date(2027, 3, 1)
    start_by = date(2027, 4, 1)
    contact_email = "officer@sample.gov.uk"


class RoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Role

    project = factory.SubFactory(ProjectFactory)
    title = "Sample developer"
    days_a_week = Decimal(3)
    starts_on = date(2027, 3, 1)
    ends_on = date(2027, 8, 31)


class NeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Need

    role = factory.SubFactory(RoleFactory)
    skill = factory.SubFactory("tests.factories.skills.SkillFactory")
    level = 2


class ApprovalLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ApprovalLink

    project = factory.SubFactory(ProjectFactory)
    name = "Sample head"
    post = "Head of sampling"
    email = factory.Sequence(lambda n: f"head{n}@sample.gov.uk")
    by = factory.SubFactory("tests.factories.accounts.UserFactory")


class TeammateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Teammate

    project = factory.SubFactory(ProjectFactory)
    user = factory.SubFactory("tests.factories.accounts.UserFactory")
    capacity = Teammate.Capacity.SECONDEE
    joined_on = date(2027, 3, 1)


class AttachmentFactory(factory.django.DjangoModelFactory):
    """A small text, kept under its own name."""

    class Meta:
        model = Attachment

    project = factory.SubFactory(ProjectFactory)
    title = "Sample map of the service"
    file = factory.django.FileField(filename="map.txt", data=b"Sample data")
    media_type = "text/plain"
    size = 11
    by = factory.SelfAttribute("project.author")


class AddendumFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Addendum

    project = factory.SubFactory(ProjectFactory)
    number = factory.LazyAttribute(lambda made: made.project.addenda.count() + 1)
    text = "Sample: it starts a month later."
    by = factory.SelfAttribute("project.author")
    event = factory.LazyAttribute(
        lambda made: record(
            "councils.addendum_added",
            about=made.project,
            by=made.by,
            number=made.number,
            text=made.text,
        )
    )


class QuestionFactory(factory.django.DjangoModelFactory):
    """A question that waits."""

    class Meta:
        model = Question

    project = factory.SubFactory(ProjectFactory, stage="open")
    by = factory.SubFactory("tests.factories.accounts.UserFactory")
    text = "Which framework do you use, and may Sample Person review?"


class AnsweredQuestionFactory(QuestionFactory):
    stage = "answered"
    published = "Which framework do you use?"
    answer = "Django."
    answered_by = factory.SelfAttribute("project.author")


class CompletionFactory(factory.django.DjangoModelFactory):
    """A home in which everything is said, and which a colleague has signed."""

    class Meta:
        model = Completion

    project = factory.SubFactory(ProjectFactory, stage="in_delivery")
    maintainer = "Sample maintainer"
    maintainer_email = "maintainer@sample.gov.uk"
    repository = "https://example.org/sample-code"
    licence = "MIT"
    hosting_payer = "Planning"
    yearly_cost_gbp = Decimal(1_200)
    handed_over = "The code, its tests and a walk through both."
    written_by = factory.SelfAttribute("project.author")
    signed_by = factory.SubFactory("tests.factories.accounts.UserFactory")
    signed_at = factory.LazyFunction(timezone.now)


class CompletedFactory(CompletionFactory):
    """The home of a project that is completed."""

    project = factory.SubFactory(
        ProjectFactory, stage="completed", opened_at=factory.LazyFunction(timezone.now)
    )
    completed_by = factory.SelfAttribute("project.author")
    completed_on = date(2027, 3, 31)


class UseCheckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UseCheck

    project = factory.SubFactory(ProjectFactory, stage="completed")
    months = 6
    due_on = date(2027, 9, 30)


class ReuseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Reuse

    project = factory.SubFactory(
        ProjectFactory, stage="completed", opened_at=factory.LazyFunction(timezone.now)
    )
    council = factory.SubFactory(CouncilFactory)
    since = date(2027, 6, 1)
    how = "The form, with our own fees."
    by = factory.SubFactory("tests.factories.accounts.UserFactory")


class CoOwnerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CoOwner

    project = factory.SubFactory(ProjectFactory)
    user = factory.SubFactory("tests.factories.accounts.UserFactory")
    added_by = factory.SubFactory("tests.factories.accounts.UserFactory")


class ProjectSheetFactory(factory.django.DjangoModelFactory):
    """A sheet of one row, just uploaded."""

    class Meta:
        model = ProjectSheet

    council = factory.SubFactory(CouncilFactory)
    by = factory.SubFactory("tests.factories.accounts.UserFactory")
    name = factory.Sequence(lambda n: f"sample-{n}.csv")
    encoding = "UTF-8"
    separator = "commas"
    headings = ["title"]
    rows = [[2, ["Fewer letters"]]]
    size = 1


class FavouriteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Favourite

    user = factory.SubFactory("tests.factories.accounts.UserFactory")
    project = factory.SubFactory(ProjectFactory, stage="open", opened_at=timezone.now())


class SponsorshipFactory(factory.django.DjangoModelFactory):
    """A wish that waits for its answer."""

    class Meta:
        model = Sponsorship

    project = factory.SubFactory(ProjectFactory, stage="open", opened_at=timezone.now())
    council = factory.SubFactory(CouncilFactory)
    asked_by = factory.SubFactory("tests.factories.accounts.UserFactory")
