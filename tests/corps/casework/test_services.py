"""Chasing, complaints, suspending, merging: what happens, and what may not."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from corps.accounts.models import Departure
from corps.casework import queries, services
from corps.casework.models import Complaint, Look
from corps.notifications.models import Notification
from corps.notifications.services import deliver
from corps.stages import IllegalMove
from councils.models import Membership, Project
from tests.factories.accounts import UserFactory
from tests.factories.casework import ComplaintFactory, LookFactory, NoteFactory
from tests.factories.councils import (
    CoOwnerFactory,
    CouncilFactory,
    FavouriteFactory,
    MembershipFactory,
    ProjectFactory,
    QuestionFactory,
    SponsorshipFactory,
)
from tests.factories.organisations import MembershipFactory as OrganisationMembershipFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.savings import BenefitFactory
from tests.factories.secondments import EmployerFactory, ExpertFactory, SecondmentFactory
from tests.factories.volunteers import AcceptedContributionFactory
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db


def staff():
    return UserFactory(is_staff=True)


def told(kind):
    """Who was told of the last event of this kind."""
    notices = Notification.objects.filter(event__kind=f"casework.{kind}")
    return {notice.to for notice in notices}


def waiting_member(days=7):
    return MembershipFactory(confirmed_at=None, asked_at=timezone.now() - timedelta(days=days))


def test_those_whose_turn_it_is_are_reminded_once_in_three_days():
    stuck = waiting_member()
    administrator = MembershipFactory(council=stuck.council, role="administrator").user
    kind = queries.KINDS["members"]

    number = services.chase(kind, stuck, by=staff())

    assert (number, told("record_chased")) == (1, {administrator})
    with pytest.raises(services.ChasedAlready):
        services.chase(kind, stuck, by=staff())


def test_nobody_is_chased_where_nobody_could_do_it():
    project = ProjectFactory(stage=Project.Stage.SUBMITTED)

    with pytest.raises(services.NobodyToChase):
        services.chase(queries.KINDS["approvals"], project, by=staff())


def test_a_complaint_is_owed_an_answer_ten_working_days_later_and_all_of_corps_staff_hear():
    one, other, person = staff(), staff(), UserFactory()

    made = services.complain(by=person, subject="Late", text="Very late", on=date(2026, 11, 20))

    assert made.due_on == date(2026, 12, 4)
    assert told("complaint_received") == {one, other}


def test_somebody_complains_at_most_five_times_a_day():
    person = UserFactory()
    ComplaintFactory.create_batch(5, by=person)

    with pytest.raises(services.TooMany):
        services.complain(by=person, subject="Again", text="Again")


def test_an_answer_that_is_not_enough_is_owed_another_one():
    complaint, colleague = ComplaintFactory(), staff()
    services.take_up(complaint, by=colleague)
    services.answer(complaint, by=colleague, words="We looked.")

    again = services.object_to(
        complaint, by=complaint.by, words="Not enough", on=date(2026, 11, 20)
    )

    assert (again.stage, again.due_on) == (Complaint.Stage.REOPENED, date(2026, 12, 4))
    assert again.answer == "We looked."
    with pytest.raises(IllegalMove):
        services.object_to(complaint, by=complaint.by, words="Still not enough")


def test_nobody_answers_their_own_complaint():
    complaint = ComplaintFactory(by=staff())

    with pytest.raises(services.NotTheirs):
        services.answer(complaint, by=complaint.by, words="All is well.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(
            stage="answered", answer="x", answered_at=timezone.now(), answered_by=complaint.by
        )


def test_a_late_answer_is_reminded_of_every_other_day_however_often_the_task_runs():
    complaint = ComplaintFactory(due_on=date(2026, 11, 10), handler=staff())
    days = [date(2026, 11, day) for day in (10, 11, 11, 12, 13)]

    assert [services.remind_overdue(on=day) for day in days] == [0, 1, 0, 0, 1]
    assert told("complaint_overdue") == {complaint.handler}


def test_who_is_suspended_is_told_why_and_may_come_back():
    person, colleague = UserFactory(), staff()

    services.suspend(person, by=colleague, reason="Sent advertisements.")

    person.refresh_from_db()
    assert (person.is_active, told("person_suspended")) == (False, {person})
    with pytest.raises(IllegalMove):
        services.suspend(person, by=colleague, reason="Again.")
    assert services.reinstate(person, by=colleague, reason="A mistake.").is_active


def test_what_a_suspension_stops_is_said_before():
    alone = MembershipFactory(role="administrator")

    assert queries.hold_back(alone.user) == [f"{alone.council.name} has no other administrator"]


def test_two_accounts_of_one_person_become_one_and_either_address_signs_in():
    keep, duplicate = UserFactory(), UserFactory()
    project = ProjectFactory(author=duplicate)
    council = CouncilFactory()
    for person in (keep, duplicate):
        MembershipFactory(user=person, council=council)
    MembershipFactory(user=duplicate)
    NoteFactory(row=duplicate)

    services.merge_people(keep, duplicate, by=staff(), reason="Two addresses.")

    project.refresh_from_db()
    duplicate.refresh_from_db()
    assert project.author == keep
    assert Membership.objects.filter(user=keep).count() == 2
    assert set(EmailAddress.objects.filter(user=keep).values_list("email", flat=True)) == {
        keep.email,
        duplicate.email,
    }
    assert (duplicate.is_active, queries.ties_of(duplicate)) == (False, [])
    assert queries.notes_of(keep).count() == 1


def test_two_experts_are_not_merged_and_nothing_is_half_done():
    keep, duplicate = ExpertFactory().user, ExpertFactory().user
    project = ProjectFactory(author=duplicate)

    with pytest.raises(services.CannotMerge, match="Both have experts"):
        services.merge_people(keep, duplicate, by=staff(), reason="One person.")

    project.refresh_from_db()
    duplicate.refresh_from_db()
    assert (project.author, duplicate.is_active) == (duplicate, True)


def test_corps_staff_are_never_merged():
    with pytest.raises(services.CannotMerge):
        services.merge_people(UserFactory(), staff(), by=staff(), reason="One person.")


def test_two_records_of_one_company_become_one():
    keep = OrganisationFactory()
    employer = EmployerFactory()
    expert = ExpertFactory(employer=employer)
    member = OrganisationMembershipFactory(organisation=employer.organisation).user

    services.merge_organisations(
        keep, employer.organisation, by=staff(), reason="Registered twice."
    )

    expert.refresh_from_db()
    assert (expert.employer.organisation, set(keep.members.all())) == (keep, {member})
    employer.organisation.refresh_from_db()
    assert employer.organisation.stage == "refused"


def test_who_is_looked_at_as_is_told_by_whom_and_why():
    look = services.begin_look(UserFactory(), by=staff(), reason="They cannot see it.")

    assert told("look_begun") == {look.of}
    assert not look.is_over
    assert services.end_look(look, by=look.by).is_over
    with pytest.raises(services.LookOver):
        services.note_page(look, path="/")


def test_nobody_looks_as_themselves_or_without_a_reason():
    person = staff()

    for wrong in ({"of": person, "by": person}, {"reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LookFactory(**wrong)
    assert Look.objects.count() == 0


def test_who_leaves_takes_the_words_of_their_complaints_along():
    complaint = ComplaintFactory(text="My neighbour", wanted="Quiet")
    assert queries.about(complaint.by)["complaints"][0]["text"] == "My neighbour"

    services.forget(complaint.by)

    assert queries.about(complaint.by)["complaints"][0]["text"] == "Erased."


def test_the_e_mail_about_ones_own_suspension_leaves_all_the_same(mailoutbox):
    person = UserFactory()
    services.suspend(person, by=staff(), reason="Sent advertisements.")

    deliver(Notification.objects.filter(to=person))

    assert [letter.to for letter in mailoutbox] == [[person.email]]


def test_a_volunteers_second_account_takes_its_record_along():
    keep, duplicate = UserFactory(), AcceptedContributionFactory().volunteer.user
    work = duplicate.volunteer.contributions.get()

    services.merge_people(keep, duplicate, by=staff(), reason="Two addresses.")

    work.refresh_from_db()
    assert work.volunteer.user == keep
    assert not Volunteer.objects.filter(user=duplicate).exists()


def test_a_wish_to_leave_from_the_duplicate_does_not_take_the_kept_account_along():
    keep, duplicate = UserFactory(), UserFactory()
    Departure.objects.create(user=duplicate, due_at=timezone.now())

    services.merge_people(keep, duplicate, by=staff(), reason="Two addresses.")

    assert not Departure.objects.exists()


def test_an_address_that_nobody_has_shown_to_be_theirs_is_not_merged():
    duplicate = UserFactory()
    EmailAddress.objects.filter(user=duplicate).update(verified=False)

    with pytest.raises(services.CannotMerge, match="is theirs yet"):
        services.merge_people(UserFactory(), duplicate, by=staff(), reason="One person.")


def open_project(council, **fields):
    return ProjectFactory(
        council=council, stage=Project.Stage.OPEN, opened_at=timezone.now(), **fields
    )


def test_a_project_asked_for_twice_is_closed_with_a_link_and_who_watched_or_asked_goes_along():
    council = CouncilFactory()
    keep, duplicate = open_project(council, title="Keep"), open_project(council)
    both, watcher, asker, member = UserFactory.create_batch(4)
    MembershipFactory(council=council, user=member)
    for person, project in ((both, keep), (both, duplicate), (watcher, duplicate)):
        FavouriteFactory(user=person, project=project)
    question = QuestionFactory(project=duplicate, by=asker)
    sponsor = SponsorshipFactory(project=duplicate, stage="accepted")

    services.merge_projects(keep, duplicate, by=staff(), reason="Sent twice.")

    duplicate.refresh_from_db()
    question.refresh_from_db()
    sponsor.refresh_from_db()
    assert (duplicate.stage, duplicate.duplicate_of) == ("cancelled", keep)
    assert duplicate.stage_reason == "It stands here twice: see “Keep”. Sent twice."
    assert {row.user for row in keep.favourites.all()} == {both, watcher}
    assert (question.project, question.stage, sponsor.project) == (keep, "waiting", keep)
    assert told("projects_merged") == {both, watcher, asker}
    closed = Notification.objects.filter(event__kind="councils.project_cancelled")
    assert {notice.to for notice in closed} >= {member}
    with pytest.raises(services.CannotMerge, match="closed already"):
        services.merge_projects(keep, duplicate, by=staff(), reason="Again.")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda keep, other: SecondmentFactory(role__project=other), "Somebody is proposed"),
        (lambda keep, other: BenefitFactory(project=other), "Benefits are planned"),
        (
            lambda keep, other: Project.objects.filter(pk=other.pk).update(stage="staffed"),
            "at work",
        ),
        (
            lambda keep, other: Project.objects.filter(pk=keep.pk).update(stage="cancelled"),
            "goes on",
        ),
        (lambda keep, other: Project.objects.filter(pk=keep.pk).update(opened_at=None), "is open"),
        (
            lambda keep, other: Project.objects.filter(pk=other.pk).update(
                council=CouncilFactory()
            ),
            "of one council",
        ),
    ],
)
def test_a_project_that_another_cannot_stand_for_is_left_as_it_is(spoil, why):
    council = CouncilFactory()
    keep, other = open_project(council), open_project(council)
    watched = FavouriteFactory(project=other)
    spoil(keep, other)
    stage = Project.objects.get(pk=other.pk).stage

    with pytest.raises(services.CannotMerge, match=why):
        services.merge_projects(keep, other, by=staff(), reason="Sent twice.")

    other.refresh_from_db()
    watched.refresh_from_db()
    assert (other.stage, watched.project) == (stage, other)


def test_the_database_calls_no_project_that_goes_on_a_duplicate():
    keep, other = ProjectFactory(), ProjectFactory()

    with pytest.raises(IntegrityError, match="project_that_is_a_duplicate_is_over"):
        Project.objects.filter(pk=other.pk).update(duplicate_of=keep)


def test_two_accounts_that_watch_or_own_the_same_project_become_one():
    keep, duplicate = UserFactory(), UserFactory()
    project = ProjectFactory()
    for person in (keep, duplicate):
        FavouriteFactory(user=person, project=project)
        CoOwnerFactory(user=person, project=project)

    services.merge_people(keep, duplicate, by=staff(), reason="Two addresses.")

    assert [row.user for row in project.favourites.all()] == [keep]
    assert [row.user for row in project.co_owners.all()] == [keep]
