"""Tasks, as programs read them."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from councils.models import Council
from tests.councils.asking import ask
from tests.factories.volunteers import (
    ApprovedCharityFactory,
    ContributionFactory,
    OpenTaskFactory,
    TaskSkillFactory,
    ToldTaskFactory,
)

pytestmark = pytest.mark.django_db
OF_LIMITS = 6  # queries by which the limit of questions is kept


@pytest.fixture(autouse=True)
def forget():
    cache.clear()


def lambeth():
    return Council.objects.get(code="LBH")


def titles(client, **query):
    return [row["title"] for row in ask(client, "tasks", **query)["results"]]


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_tasks_costs_the_same_however_long(client, count, django_assert_num_queries):
    for _ in range(count):
        TaskSkillFactory()
        OpenTaskFactory(council=None, charity=ApprovedCharityFactory())

    with django_assert_num_queries(OF_LIMITS + 4):
        client.get("/api/tasks/")


def test_a_task_tells_what_its_page_tells(client):
    need = TaskSkillFactory(task__council=lambeth(), task__title="Read ten letters")

    told = ask(client, f"tasks/{need.task.pk}")

    assert told["page"] == f"http://testserver/volunteers/tasks/{need.task.pk}/"
    assert (told["asker"], told["council"], told["taken"]) == ("Lambeth", "lambeth", 0)
    assert [(each["name"], each["level"]) for each in told["needs"]] == [
        (need.skill.name, "working")
    ]
    assert {"author", "opened_by", "contributions"} & set(told) == set()


def test_a_charity_asks_too(client):
    charity = ApprovedCharityFactory()
    task = OpenTaskFactory(council=None, charity=charity)

    told = ask(client, f"tasks/{task.pk}")

    assert (told["asker"], told["council"]) == (str(charity), None)


def test_a_draft_is_not_there(client):
    draft = ToldTaskFactory()

    assert titles(client) == []
    assert client.get(f"/api/tasks/{draft.pk}/").status_code == 404


def test_a_task_without_a_place_is_there_by_itself_alone(client):
    task = ContributionFactory(task=OpenTaskFactory()).task

    assert titles(client) == []
    assert ask(client, f"tasks/{task.pk}")["taken"] == 1


def test_tasks_are_narrowed_as_the_page_is(client):
    need = TaskSkillFactory(task__council=lambeth(), task__title="Read ten letters")
    OpenTaskFactory(title="Count the trees", effort="longer", remote=False, where="The park")
    OpenTaskFactory(title="Late", due_on=timezone.localdate() - timedelta(days=1))

    for query in (
        {},
        {"q": "letters"},
        {"q": "lettters"},
        {"borough": "lambeth"},
        {"skill": need.skill_id},
        {"effort": "longer"},
        {"remote": "true"},
        {"remote": "false"},
        {"phone": "1"},
    ):
        page = client.get(reverse("volunteers:tasks"), query).context["page"]
        assert set(titles(client, **query)) == {task.title for task in page}, query


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ({"effort": "ages"}, {"effort"}),
        ({"borough": "atlantis"}, {"borough"}),
        ({"phone": "perhaps"}, {"phone"}),
        ({"sort": "due"}, {"sort"}),  # an order of the page; a list of the API has one alone
    ],
)
def test_what_cannot_be_read_is_told(client, query, errors):
    assert set(ask(client, "tasks", 400, **query)["errors"]) == errors


def test_the_tag_of_a_task_changes_when_a_place_is_taken(client):
    task = OpenTaskFactory(places=2)
    before = client.get(f"/api/tasks/{task.pk}/")["ETag"]

    ContributionFactory(task=task)

    assert client.get(f"/api/tasks/{task.pk}/")["ETag"] != before
