"""Finding something to do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories.accounts import UserFactory
from tests.factories.skills import HoldingFactory
from tests.factories.volunteers import (
    AcceptedContributionFactory,
    ContributionFactory,
    FavouriteFactory,
    OpenTaskFactory,
    ReadyVolunteerFactory,
    SubmittedContributionFactory,
    TaskSkillFactory,
)

pytestmark = pytest.mark.django_db


def listed(client, **query):
    response = client.get(reverse("volunteers:tasks"), query)
    return [task.title for task in response.context["page"]]


def test_the_list_shows_what_can_be_taken_newest_first(client):
    now = timezone.now()
    OpenTaskFactory(title="Older", opened_at=now - timedelta(days=1))
    OpenTaskFactory(title="Newer", opened_at=now)
    OpenTaskFactory(title="Closed", stage="closed")
    OpenTaskFactory(title="Late", due_on=now.date() - timedelta(days=1))
    ContributionFactory(task__title="Full")

    assert listed(client) == ["Newer", "Older"]


def test_the_list_is_narrowed_by_every_filter(client, world):
    OpenTaskFactory(title="Other", remote=False, where="Hall", effort="longer")
    wanted = OpenTaskFactory(
        title="Wanted letters",
        council=world.council,
        effort="under_1",
        phone_in_five_minutes=True,
        works_without_sight=True,
    )
    TaskSkillFactory(task=wanted, skill=world.skill)

    for query in (
        {"q": "wantd"},
        {"borough": world.council.slug},
        {"effort": "under_1"},
        {"skill": world.skill.pk},
        {"phone": "on"},
        {"sight": "on"},
        {"remote": "on"},
        {"q": "wanted", "phone": "on", "remote": "on"},
    ):
        assert listed(client, **query) == ["Wanted letters"], query
    assert listed(client, q="wanted", effort="longer") == []


def test_the_list_is_ordered_as_one_likes(client):
    today = timezone.localdate()
    OpenTaskFactory(title="Long, soon", effort="longer", due_on=today)
    OpenTaskFactory(title="Short, some day", effort="under_1")
    OpenTaskFactory(title="Middling, later", effort="from_4", due_on=today + timedelta(days=9))

    assert listed(client, sort="due") == ["Long, soon", "Middling, later", "Short, some day"]
    assert listed(client, sort="short") == ["Short, some day", "Middling, later", "Long, soon"]


def test_the_list_comes_in_pages_that_keep_the_filter(client):
    OpenTaskFactory.create_batch(21, phone_in_five_minutes=True)

    response = client.get(reverse("volunteers:tasks"), {"phone": "on", "page": "1"})

    assert len(response.context["page"]) == 20
    assert "phone=on&amp;page=2" in response.text


def test_a_filter_that_finds_nothing_says_how_to_go_on(client):
    response = client.get(reverse("volunteers:tasks"), {"q": "zebra"})

    assert "No task fits. Take a filter away" in response.text


def lists(user):
    """Each list of tasks or work, and what adds a row to it."""
    volunteer = ReadyVolunteerFactory(user=user)

    def accepted():
        AcceptedContributionFactory(volunteer=volunteer)

    return {
        "tasks": lambda: TaskSkillFactory(),
        "favourites": lambda: TaskSkillFactory(task=FavouriteFactory(user=user).task),
        "work": lambda: (ContributionFactory(volunteer=volunteer), accepted()),
        "asked": lambda: TaskSkillFactory(task__council=user.councils.get()),
        "reviews": lambda: SubmittedContributionFactory(task__council=user.councils.get()),
    }


@pytest.mark.parametrize("name", ["tasks", "favourites", "work", "asked", "reviews"])
def test_a_list_asks_as_much_for_three_rows_as_for_one(client, world, name):
    officer = world.people["officer"]
    add, url, counts = lists(officer)[name], reverse(f"volunteers:{name}"), []
    client.force_login(officer)
    client.get(url)  # warms what is cached for good

    for rows in (1, 2):
        for _ in range(rows):
            add()
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_task_page_asks_as_much_for_three_claims_as_for_one(client, world):
    task = OpenTaskFactory(council=world.council, places=9)
    client.force_login(world.people["officer"])
    counts = []
    client.get(task.get_absolute_url())

    for places in ([1], [2, 3]):
        for place in places:
            ContributionFactory(task=task, place=place)
        with CaptureQueriesContext(connection) as queries:
            client.get(task.get_absolute_url())
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_what_suits_a_person_says_why(client):
    need = TaskSkillFactory(skill__name="Sample mapping")
    user = HoldingFactory(skill=need.skill, level=3).user
    client.force_login(user)

    response = client.get(reverse("volunteers:for-you"))

    assert "<strong>Why:</strong> uses your sample mapping." in response.text


@pytest.mark.parametrize(
    ("skilled", "words"),
    [(True, "No open task asks for your skills"), (False, "Say what you can do")],
)
def test_who_is_suggested_nothing_is_told_what_helps(client, skilled, words):
    user = HoldingFactory().user if skilled else UserFactory()
    client.force_login(user)

    assert words in client.get(reverse("volunteers:for-you")).text


def test_strangers_do_not_read_who_has_a_task(client):
    claim = ContributionFactory(volunteer__user__name="Ada Sample", task__places=2)

    assert "Ada Sample" not in client.get(claim.task.get_absolute_url()).text


def test_who_has_a_task_is_led_to_their_work(client):
    claim = ContributionFactory()
    client.force_login(claim.volunteer.user)

    response = client.get(claim.task.get_absolute_url())

    assert "You have this task." in response.text
    assert claim.get_absolute_url() in response.text


def test_a_full_task_shows_what_else_there_is(client):
    full = ContributionFactory().task
    other = OpenTaskFactory(title="Another one")

    response = client.get(full.get_absolute_url())

    assert "What else you could do" in response.text
    assert other.title in response.text


def test_a_star_is_kept_and_leads_back(client):
    task, user = OpenTaskFactory(), UserFactory()
    client.force_login(user)
    url, back = reverse("volunteers:task-star", args=[task.pk]), reverse("volunteers:tasks")

    there = client.post(url, {"star": "on", "next": f"{back}?phone=on"})
    starred = list(user.favourite_tasks.values_list("task", flat=True))
    client.post(url, {"star": "off"})

    assert (there["Location"], starred) == (f"{back}?phone=on", [task.pk])
    assert not user.favourite_tasks.exists()


def test_a_star_leads_to_no_other_site(client):
    task = OpenTaskFactory()
    client.force_login(UserFactory())

    response = client.post(
        reverse("volunteers:task-star", args=[task.pk]), {"next": "https://elsewhere.example/"}
    )

    assert response["Location"] == task.get_absolute_url()
