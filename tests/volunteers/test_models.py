"""What the tables of the public side allow, and what a person sees of them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from corps.stages import IllegalMove
from tests.factories.accounts import UserFactory
from tests.factories.councils import CouncilFactory, MembershipFactory, ProjectFactory
from tests.factories.organisations import MembershipFactory as OrganisationMembershipFactory
from tests.factories.volunteers import (
    AcceptedContributionFactory,
    AdmissionFactory,
    ApprovedCharityFactory,
    CharityFactory,
    ContributionFactory,
    FavouriteFactory,
    OpenTaskFactory,
    ReadyVolunteerFactory,
    SubmittedContributionFactory,
    TaskFactory,
    TaskSkillFactory,
    ToldTaskFactory,
    VolunteerFactory,
)
from volunteers.models import Charity, Contribution, Task, Volunteer
from volunteers.models.contributions import evidence_path

pytestmark = pytest.mark.django_db


def refused(make, **fields):
    """The name of the rule by which the database refuses a row."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make(**fields)
    return error.value.__cause__.diag.constraint_name


def test_a_task_is_asked_by_a_council_or_a_charity():
    rule = "task_is_asked_by_a_council_or_a_charity"

    assert refused(TaskFactory, council=None) == rule
    assert refused(TaskFactory, charity=CharityFactory()) == rule
    assert (
        refused(TaskFactory, council=None, charity=CharityFactory(), project=ProjectFactory())
        == rule
    )


@pytest.mark.parametrize(
    ("make", "fields", "rule"),
    [
        (TaskFactory, {"places": 0}, "task_has_places"),
        (TaskFactory, {"places": 501}, "task_has_places"),
        (
            OpenTaskFactory,
            {"replaces_no_paid_post": False},
            "task_opened_replaces_no_paid_post",
        ),
        (OpenTaskFactory, {"personal_data": ""}, "task_opened_says_what_it_is"),
        (OpenTaskFactory, {"effort": ""}, "task_opened_says_what_it_is"),
        (OpenTaskFactory, {"description": ""}, "task_opened_says_what_it_is"),
        (OpenTaskFactory, {"done_when": ""}, "task_opened_says_what_it_is"),
        (ToldTaskFactory, {"stage": "open"}, "task_open_was_opened_by_somebody"),
        (OpenTaskFactory, {"opened_by": None}, "task_open_was_opened_by_somebody"),
        (TaskSkillFactory, {"level": 0}, "task_asks_for_a_level_of_the_framework"),
        (VolunteerFactory, {"hours_a_week": 0}, "volunteer_gives_some_of_the_week"),
        (VolunteerFactory, {"hours_a_week": 41}, "volunteer_gives_some_of_the_week"),
        (VolunteerFactory, {"licence_version": "1"}, "volunteer_agreed_to_a_licence_on_a_day"),
        (ReadyVolunteerFactory, {"licence_version": ""}, "volunteer_agreed_to_a_licence_on_a_day"),
        (CharityFactory, {"charity_number": "12"}, "charity_has_a_number_of_a_register"),
        (ContributionFactory, {"place": 0}, "contribution_has_a_place"),
        (ContributionFactory, {"hours": -1}, "contribution_took_some_hours"),
        (ContributionFactory, {"hours": 501}, "contribution_took_some_hours"),
        (SubmittedContributionFactory, {"hours": None}, "contribution_submitted_has_hours"),
        (
            SubmittedContributionFactory,
            {"submitted_at": None},
            "contribution_submitted_has_hours",
        ),
        (AcceptedContributionFactory, {"reviewer": None}, "contribution_judged_has_a_reviewer"),
    ],
)
def test_the_database_keeps_a_rule(make, fields, rule):
    assert refused(make, **fields) == rule


def test_what_shows_the_living_is_opened_by_another_than_its_author():
    author = UserFactory()

    rule = refused(OpenTaskFactory, author=author, opened_by=author, personal_data="living")

    assert rule == "task_about_the_living_is_opened_by_another"


def test_nobody_reviews_their_own_work():
    volunteer = ReadyVolunteerFactory()

    rule = refused(AcceptedContributionFactory, volunteer=volunteer, reviewer=volunteer.user)

    assert rule == "contribution_is_reviewed_by_another"


def test_nobody_names_themselves():
    volunteer = ReadyVolunteerFactory()

    assert refused(AdmissionFactory, volunteer=volunteer, by=volunteer.user) == (
        "volunteer_is_admitted_by_another"
    )


def test_what_is_returned_says_why():
    assert (
        refused(AcceptedContributionFactory, stage="returned") == "contribution_returned_says_why"
    )


def test_a_place_is_held_once_until_it_is_released():
    first = ContributionFactory()

    rule = refused(ContributionFactory, task=first.task)
    first.stage = Contribution.Stage.RELEASED
    first.save()

    assert rule == "task_place_is_held_once"
    assert ContributionFactory(task=first.task).place == 1


def test_somebody_holds_one_place_of_a_task():
    first = ContributionFactory(task__places=2)

    rule = refused(ContributionFactory, task=first.task, volunteer=first.volunteer, place=2)

    assert rule == "volunteer_holds_one_place_of_a_task"


@pytest.mark.parametrize(
    ("make", "same", "rule"),
    [
        (TaskSkillFactory, ("task", "skill"), "task_asks_for_a_skill_once"),
        (FavouriteFactory, ("user", "task"), "person_stars_a_task_once"),
        (AdmissionFactory, ("task", "volunteer"), "volunteer_is_admitted_to_a_task_once"),
    ],
)
def test_a_row_is_there_once(make, same, rule):
    row = make()

    assert refused(make, **{name: getattr(row, name) for name in same}) == rule


LEGAL = {
    Task: {"draft": {"open", "cancelled"}, "open": {"closed", "cancelled"}, "closed": {"open"}},
    Charity: {
        "applied": {"approved", "refused"},
        "approved": {"refused"},
        "refused": {"approved"},
    },
    Contribution: {
        "claimed": {"in_progress", "submitted", "released"},
        "in_progress": {"submitted", "released"},
        "submitted": {"accepted", "returned"},
        "returned": {"submitted", "released"},
    },
}


@pytest.mark.parametrize("model", LEGAL)
def test_every_other_move_is_illegal(model):
    for here in model.Stage.values:
        for there in model.Stage.values:
            row = model(stage=here)
            if there in LEGAL[model].get(here, set()):
                row.move_to(there)
                assert row.stage == there
            else:
                with pytest.raises(IllegalMove):
                    row.move_to(there)


def test_everyone_sees_what_was_opened_and_who_asks_sees_drafts_too():
    officer = UserFactory()
    council = MembershipFactory(user=officer).council
    draft, foreign = TaskFactory(council=council), TaskFactory()
    opened = OpenTaskFactory()
    staff = UserFactory(is_staff=True)

    def seen(user):
        return set(Task.objects.visible_to(user))

    assert seen(AnonymousUser()) == {opened}
    assert seen(UserFactory()) == {opened}
    assert seen(officer) == {opened, draft}
    assert seen(staff) == {opened, draft, foreign}


def test_a_charitys_people_write_its_tasks_once_it_is_approved():
    charity, waiting = ApprovedCharityFactory(), CharityFactory()
    user = OrganisationMembershipFactory(organisation=charity.organisation).user
    OrganisationMembershipFactory(organisation=waiting.organisation, user=user)
    task = TaskFactory(council=None, charity=charity)
    TaskFactory(council=None, charity=waiting)

    assert set(Task.objects.of(user)) == {task}
    assert set(Charity.objects.visible_to(user)) == {charity, waiting}


def test_a_task_has_room_while_a_place_is_free():
    full, half = OpenTaskFactory(), OpenTaskFactory(places=2)
    ContributionFactory(task=full)
    ContributionFactory(task=half)
    empty = OpenTaskFactory()
    ContributionFactory(task=empty, stage="released")

    assert set(Task.objects.with_room()) == {half, empty}
    assert Task.objects.with_taken().get(pk=half.pk).taken == 1


def test_a_task_is_looked_for_until_its_day():
    today = timezone.localdate()
    due = OpenTaskFactory(due_on=today)
    OpenTaskFactory(due_on=today - timedelta(days=1))
    always = OpenTaskFactory()

    assert set(Task.objects.open().not_due_before(today)) == {due, always}


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("library", True),
        ("libraries", True),  # the word's stem
        ("libary", True),  # a slip
        ("opening hours", True),
        ("swimming", False),
        ("", False),
    ],
)
def test_a_search_forgives_a_slip(words, finds):
    task = OpenTaskFactory(
        title="Check the library pages",
        description="Compare opening hours with the notice on the door.",
    )
    OpenTaskFactory(title="Sort old maps", description="By year.", done_when="Sorted.")

    assert list(Task.objects.search(words)) == ([task] if finds else [])


def test_a_profile_is_seen_by_its_owner_and_by_all_if_public():
    public, private = VolunteerFactory(is_public=True), VolunteerFactory()
    gone = VolunteerFactory(is_public=True, user__is_active=False)

    assert set(Volunteer.objects.visible_to(AnonymousUser())) == {public}
    assert set(Volunteer.objects.visible_to(private.user)) == {public, private}
    assert set(Volunteer.objects.visible_to(UserFactory(is_staff=True))) == {public, private, gone}


def test_work_is_seen_by_who_does_it_who_asked_and_corps_staff():
    officer = UserFactory()
    council = CouncilFactory()
    MembershipFactory(user=officer, council=council)
    mine = ContributionFactory(task__council=council)
    ContributionFactory()

    assert set(Contribution.objects.visible_to(AnonymousUser())) == set()
    assert set(Contribution.objects.visible_to(mine.volunteer.user)) == {mine}
    assert set(Contribution.objects.visible_to(officer)) == {mine}
    assert Contribution.objects.visible_to(UserFactory(is_staff=True)).count() == 2


def test_who_asked_reviews_what_others_did():
    officer = ReadyVolunteerFactory()
    council = MembershipFactory(user=officer.user).council
    theirs = SubmittedContributionFactory(task__council=council, task__places=2)
    SubmittedContributionFactory(task=theirs.task, volunteer=officer, place=2)

    assert set(Contribution.objects.reviewable_by(officer.user)) == {theirs}
    assert set(Contribution.objects.reviewable_by(AnonymousUser())) == set()


@pytest.mark.parametrize(
    ("age", "ready", "living"), [(None, False, False), (16, True, False), (18, True, True)]
)
def test_the_age_rule_opens_tasks_and_later_those_about_the_living(age, ready, living):
    volunteer = ReadyVolunteerFactory.build(age_confirmed=age)

    assert (volunteer.is_ready, volunteer.may_see_living) == (ready, living)


def test_a_new_licence_is_agreed_to_anew(settings):
    volunteer = ReadyVolunteerFactory.build()

    settings.CONTRIBUTOR_LICENCE = "2"

    assert (volunteer.has_agreed, volunteer.is_ready) == (False, False)


def test_a_file_keeps_nothing_of_its_name_but_the_ending():
    path = evidence_path(Contribution(), "../../My Name.PDF")

    folder, _, name = path.rpartition("/")
    assert (folder, len(name), name[-4:]) == ("volunteers/evidence", 36, ".pdf")


def test_rows_say_what_they_are():
    task = OpenTaskFactory(title="Read letters")
    charity = CharityFactory(organisation__name="Sample aid")
    work = AcceptedContributionFactory(task=task, volunteer__user__name="Ada", hours=Decimal(2))
    need = TaskSkillFactory(task=task, skill__name="Plain English")

    said = [str(row) for row in (task, charity, work, need)]

    assert said == ["Read letters", "Sample aid", "Ada: Read letters", "Plain English, Working"]
    assert str(FavouriteFactory(task=task, user=work.volunteer.user)) == "Ada: Read letters"
    assert str(AdmissionFactory(task=task, volunteer=work.volunteer)) == "Ada: Read letters"
    assert (task.organisation, TaskFactory(council=None, charity=charity).organisation) == (
        None,
        charity.organisation,
    )
