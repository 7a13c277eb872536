"""A borough's page: its projects, people at work, savings and conversations."""

import pytest
from django.urls import reverse

from tests.factories.secondments import SecondmentFactory

pytestmark = pytest.mark.django_db


def test_people_at_work_are_told_by_role_and_never_by_name(client, world):
    role = world.role("in_delivery")
    secondment = SecondmentFactory(role=role, stage="active")
    SecondmentFactory(role=role, stage="planned", place=2)

    page = client.get(reverse("home:borough", args=["lambeth"]))

    assert page.context["at_work"] == [(role.title, role.project_id, role.project.title, 1)]
    html = page.content.decode()
    assert html.count(f"<h3>{role.title}</h3>") == 1
    assert html.count(str(secondment.expert)) == html.count(str(secondment.expert.employer)) == 0


def test_projects_stand_by_stage_and_drafts_nowhere(client, world):
    for stage in ("draft", "open", "cancelled", "staffed"):
        world.project(stage)
    client.force_login(world.people["officer"])

    context = client.get(reverse("home:borough", args=["lambeth"])).context

    groups = [(words, [one.stage for one in found]) for words, _, _, found in context["groups"]]
    assert groups == [("Looking for people", ["open"]), ("Staffed and at work", ["staffed"])]
    assert (context["opened"], context["open"]) == (3, 1)


def test_nowhere_is_no_borough(client, world):
    assert client.get("/councils/atlantis/").status_code == 404
    assert client.get("/councils/projects/").status_code == 200
