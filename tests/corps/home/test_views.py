"""The front page, and how it is with the machine."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from corps.home import services

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget():
    cache.clear()


def test_a_stranger_sees_what_the_corps_is(client, world):
    world.project("open")

    response = client.get("/")

    assert response.context["figures"][0] == (1, "Open projects")
    assert [project.title for project in response.context["projects"]] == ["Sample project, open"]


def test_the_front_page_costs_the_same_however_much_there_is(
    client, world, django_assert_max_num_queries
):
    for stage in ("open", "staffed", "in_delivery", "draft"):
        world.project(stage)
    client.get("/")  # which counts boroughs for a minute

    with django_assert_max_num_queries(8):
        client.get("/")


def test_who_is_signed_in_sees_what_waits_oldest_first(client, world):
    world.project("submitted")
    client.force_login(world.people["approver"])

    response = client.get("/")

    assert [thing.link for thing in response.context["page"]] == [
        world.project("submitted").get_absolute_url()
    ]


def test_every_page_carries_the_strict_content_policy(client):
    policy = client.get("/")["Content-Security-Policy"]

    said = {rule.strip() for rule in policy.split(";")}
    assert {"script-src 'self'", "style-src 'self'", "default-src 'none'"} <= said
    assert "unsafe" not in policy


def test_readiness_names_what_is_not_well(client):
    response = client.get("/readyz")

    assert (response.status_code, response.json()["worker"]) == (503, "not heard from lately")


def test_readiness_is_well_once_a_worker_was_heard(client):
    services.note_worker()

    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (
        200,
        {"database": "ok", "migrations": "ok", "broker": "ok", "worker": "ok"},
    )


def test_a_worker_that_fell_silent_is_named(client):
    cache.set("worker-heard", timezone.now() - timedelta(minutes=5), timeout=None)

    assert client.get("/readyz").json()["worker"] == "not heard from lately"


def test_a_broker_that_does_not_answer_is_named(client, settings, tmp_path):
    settings.REDIS_URL = f"redis+socket://{tmp_path}/nobody.sock"

    assert client.get("/readyz").json()["broker"] == "does not answer"


@pytest.mark.parametrize("path", ["/nowhere/", "/councils/projects/999999/"])
def test_a_page_that_is_not_there_says_so_kindly(client, path):
    response = client.get(path)

    assert (response.status_code, response.templates[0].name) == (404, "404.html")


def test_a_program_that_asks_for_plain_text_is_told_in_a_line(client, world):
    client.force_login(world.people["expert"])
    plain = {"Accept": "text/plain, */*;q=0.1"}
    edit = reverse("councils:project-edit", args=[world.project("open").pk])

    told = [client.get(path, headers=plain) for path in ("/nowhere/", edit)]

    assert [(one.status_code, one.content) for one in told] == [
        (404, b"There is no such page.\n"),
        (403, b"That is not yours to do.\n"),
    ]
    assert {one["Content-Type"] for one in told} == {"text/plain; charset=utf-8"}


def test_the_header_stays_on_one_line_since_it_names_two_places_and_the_menu_the_others(
    client, world
):
    client.force_login(world.people["corps_staff"])

    page = client.get("/")

    main, rest = page.text.split('<details class="menu me">')
    labels = [door.label for door in page.context["nav"]]
    assert [main.count(f">{label}</a>") for label in labels] == [1, 1] + [0] * (len(labels) - 2)
    assert [rest.split("</details>")[0].count(f">{label}</a>") for label in labels] == [0, 0] + [
        1
    ] * (len(labels) - 2)
