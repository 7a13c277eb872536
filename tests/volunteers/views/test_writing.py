"""Asking for help."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.organisations import MembershipFactory
from tests.factories.volunteers import (
    ApprovedCharityFactory,
    ContributionFactory,
    OpenTaskFactory,
    ReadyVolunteerFactory,
    TaskFactory,
    ToldTaskFactory,
)
from volunteers.models import Task

pytestmark = pytest.mark.django_db
NEW = "/volunteers/tasks/new/"


@pytest.fixture
def officer(client, world):
    client.force_login(world.people["officer"])
    return world.people["officer"]


@pytest.fixture
def whole(world):
    return {
        "asker": f"council-{world.council.pk}",
        "title": "Read letters",
        "description": "Read ten.",
        "done_when": "Ten are read.",
        "effort": "under_1",
        "places": "3",
        "remote": "on",
        "personal_data": "none",
        "replaces_no_paid_post": "on",
        "needs-skill-0": world.skill.name,
        "needs-level-0": "2",
        "needs-kind-0": "needed",
    }


def url(name, row):
    return reverse(f"volunteers:{name}", args=[row.pk])


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_a_task_is_posted_and_open_in_one_go(client, officer, whole, world):
    response = client.post(NEW, whole | {"open": "yes"}, follow=True)

    task = Task.objects.get()
    assert (task.stage, task.opened_by, task.places) == ("open", officer, 3)
    assert [need.skill for need in task.needs.all()] == [world.skill]
    assert said(response) == ["“Read letters” is open now."]


def test_a_draft_may_be_as_short_as_its_title(client, officer, world):
    asker = f"council-{world.council.pk}"

    client.post(NEW, {"asker": asker, "title": "Read letters", "places": "1"})

    assert Task.objects.get().stage == "draft"


def test_an_error_keeps_what_was_typed(client, officer, whole):
    past = timezone.localdate() - timedelta(days=1)

    response = client.post(NEW, whole | {"places": "-3", "due_on": past.isoformat(), "open": "yes"})

    assert "Enter how many people, from 1 to 500" in response.text
    assert "Choose a day that has not passed" in response.text
    for typed in ('value="-3"', f'value="{past.isoformat()}"', "Ten are read.", "Read letters"):
        assert typed in response.text
    assert response.text.count("<title>Error: ") == 1
    assert Task.objects.count() == 0


def test_who_comes_from_a_project_finds_it_chosen(client, officer, world):
    project = world.project("open")

    response = client.get(NEW, {"project": project.pk})

    assert response.context["form"]["project"].value() == str(project.pk)


def test_who_asks_for_nobody_is_led_to_where_charities_ask(client, world):
    client.force_login(world.people["expert"])

    assert client.get(NEW)["Location"] == reverse("volunteers:charity-new")


def test_a_charity_asks_too(client, world, whole):
    charity = ApprovedCharityFactory()
    user = MembershipFactory(organisation=charity.organisation).user
    client.force_login(user)

    client.post(NEW, whole | {"asker": f"charity-{charity.pk}", "open": "yes"})

    task = Task.objects.get()
    assert (task.charity, task.council, task.stage) == (charity, None, "open")


def test_a_draft_about_the_living_waits_for_an_approver(client, officer, whole, world):
    response = client.post(NEW, whole | {"personal_data": "living", "open": "yes"}, follow=True)
    task = Task.objects.get()
    assert said(response) == ["Saved as a draft. An approver other than its author opens it."]

    client.force_login(world.people["approver"])
    client.post(url("task-open", task))

    task.refresh_from_db()
    assert (task.stage, task.opened_by) == ("open", world.people["approver"])


def test_opening_too_early_says_what_is_missing(client, officer, world):
    draft = TaskFactory(council=world.council, author=officer)

    response = client.post(url("task-open", draft), follow=True)

    assert said(response) == [
        "Not open yet. Still to say: what there is to do, when it is done, how long it takes,"
        " whether it shows personal data, that it replaces no paid post."
    ]


def test_a_task_of_a_project_that_is_not_open_waits(client, officer, world):
    draft = ToldTaskFactory(council=world.council, project=world.project("draft"))

    response = client.post(url("task-open", draft), follow=True)

    assert "must be open first" in said(response)[0]


def test_an_open_task_is_edited_and_its_people_hear(client, officer, whole, world):
    task = OpenTaskFactory(council=world.council, places=3)
    claim = ContributionFactory(task=task)

    client.post(url("task-edit", task), whole | {"title": "Read more letters"})

    task.refresh_from_db()
    assert (task.title, task.personal_data) == ("Read more letters", "none")
    assert claim.volunteer.user.notifications.count() == 1


@pytest.mark.parametrize(
    ("name", "stage", "after"),
    [("task-close", "open", "closed"), ("task-reopen", "closed", "open")],
)
def test_a_task_is_closed_and_opened_again_with_one_press(
    client, officer, world, name, stage, after
):
    task = OpenTaskFactory(council=world.council, stage=stage)

    client.post(url(name, task))

    task.refresh_from_db()
    assert task.stage == after


def test_a_task_whose_day_has_passed_says_so_when_opened_again(client, officer, world):
    yesterday = timezone.localdate() - timedelta(days=1)
    task = OpenTaskFactory(council=world.council, stage="closed", due_on=yesterday)

    response = client.post(url("task-reopen", task), follow=True)

    assert said(response) == ["Not yet. Still to say: a day that has not passed."]


@pytest.mark.parametrize(
    ("name", "method", "stage"),
    [
        ("task-open", "post", "open"),
        ("task-close", "post", "closed"),
        ("task-edit", "get", "closed"),
        ("task-cancel", "get", "cancelled"),
    ],
)
def test_an_act_that_comes_too_late_shows_how_it_stands(
    client, officer, world, name, method, stage
):
    task = OpenTaskFactory(council=world.council, stage=stage)

    response = getattr(client, method)(url(name, task), follow=True)

    assert response.redirect_chain[-1][0] == task.get_absolute_url()
    assert said(response) == ["Somebody was there first: this is how it stands now."]


def test_a_cancelled_task_says_why_in_public(client, officer, world):
    task = OpenTaskFactory(council=world.council)

    client.post(url("task-cancel", task), {"reason": "No letters are left."})
    client.logout()

    assert "No letters are left." in client.get(task.get_absolute_url()).text


def test_a_copy_is_changed_before_it_is_opened(client, officer, world):
    task = OpenTaskFactory(council=world.council, title="Read letters")

    response = client.post(url("task-copy", task), follow=True)

    copy = Task.objects.exclude(pk=task.pk).get()
    assert response.redirect_chain[-1][0] == url("task-edit", copy)
    assert (copy.title, copy.stage) == ("Read letters", "draft")


def test_a_trained_volunteer_is_named(client, officer, world):
    task = OpenTaskFactory(council=world.council, personal_data="living")
    old, young = ReadyVolunteerFactory(), ReadyVolunteerFactory(age_confirmed=16)

    refused = client.post(url("task-admit", task), {"email": young.user.email, "trained": "on"})
    client.post(url("task-admit", task), {"email": old.user.email, "trained": "on"})

    assert "has not said to be old enough" in refused.text
    assert [one.volunteer for one in task.admissions.all()] == [old]


def test_nobody_needs_naming_where_nobody_living_is_shown(client, officer, world):
    task = OpenTaskFactory(council=world.council)

    response = client.get(url("task-admit", task), follow=True)

    assert said(response) == ["Anybody can take this task: nobody needs to be named."]
