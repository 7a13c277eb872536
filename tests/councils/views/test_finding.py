"""Pages on which projects are found, watched, joined and copied."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corps.notifications.models import Event
from councils import queries, services
from councils.models import Favourite, Project, Sponsorship
from tests.councils.asking import opened
from tests.factories.councils import FavouriteFactory, SponsorshipFactory, ToldProjectFactory

pytestmark = pytest.mark.django_db


def queries_of(client, url, **query):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url, query).status_code == 200
    return len(seen)


@pytest.fixture
def officer(world, client):
    client.force_login(world.people["officer"])
    return client


@pytest.fixture
def alike(world):
    """A draft of Lambeth's that is whole, and Southwark's open project, which asks the same."""
    (there,) = opened(world.other_council, title="Fewer planning applications bounce")
    draft = world.project("draft")
    Project.objects.filter(pk=draft.pk).update(title="Planning applications that bounce")
    draft.refresh_from_db()
    return draft, there


def test_lists_cost_the_same_however_long(world, client):
    client.force_login(world.people["officer"])
    pages = {
        "list": (reverse("councils:projects"), {"q": "sample", "stage": "open"}),
        "watched": (reverse("councils:favourites"), {}),
        "borough": (reverse("home:borough", args=["lambeth"]), {}),
        "similar": (reverse("councils:project-similar", args=[world.project("draft").pk]), {}),
    }
    cost = []
    for more in (1, 2):
        for project in opened(world.council, more, title="Sample project, drafty"):
            FavouriteFactory(project=project, user=world.people["officer"])
            SponsorshipFactory(project=project, council=world.other_council, stage="accepted")
        cost.append(
            {name: queries_of(client, url, **query) for name, (url, query) in pages.items()}
        )

    assert cost[0] == cost[1]
    assert client.get(*pages["similar"]).context["rows"][2:] != []


def test_a_project_is_watched_and_no_longer(world, officer):
    project = world.project("open")
    url = reverse("councils:project-star", args=[project.pk])

    sent_to = officer.post(url, {"next": "/councils/projects/?q=sample"})["Location"]
    elsewhere = officer.post(url, {"next": "https://example.org/"})["Location"]
    page = officer.get(reverse("councils:favourites")).context["page"]
    officer.post(url, {"star": "off"})

    assert (sent_to, elsewhere) == ("/councils/projects/?q=sample", project.get_absolute_url())
    assert [one.title for one in page] == [project.title]
    assert Favourite.objects.count() == 0


def test_what_was_asked_before_is_shown_once_before_it_is_sent(world, officer, alike):
    draft, there = alike
    submit = reverse("councils:project-submit", args=[draft.pk])
    similar = reverse("councils:project-similar", args=[draft.pk])

    held = officer.post(submit)["Location"]
    page = officer.get(similar)
    officer.post(similar)

    draft.refresh_from_db()
    assert held == similar
    assert page.context["rows"] == [(there, True)]
    assert page.content.decode().count("Southwark asked for this in") == 1
    assert draft.stage == "submitted"
    assert Event.objects.about(draft).filter(kind="councils.similar_passed").count() == 1


def test_it_is_not_shown_again(world, officer, alike):
    draft, there = alike
    services.pass_similar(draft, by=world.people["officer"], shown=[there])

    officer.post(reverse("councils:project-submit", args=[draft.pk]))

    assert Project.objects.get(pk=draft.pk).stage == "submitted"


def test_likeness_is_of_words_and_skills_and_shows_nobody_elses_drafts(world):
    project = world.project("open")
    ToldProjectFactory(title=project.title, council=world.other_council)
    opened(world.other_council, title="Trees in streets", problem="Nobody waters them.")
    (near,) = opened(world.other_council, title="Sample projects, opened", problem="Letters.")
    (own,) = opened(world.council, title=project.title, problem=project.problem)

    found = queries.similar(project)

    assert found == [own, near]
    inside = queries.similar(world.project("submitted"), inside=True)
    assert {one.council for one in inside} == {world.council, world.other_council}


def test_a_co_sponsor_asks_and_is_shown_wherever_the_project_is(world, client):
    project = world.project("open")
    client.force_login(world.people["other_officer"])
    form = {"council": world.other_council.pk, "words": "We have the same form."}

    client.post(reverse("councils:sponsor-ask", args=[project.pk]), form)
    asked = Sponsorship.objects.get()
    client.force_login(world.people["approver"])
    waiting = client.get(project.get_absolute_url()).content.decode()
    client.post(reverse("councils:sponsorship-accept", args=[asked.pk]))
    client.logout()

    assert waiting.count("“We have the same form.”") == 1
    assert client.get(project.get_absolute_url()).content.decode().count("Co-sponsors") == 1
    assert client.get(reverse("councils:projects")).content.decode().count("With Southwark.") == 1
    borough = client.get(reverse("home:borough", args=["southwark"]))
    assert list(borough.context["sponsored"]) == [project]
    assert client.get(f"/api/projects/{project.pk}/").json()["co_sponsors"] == ["southwark"]


def test_a_council_is_chosen_to_co_sponsor(world, officer):
    response = officer.post(
        reverse("councils:sponsor-invite", args=[world.project("open").pk]), {"words": "Join us"}
    )

    assert response.context["form"].errors == {"council": ["Choose a council"]}
    assert response.content.decode().count("Join us</textarea>") == 1


def test_a_project_is_begun_from_another_and_says_so(world, officer):
    (there,) = opened(world.other_council, title="Trees in streets")

    response = officer.post(
        reverse("councils:project-copy", args=[there.pk]), {"council": world.council.pk}
    )

    made = Project.objects.get(council=world.council)
    assert response["Location"] == made.get_absolute_url()
    page = officer.get(made.get_absolute_url()).content.decode()
    assert page.count(f'Begun from <a href="{there.get_absolute_url()}">Trees in streets</a>') == 1


def test_an_empty_list_offers_to_tell_of_the_next(officer):
    page = officer.get(reverse("councils:projects"), {"q": "unicorns"}).content.decode()

    assert page.count("or be told when one comes") == page.count("E-mail me new ones") == 1
