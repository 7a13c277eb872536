from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from corps.notifications.queries import Waiting
from corps.organisations.models import Organisation
from councils.models import Project
from secondments import queries
from secondments.models import Secondment, StaffInvitation, StaffSheet
from tests.factories.accounts import UserFactory
from tests.factories.councils import (
    CompletionFactory,
    CouncilFactory,
    MembershipFactory,
    RoleFactory,
)
from tests.factories.organisations import MembershipFactory as MemberFactory
from tests.factories.secondments import (
    AvailableExpertFactory,
    EmployerFactory,
    ExpertFactory,
    PreferenceFactory,
    SecondmentFactory,
    StaffInvitationFactory,
    StaffSheetFactory,
)

pytestmark = pytest.mark.django_db


def texts(user):
    return [thing.text for thing in queries.waiting_for(user)]


def officer_of(secondment):
    return MembershipFactory(council=secondment.role.project.council).user


def test_corps_staff_are_asked_to_verify_employers_that_applied():
    waiting = EmployerFactory()
    EmployerFactory(organisation__stage=Organisation.Stage.VERIFIED)

    things = queries.waiting_for(UserFactory(is_staff=True))

    assert things == [
        Waiting(
            f"Check {waiting} and verify it",
            waiting.get_absolute_url(),
            waiting.organisation.moved_at,
        )
    ]


@pytest.mark.parametrize(
    ("stage", "verified", "consented", "asked"),
    [
        ("available", True, False, True),
        ("available", True, True, False),
        ("available", False, False, False),
        ("paused", True, False, False),
        ("draft", True, False, False),
    ],
)
def test_an_employer_is_asked_to_consent_to_who_is_on_offer(stage, verified, consented, asked):
    expert = AvailableExpertFactory(
        stage=stage,
        employer__organisation__stage="verified" if verified else "applied",
        consent_at=timezone.now() if consented else None,
    )
    boss = MemberFactory(organisation=expert.employer.organisation).user

    assert texts(boss) == ([f"Say whether {expert} may be seconded"] if asked else [])


def test_nobody_is_asked_to_consent_for_themselves():
    expert = AvailableExpertFactory(employer__organisation__stage="verified")
    MemberFactory(organisation=expert.employer.organisation, user=expert.user)

    assert texts(expert.user) == []


def test_somebody_with_a_draft_is_reminded_of_it():
    expert = ExpertFactory()

    assert texts(expert.user) == ["Finish your profile and offer your days"]


@pytest.mark.parametrize(("days", "asked"), [(-1, True), (0, True), (1, False)])
def test_a_council_is_asked_about_a_start_that_is_due(days, asked):
    begins = timezone.localdate() + timedelta(days=days)
    planned = SecondmentFactory(starts_on=begins, ends_on=begins + timedelta(days=99))

    said = f"Say that {planned.expert} has started as {planned.role}"

    assert texts(officer_of(planned)) == ([said] if asked else [])


@pytest.mark.parametrize(("days", "asked"), [(-1, True), (0, False)])
def test_a_council_is_asked_about_an_end_that_is_past(days, asked):
    ends = timezone.localdate() + timedelta(days=days)
    active = SecondmentFactory(stage="active", starts_on=ends - timedelta(days=99), ends_on=ends)

    said = f"Say how the secondment of {active.expert} as {active.role} ended"

    assert texts(officer_of(active)) == ([said] if asked else [])


def test_who_brought_a_list_of_people_is_asked_to_go_on_with_it():
    sheet = StaffSheetFactory()
    colleague = MemberFactory(organisation=sheet.employer.organisation).user
    MemberFactory(organisation=sheet.employer.organisation, user=sheet.by)
    StaffSheetFactory(employer=sheet.employer, by=sheet.by, stage=StaffSheet.Stage.TAKEN)

    assert texts(sheet.by) == ["Go on with the list “people.csv”: nobody on it is asked yet"]
    assert texts(colleague) == []


def test_whom_an_employer_asked_finds_it_for_a_month_at_a_verified_address():
    person = UserFactory()
    asked = StaffInvitationFactory(email=person.email.upper())
    StaffInvitationFactory()

    [thing] = queries.waiting_for(person)
    assert (thing.link, thing.text.split(" asks")[0]) == (
        asked.get_absolute_url(),
        str(asked.employer),
    )

    StaffInvitation.objects.update(sent_at=timezone.now() - timedelta(days=31))
    assert texts(person) == []


@pytest.mark.parametrize(
    ("stages", "completion", "asked"),
    [
        (["completed"], {}, True),
        (["completed"], {"signed": False}, False),  # a colleague's turn
        (["completed"], {"signed": True}, True),
        (["completed", "active"], {}, False),
        (["active"], {}, False),
        ([], {}, False),
    ],
)
def test_owners_are_asked_to_complete_what_nobody_is_at_work_on(stages, completion, asked):
    role = RoleFactory(project__stage=Project.Stage.IN_DELIVERY, places=2)
    MembershipFactory(council=role.project.council, user=role.project.author)
    for place, stage in enumerate(stages, start=1):
        SecondmentFactory(role=role, place=place, stage=stage)
    if completion:
        signature = {} if completion["signed"] else {"signed_by": None, "signed_at": None}
        CompletionFactory(project=role.project, **signature)

    words = f"Bring “{role.project.title}” to its end: nobody is at work on it any more"
    assert (words in texts(role.project.author)) is asked


def test_nothing_waits_for_strangers():
    begins = timezone.localdate() - timedelta(days=1)
    SecondmentFactory(starts_on=begins, ends_on=begins + timedelta(days=99))
    EmployerFactory()
    AvailableExpertFactory(employer__organisation__stage="verified")

    assert (texts(MembershipFactory().user), texts(AnonymousUser())) == ([], [])


@pytest.mark.parametrize(
    ("words", "found"),
    [("Sample baker", 1), ("BAKERS", 1), ("1234567", 1), ("01 23 45 67", 1), ("butcher", 0)],
)
def test_an_employer_is_found_by_part_of_its_name_or_its_number(words, found):
    EmployerFactory(organisation__name="Sample bakers", organisation__company_number="01234567")

    assert len(queries.employers_found(words)) == found


@pytest.mark.parametrize(("stage", "found"), [("applied", 1), ("verified", 1), ("refused", 0)])
def test_an_employer_that_was_refused_is_not_found(stage, found):
    EmployerFactory(organisation__name="Sample bakers", organisation__stage=stage)

    assert len(queries.employers_found("bakers")) == found


def test_employers_who_wait_come_first_the_longest_wait_at_the_top():
    now = timezone.now()
    verified, late, early = (
        EmployerFactory(
            organisation__stage=stage, organisation__moved_at=now - timedelta(days=days)
        )
        for stage, days in (("verified", 9), ("applied", 1), ("applied", 2))
    )

    assert list(queries.employers_by_urgency()) == [early, late, verified]


def test_experts_who_wait_for_consent_come_first():
    employer = EmployerFactory()
    ready, paused, waits = (
        AvailableExpertFactory(
            employer=employer, user__name=name, stage=stage, consent_at=consented
        )
        for name, stage, consented in (
            ("Ada", "available", timezone.now()),
            ("Bo", "paused", None),
            ("Cy", "available", None),
        )
    )
    ExpertFactory(employer=employer)

    assert list(queries.experts_of(employer)) == [waits, ready, paused]


def test_only_roles_of_open_projects_are_offered_for_a_list():
    council = CouncilFactory()
    role = RoleFactory(title="Baker", project__stage=Project.Stage.OPEN, project__council=council)
    RoleFactory(title="Baker", project__stage=Project.Stage.STAFFED)

    found = [
        list(queries.open_roles()),
        list(queries.open_roles("bake")),
        list(queries.open_roles("cook")),
        list(queries.open_roles("", council)),
        list(queries.open_roles("", CouncilFactory())),
    ]

    assert found == [[role], [role], [], [role], []]


def test_preferences_come_in_order_in_one_query(django_assert_num_queries):
    expert = ExpertFactory()
    for rank in (3, 1, 2):
        PreferenceFactory(expert=expert, rank=rank)

    with django_assert_num_queries(1):
        found = [(p.rank, str(p.role.project.council)) for p in queries.preferences_of(expert)]

    assert [rank for rank, _council in found] == [1, 2, 3]


def test_live_secondments_come_first():
    expert = AvailableExpertFactory()
    over = SecondmentFactory(expert=expert, stage="completed", place=2)
    live = SecondmentFactory(expert=expert, role=over.role)

    assert list(queries.secondments_by_urgency(expert.user)) == [live, over]


def test_who_is_at_work_is_named_to_those_concerned_alone_and_in_one_query(
    django_assert_num_queries,
):
    live = SecondmentFactory(role__places=2)
    SecondmentFactory(role=live.role, place=2)
    project = live.role.project
    people = [live.expert.user, officer_of(live), UserFactory(), AnonymousUser()]

    with django_assert_num_queries(len(people)):
        named = [sum(s.named for s in queries.people_at_work(project, user)) for user in people]

    assert named == [1, 2, 0, 0]


def test_a_secondment_under_four_months_is_short():
    long = SecondmentFactory.build()
    short = Secondment(starts_on=long.starts_on, ends_on=long.starts_on + timedelta(days=120))

    assert (queries.is_short(long), queries.is_short(short)) == (False, True)
