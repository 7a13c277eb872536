"""Councils, projects and roles, as programs read them."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from councils.models import Project
from tests.councils.asking import ask, opened
from tests.factories.councils import (
    AddendumFactory,
    AnsweredQuestionFactory,
    AttachmentFactory,
    CompletedFactory,
    CompletionFactory,
    NeedFactory,
    ProjectFactory,
    QuestionFactory,
    ReuseFactory,
    RoleFactory,
    UseCheckFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget():
    cache.clear()


def titles(client, **query):
    return [row["title"] for row in ask(client, "projects", **query)["results"]]


OF_LIMITS = 6  # queries by which the limit of questions is kept


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("projects", 4), ("roles", 5), ("councils", 1)])
def test_a_list_costs_the_same_however_long(
    client, world, count, path, queries, django_assert_num_queries
):
    opened(world.council, count)

    with django_assert_num_queries(OF_LIMITS + queries):
        client.get(f"/api/{path}/")


@pytest.mark.parametrize("count", [1, 3])
def test_one_project_costs_the_same_however_many_roles(
    client, world, count, django_assert_num_queries
):
    (project,) = opened(world.council)
    for _ in range(count - 1):
        NeedFactory(role=RoleFactory(project=project))

    with django_assert_num_queries(OF_LIMITS + 12):
        client.get(f"/api/projects/{project.pk}/")


def test_a_project_tells_what_its_page_tells(client, world):
    project = world.project("open")

    told = ask(client, f"projects/{project.pk}")

    assert told["page"] == f"http://testserver/councils/projects/{project.pk}/"
    assert (told["council"], told["stage"], told["people"]) == ("lambeth", "open", 1)
    assert told["contact_email"] == "officer@lambeth.gov.uk"
    assert [(role["title"], role["needs"][0]["level"]) for role in told["roles"]] == [
        ("Sample developer", "working")
    ]


def test_nothing_is_told_that_the_page_keeps(client, world):
    project = world.project("open")

    told = ask(client, f"projects/{project.pk}")

    inside = {*Project.READINESS, "author", "submitted_by", "approved_by", "stage_reason"}
    assert inside & set(told) == set()
    assert "rank" not in told["roles"][0]  # the council's own order
    assert "contact_email" not in ask(client, "projects")["results"][0]  # as on the list


def test_the_reason_is_told_once_a_project_has_ended(client, world):
    (over,) = opened(world.council, stage_reason="No money")
    (back,) = opened(world.council, stage_reason="A place fell free")
    Project.objects.filter(pk=over.pk).update(stage="cancelled")

    reasons = {row["id"]: row["reason"] for row in ask(client, "projects")["results"]}

    assert reasons == {over.pk: "No money", back.pk: ""}


@pytest.mark.parametrize("stage", ["draft", "submitted", "returned", "withdrawn"])
def test_what_is_not_public_is_not_there(client, world, stage):
    project = world.project(stage)

    assert titles(client) == []
    assert ask(client, "roles")["results"] == []
    assert ask(client, f"projects/{project.pk}", 404)["errors"] == {}
    assert client.get(f"/api/roles/{world.role(stage).pk}/").status_code == 404


def test_a_session_opens_no_more_than_being_nobody(client, world):
    world.project("draft")
    client.force_login(world.people["officer"])

    assert titles(client) == []


def test_the_list_is_narrowed_as_the_page_is(client, world):
    first, second = opened(world.council, 2)
    ProjectFactory(stage="completed", opened_at=timezone.now(), title="Bins on time")
    skill = first.roles.get().needs.get().skill_id

    for query in (
        {"q": "BINS on"},
        {"borough": "lambeth"},
        {"skill": skill},
        {"stage": "completed"},
        {"q": "nothing like it"},
        {"borough": "lambeth", "stage": "completed"},
    ):
        page = client.get(reverse("councils:projects"), query).context["page"]
        assert titles(client, **query) == [project.title for project in page], query

    assert {first.title, second.title} == set(titles(client, borough="lambeth"))


def test_roles_are_narrowed_by_project_borough_and_skill(client, world):
    first, second = opened(world.council, 2)
    need = first.roles.get().needs.get()

    def found(**query):
        return [row["project"] for row in ask(client, "roles", **query)["results"]]

    assert found(project=first.pk) == found(skill=need.skill_id) == [first.pk]
    assert found(borough="lambeth") == [second.pk, first.pk]
    assert found(borough="camden") == []


@pytest.mark.parametrize(
    ("path", "query", "errors"),
    [
        ("projects", {"stage": "open", "borough": "atlantis"}, {"borough"}),
        ("projects", {"stage": "gone"}, {"stage"}),
        ("projects", {"skill": "x"}, {"skill"}),
        ("projects", {"q": "x" * 101}, {"q"}),
        ("projects", {"q": "a\0b"}, {"q"}),
        ("projects", {"borrough": "lambeth"}, {"borrough"}),
        ("projects", {"cursor": "cD1i"}, {"cursor"}),
        ("projects", {"page_size": "0"}, {"page_size"}),
        ("projects", {"page_size": "201"}, {"page_size"}),
        ("projects", {"page_size": "²"}, {"page_size"}),
        ("projects", {"format": "xml"}, {"format"}),
        ("roles", {"project": "first"}, {"project"}),
        ("councils", {"borough": "lambeth"}, {"borough"}),
        ("councils/lambeth", {"cursor": "x"}, {"cursor"}),
    ],
)
def test_what_cannot_be_read_is_told(client, world, path, query, errors):
    told = ask(client, path, 400, **query)

    assert set(told["errors"]) == errors
    assert told["detail"] == "Something is to be mended: see “errors”."


def test_an_unknown_choice_is_answered_with_what_there_is(client, world):
    told = ask(client, "projects", 400, stage="gone")

    assert told["errors"]["stage"] == [
        "There is no such stage. Choose one of: draft, submitted, returned, open, staffed, "
        "in_delivery, completed, withdrawn, cancelled"
    ]


def test_one_project_tells_what_came_of_it_and_keeps_what_is_private(client, world):
    project = world.project("completed")
    home = CompletedFactory(project=project)
    UseCheckFactory(project=project, answer="yes", answered_on=home.completed_on)
    ReuseFactory(project=project, council=world.other_council)
    AttachmentFactory(project=project, addendum=AddendumFactory(project=project))
    AnsweredQuestionFactory(project=project)
    QuestionFactory(project=project)

    told = ask(client, f"projects/{project.pk}")

    assert told["home"]["maintainer"] == "Sample maintainer"
    assert [one["answer"] for one in told["use"]] == ["yes"]
    assert [one["council"] for one in told["reuses"]] == ["southwark"]
    assert [(one["number"], len(one["files"])) for one in told["addenda"]] == [(1, 1)]
    assert told["answers"] == [
        {
            "question": "Which framework do you use?",
            "answer": "Django.",
            "answered_at": told["answers"][0]["answered_at"],
        }
    ]
    assert (told["files"], told["stale"], told["reused"]) == ([], False, 1)
    assert "maintainer_email" not in told["home"]


def test_a_home_that_is_still_written_is_not_told(client, world):
    CompletionFactory(project=world.project("in_delivery"))

    assert ask(client, f"projects/{world.project('in_delivery').pk}")["home"] is None
