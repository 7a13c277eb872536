"""What those who ask for help type."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.volunteers import (
    ApprovedCharityFactory,
    ContributionFactory,
    OpenTaskFactory,
    ReadyVolunteerFactory,
    TaskFactory,
    TaskSkillFactory,
)
from volunteers.forms import AdmitForm, FilterForm, NewTaskForm, TaskForm

pytestmark = pytest.mark.django_db
WHOLE = {
    "title": "Read  letters ",
    "description": "Read ten.",
    "done_when": "Ten are read.",
    "effort": "under_1",
    "places": "3",
    "remote": "on",
    "personal_data": "none",
    "replaces_no_paid_post": "on",
}


@pytest.fixture
def officer(world):
    return world.people["officer"]


def new(officer, world, **data):
    asker = f"council-{world.council.pk}"
    return NewTaskForm({"asker": asker, **data}, user=officer)


def test_a_draft_needs_a_title_and_who_asks(world, officer):
    form = new(officer, world, title=" Read  letters ", places="1")

    assert form.is_valid()
    needs, fields = form.values()
    assert (needs, fields["title"], fields["asker"]) == ([], "Read letters", world.council)


def test_what_is_opened_says_everything(world, officer):
    form = new(officer, world, title="Read letters", places="1")
    form.require_all()

    assert form.errors == {
        "description": ["Say what there is to do"],
        "done_when": ["Say when it is done"],
        "effort": ["Choose how long it takes"],
        "personal_data": ["Choose whose personal data volunteers will see"],
        "replaces_no_paid_post": ["Only what replaces no paid post can be opened: tick to say so"],
        "where": ["Say where, or tick that it can be done from anywhere"],
    }


@pytest.mark.parametrize("places", ["0", "-3", "501", "many", ""])
def test_places_are_a_number_of_people(world, officer, places):
    form = new(officer, world, **WHOLE | {"places": places})

    assert form.errors == {"places": ["Enter how many people, from 1 to 500"]}


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "Choose a day that has not passed, or leave it empty"),
        (3000, "Choose a day in the next 5 years"),
        (0, None),
    ],
)
def test_a_day_lies_ahead(world, officer, days, words):
    day = timezone.localdate() + timedelta(days=days)

    form = new(officer, world, **WHOLE | {"due_on": day.isoformat()})

    assert form.errors == ({"due_on": [words]} if words else {})


def test_a_project_is_the_askers_own(world, officer):
    project = world.project("open")
    charity = ApprovedCharityFactory()
    charity.organisation.memberships.create(user=officer)

    ours = new(officer, world, **WHOLE | {"project": project.pk})
    theirs = NewTaskForm(
        {**WHOLE, "project": project.pk, "asker": f"charity-{charity.pk}"}, user=officer
    )

    assert ours.is_valid()
    assert theirs.errors == {
        "project": [f"“{project}” is not {charity}’s: choose another, or none"]
    }


def test_skills_come_with_level_and_need(world, officer):
    row = {"needs-skill-0": world.skill.name, "needs-level-0": "2", "needs-kind-0": "helpful"}

    form = new(officer, world, **WHOLE | row)

    assert form.is_valid()
    assert form.values()[0] == [(world.skill.pk, 2, False)]


def test_a_task_shows_its_skills_again(officer):
    need = TaskSkillFactory(level=3, required=False)

    form = TaskForm(instance=need.task, user=officer)

    assert form.initial["needs"] == [(need.skill.name, 3, "helpful")]


def test_what_was_declared_in_public_is_settled(officer):
    form = TaskForm(instance=OpenTaskFactory(), user=officer)

    assert {"personal_data", "replaces_no_paid_post"}.isdisjoint(form.fields)
    assert "personal_data" in TaskForm(instance=TaskFactory(), user=officer).fields


def test_places_that_are_taken_stay(officer):
    task = ContributionFactory(task__places=3).task
    ContributionFactory(task=task, place=3)

    form = TaskForm(WHOLE | {"places": "1"}, instance=task, user=officer)

    assert form.errors == {"places": ["2 are taken already: enter 2 or more"]}


def test_filters_that_cannot_be_read_are_passed_over():
    form = FilterForm({"q": "letters", "effort": "never", "borough": "atlantis", "phone": "on"})

    assert form.chosen == {"q": "letters", "phone": True}


def test_a_volunteer_is_named_by_address_and_as_trained():
    volunteer = ReadyVolunteerFactory()

    known = AdmitForm({"email": volunteer.user.email.upper(), "trained": "on"})
    unknown = AdmitForm({"email": "nobody@example.org"})

    assert known.is_valid()
    assert known.volunteer == volunteer
    assert unknown.errors == {
        "email": ["Nobody with this address is a volunteer here yet: ask them to begin first"],
        "trained": ["Tick this only where it is so; nobody else may see the data"],
    }
