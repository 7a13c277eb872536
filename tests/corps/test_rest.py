"""What all answers of the API share, seen in those about projects."""

import csv
import io

import pytest
from django.core.cache import cache

from corps.rest import ByAddress
from councils.models import Project
from tests.councils.asking import ask, opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget():
    cache.clear()


def test_every_page_of_a_list_comes_once_and_in_order(client, world):
    opened(world.council, 7)
    seen, url = [], "/api/projects/?page_size=3"

    while url:
        page = client.get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]

    assert seen == list(Project.objects.order_by("-moved_at", "-pk").values_list("pk", flat=True))


def test_the_way_back_leads_to_the_first_page(client, world):
    opened(world.council, 4)
    first = client.get("/api/projects/?page_size=3").json()

    second = client.get(first["next"])

    back = client.get(second.json()["previous"]).json()
    assert back["results"] == first["results"]
    assert second["Link"] == f'<{second.json()["previous"]}>; rel="previous"'


def test_a_cursor_of_another_list_is_refused(client, world):
    cursor = ask(client, "councils", page_size=1)["next"].partition("cursor=")[2].split("&")[0]

    assert set(ask(client, "projects", 400, cursor=cursor)["errors"]) == {"cursor"}


def test_an_answer_that_is_held_already_is_not_sent_again(client, world):
    opened(world.council)
    first = client.get("/api/projects/")

    again = client.get("/api/projects/", headers={"If-None-Match": first["ETag"]})
    weak = client.get("/api/projects/", headers={"If-None-Match": f'W/{first["ETag"]}, "x"'})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert weak.status_code == 304
    assert first["Cache-Control"] == "public, max-age=60"
    assert set(first["Vary"].split(", ")) == {"Accept", "Authorization"}


def test_nothing_is_drawn_for_who_holds_it_already(client, world, monkeypatch):
    opened(world.council)
    tag = client.get("/api/projects/")["ETag"]
    drawn = []
    monkeypatch.setattr(
        "councils.api.ProjectSerializer.to_representation", lambda *_: drawn.append(1)
    )

    client.get("/api/projects/", headers={"If-None-Match": tag})

    assert drawn == []


def test_the_tag_changes_with_anything_that_is_shown(client, world):
    (project,) = opened(world.council)
    role = project.roles.get()
    need = role.needs.get()

    def tags():
        urls = ["/api/projects/", f"/api/projects/{project.pk}/", "/api/roles/"]
        return [client.get(url)["ETag"] for url in urls]

    before = tags()
    Project.objects.filter(pk=project.pk).update(affected="Everybody")
    words = tags()
    type(role).objects.filter(pk=role.pk).update(places=9)
    places = tags()
    type(need).objects.filter(pk=need.pk).update(level=4)
    level = tags()

    assert [a == b for a, b in zip(before, words, strict=True)][:2] == [False, False]
    assert [a == b for a, b in zip(words, places, strict=True)] == [False, False, False]
    assert [a == b for a, b in zip(places, level, strict=True)] == [True, False, False]


def test_each_format_and_each_page_has_a_tag_of_its_own(client, world):
    opened(world.council, 2)

    urls = ["/api/projects/", "/api/projects/?format=csv", "/api/projects/?page_size=1"]

    assert len({client.get(url)["ETag"] for url in urls}) == 3


@pytest.mark.parametrize("way", [{"query": "?format=csv"}, {"accept": "text/csv"}])
def test_a_sheet_has_the_same_rows_and_no_cell_that_runs(client, world, way):
    opened(world.council, title='=HYPERLINK("https://example.org")', is_sample=True)
    headers = {"Accept": way["accept"]} if "accept" in way else {}

    response = client.get(f"/api/projects/{way.get('query', '')}", headers=headers)

    (row,) = csv.DictReader(io.StringIO(response.content.decode()))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert row["title"] == '\'=HYPERLINK("https://example.org")'
    assert (row["council"], row["people"], row["is_sample"]) == ("lambeth", "2", "yes")
    assert list(row) == list(ask(client, "projects")["results"][0])


def test_a_sheet_of_nothing_still_has_its_headings(client, world):
    response = client.get("/api/roles/?format=csv")

    assert response.content.decode().startswith("id,page,project,council,title,")


def test_rows_within_a_row_stand_in_one_cell(client, world):
    world.project("open")

    response = client.get("/api/roles/?format=csv")

    (row,) = csv.DictReader(io.StringIO(response.content.decode()))
    assert row["needs"] == f"{world.skill.pk}, {world.skill.name}, working, yes"


def test_an_error_is_json_even_where_a_sheet_was_asked_for(client, world):
    response = client.get("/api/projects/?format=csv&stage=gone")

    assert (response.status_code, response["Content-Type"]) == (400, "application/json")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("header", ["Bearer", "Bearer a b", "Bearer \xff"])
def test_a_header_that_holds_no_token_opens_nothing(client, world, header):
    assert client.get("/api/projects/", headers={"Authorization": header}).status_code == 401


def test_who_asks_too_often_is_told_when_to_come_back(client, world, monkeypatch):
    monkeypatch.setitem(ByAddress.THROTTLE_RATES, "address", "2/min")

    answers = [client.get("/api/councils/?page_size=1") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 60
    assert answers[2].json()["detail"].startswith("You ask too often. Ask again in ")


def test_another_address_may_still_ask(client, world, monkeypatch):
    monkeypatch.setitem(ByAddress.THROTTLE_RATES, "address", "1/min")

    answers = [
        client.get("/api/councils/", REMOTE_ADDR=address)
        for address in ("192.0.2.1", "192.0.2.2", "192.0.2.1")
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 429]


def test_nothing_that_a_stranger_writes_makes_another_address_of_theirs(client, monkeypatch):
    monkeypatch.setitem(ByAddress.THROTTLE_RATES, "address", "1/min")

    answers = [
        client.get("/api/councils/", headers={"X-Forwarded-For": address})
        for address in ("192.0.2.1", "192.0.2.2")
    ]

    assert [answer.status_code for answer in answers] == [200, 429]
