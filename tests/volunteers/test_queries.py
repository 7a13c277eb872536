"""What is asked of tasks and of those who take them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory as OrganisationMembershipFactory
from tests.factories.skills import HoldingFactory, SkillFactory
from tests.factories.volunteers import (
    AcceptedContributionFactory,
    ApprovedCharityFactory,
    CharityFactory,
    ContributionFactory,
    FavouriteFactory,
    OpenTaskFactory,
    ReadyVolunteerFactory,
    SubmittedContributionFactory,
    TaskSkillFactory,
)
from volunteers import queries

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


def for_you(user):
    return [(one.task, one.reasons) for one in queries.for_you(user, today())]


def test_a_task_that_uses_what_one_holds_is_suggested_with_the_reason():
    python = SkillFactory(name="Programming and build")
    user = HoldingFactory(skill=python, level=3).user
    task = TaskSkillFactory(skill=python, level=2).task
    OpenTaskFactory()

    assert for_you(user) == [(task, ["uses your programming and build"])]


def test_a_task_that_teaches_what_one_wants_is_suggested_too():
    research = SkillFactory(name="Sample research")
    user = HoldingFactory(skill=research, level=None, wanted=True).user
    task = TaskSkillFactory(skill=research, level=3).task

    assert for_you(user) == [(task, ["you want to learn sample research"])]


def test_a_task_one_level_above_is_a_stretch_and_two_levels_are_none():
    skill = SkillFactory(name="DevOps")
    user = HoldingFactory(skill=skill, level=1).user
    near = TaskSkillFactory(skill=skill, level=2).task
    TaskSkillFactory(skill=skill, level=3)

    assert for_you(user) == [(near, ["stretches your DevOps"])]


def test_the_better_fit_comes_first():
    user = UserFactory()
    held, wanted, other = (SkillFactory(name=name) for name in ("Held", "Wanted", "Other"))
    HoldingFactory(user=user, skill=held, level=2)
    HoldingFactory(user=user, skill=wanted, level=None, wanted=True)
    plain = TaskSkillFactory(skill=held, level=2).task
    both = TaskSkillFactory(skill=held, level=2).task
    TaskSkillFactory(task=both, skill=wanted, level=1, required=False)
    TaskSkillFactory(task=TaskSkillFactory(skill=other, level=4).task, skill=held, level=1)

    assert for_you(user) == [
        (both, ["uses your held", "you want to learn wanted"]),
        (plain, ["uses your held"]),
    ]


def test_what_one_has_cannot_have_or_may_not_see_is_not_suggested():
    volunteer, skill = ReadyVolunteerFactory(), SkillFactory()
    HoldingFactory(user=volunteer.user, skill=skill, level=4)
    mine, full = (TaskSkillFactory(skill=skill).task for _ in range(2))
    ContributionFactory(task=mine, volunteer=volunteer)
    ContributionFactory(task=full)
    TaskSkillFactory(skill=skill, task__personal_data="living")
    TaskSkillFactory(skill=skill, task__due_on=today() - timedelta(days=1))
    TaskSkillFactory(skill=skill, task__stage="closed")

    assert for_you(volunteer.user) == []


def test_suggestions_cost_the_same_for_three_tasks_as_for_one(django_assert_num_queries):
    skill = SkillFactory()
    user = HoldingFactory(skill=skill, level=4).user

    for many in (1, 2):
        for _ in range(many):
            TaskSkillFactory(skill=skill)
        with django_assert_num_queries(3):
            str(
                [
                    (one.task.asker, list(one.task.needs.all()))
                    for one in queries.for_you(user, today())
                ]
            )


def test_others_like_a_task_ask_for_its_skills_first():
    skill = SkillFactory()
    task = TaskSkillFactory(skill=skill).task
    other = OpenTaskFactory(effort="from_1")
    same = TaskSkillFactory(skill=skill, task__effort="longer").task
    OpenTaskFactory(effort="longer")

    assert queries.similar(task, today()) == [same, other]


def test_stars_are_listed_newest_first():
    user = UserFactory()
    first, second = (FavouriteFactory(user=user).task for _ in range(2))
    FavouriteFactory()

    assert list(queries.starred_by(user)) == [second, first]
    assert queries.stars_of(user) == {first.pk, second.pk}
    assert queries.stars_of(AnonymousUser()) == set()


def test_totals_count_what_was_accepted():
    volunteer = ReadyVolunteerFactory()
    for hours in ("0.5", "2"):
        AcceptedContributionFactory(volunteer=volunteer, hours=hours)
    SubmittedContributionFactory(volunteer=volunteer)

    totals = queries.totals_of(volunteer.user)

    assert (totals.pieces, totals.hours) == (2, 2.5)


def test_who_may_ask_does_so_for_councils_and_approved_charities(world):
    officer = world.people["officer"]
    charity, waiting = ApprovedCharityFactory(), CharityFactory()
    for one in (charity, waiting):
        OrganisationMembershipFactory(organisation=one.organisation, user=officer)

    assert queries.askers_for(officer) == [world.council, charity]
    assert queries.askers_for(world.people["expert"]) == []


def test_tasks_belong_to_live_projects_of_ones_own_council(world):
    project = world.project("open")
    world.project("draft")

    assert list(queries.projects_for(world.people["officer"])) == [project]
    assert list(queries.projects_for(world.people["other_officer"])) == []


def test_who_wrote_a_task_hears_of_it_and_all_the_others_once_they_are_gone(world):
    officer, stranger = world.people["officer"], UserFactory()
    own = OpenTaskFactory(council=world.council, author=officer, opened_by=stranger)
    orphan = OpenTaskFactory(council=world.council, author=stranger, opened_by=stranger)
    charity = ApprovedCharityFactory()
    member = OrganisationMembershipFactory(organisation=charity.organisation).user

    assert set(queries.watchers_of(own)) == {officer}
    assert set(queries.watchers_of(orphan)) == {
        world.people[name] for name in ("officer", "approver", "administrator")
    }
    assert set(queries.watchers_of(OpenTaskFactory(council=None, charity=charity))) == {member}


def texts(user):
    return [thing.text for thing in queries.waiting_for(user)]


def test_work_waits_for_its_reviewer_and_returned_work_for_its_volunteer(world):
    task = OpenTaskFactory(council=world.council, title="Read letters", places=3)
    ada = ReadyVolunteerFactory(user__name="Ada")
    SubmittedContributionFactory(task=task, volunteer=ada)

    assert texts(world.people["officer"]) == ["Review Ada’s work on “Read letters”"]
    assert texts(world.people["other_officer"]) == texts(ada.user) == []


@pytest.mark.parametrize(
    ("make", "fields", "text"),
    [
        (
            AcceptedContributionFactory,
            {"stage": "returned", "stage_reason": "More."},
            ["Mend your work on “Read letters”"],
        ),
        (
            ContributionFactory,
            {"reminded_at": timezone.now()},
            ["Go on with “Read letters”, or hand it back"],
        ),
        (ContributionFactory, {}, []),
    ],
)
def test_what_waits_for_a_volunteer(make, fields, text):
    work = make(task__title="Read letters", **fields)

    assert texts(work.volunteer.user) == text


def test_a_new_charity_waits_for_corps_staff():
    CharityFactory(organisation__name="Sample aid")
    ApprovedCharityFactory()

    assert texts(UserFactory(is_staff=True)) == ["Check that Sample aid is a charity"]


def test_charities_that_wait_come_first():
    approved, waiting = ApprovedCharityFactory(), CharityFactory()

    assert list(queries.charities_by_urgency()) == [waiting, approved]


def test_nobody_is_a_volunteer_before_they_begin():
    volunteer = ReadyVolunteerFactory()

    assert queries.volunteer_of(volunteer.user) == volunteer
    assert queries.volunteer_of(AnonymousUser()) is None
    assert (queries.is_volunteer(volunteer.user), queries.is_volunteer(UserFactory())) == (
        True,
        False,
    )
