"""The pages of a project's end and of what comes after it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from councils import queries
from councils.models import Completion, Project, Reuse
from tests.corps.savings.pages import counted
from tests.factories.councils import (
    CompletedFactory,
    CompletionFactory,
    ReuseFactory,
    UseCheckFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(world, client):
    client.force_login(world.people["officer"])
    return client


def test_the_record_is_saved_as_it_goes_and_says_what_is_missing(officer, world):
    project = world.project("in_delivery")
    url = reverse("councils:completion", args=[project.pk])

    saved = officer.post(url, {"maintainer": "Sample maintainer", "licence": "MIT"}, follow=True)
    pressed = officer.post(reverse("councils:project-complete", args=[project.pk]), follow=True)

    links = [field for _words, field in saved.context["missing"]]
    assert Completion.objects.get().maintainer == "Sample maintainer"
    assert links[0] == f"{url}#id_maintainer_email"
    assert links[-1] == f"{url}#signature"
    assert pressed.redirect_chain == [(f"{url}?missing=1", 302)]
    assert list(pressed.context["form"].errors) == [
        "maintainer_email",
        "repository",
        "hosting_payer",
        "yearly_cost_gbp",
        "handed_over",
    ]


def test_another_licence_wants_a_name_and_keeps_the_rest(officer, world):
    url = reverse("councils:completion", args=[world.project("in_delivery").pk])

    response = officer.post(url, {"licence": "other", "maintainer": "Sample maintainer"})

    assert list(response.context["form"].errors) == ["licence_other"]
    assert response.content.decode().count('value="Sample maintainer"') == 1


def test_a_colleague_signs_and_the_project_is_completed_and_shown(client, world):
    project = world.project("in_delivery")
    CompletionFactory(project=project, signed_by=None, signed_at=None)
    client.force_login(world.people["approver"])
    waiting = [one.link for one in queries.waiting_for(world.people["approver"])]
    client.post(reverse("councils:completion-sign", args=[project.pk]))
    client.force_login(world.people["officer"])

    client.post(reverse("councils:project-complete", args=[project.pk]))

    client.logout()
    page = client.get(project.get_absolute_url()).content.decode()
    assert waiting == [reverse("councils:completion", args=[project.pk])]
    assert Project.objects.get().stage == "completed"
    assert page.count("Sample maintainer") == 1
    assert (page.count("maintainer@sample.gov.uk"), page.count("£1,200")) == (0, 1)


def test_three_buttons_answer_without_signing_in(client, world):
    home = CompletedFactory(project=world.project("completed"))
    check = UseCheckFactory(project=home.project)
    link = reverse("councils:in-use", args=[queries.use_token(check)])
    before = client.get(home.project.get_absolute_url()).content.decode()

    page = client.post(link, {"answer": "no", "words": "Replaced by another."}, follow=True)
    wrong = client.post(link, {"answer": "maybe", "words": ""})

    after = client.get(home.project.get_absolute_url()).content.decode()
    check.refresh_from_db()
    assert (before.count("not answered"), after.count("not answered")) == (1, 0)
    assert after.count("Replaced by another.") == 1
    assert page.content.decode().count('name="answer"') == 3
    assert (wrong.status_code, check.answer) == (200, "no")
    assert client.get(reverse("councils:in-use", args=["1:forged"])).status_code == 404


def test_an_answer_that_stands_shows_no_buttons(client, world):
    check = UseCheckFactory(
        project=world.project("completed"),
        answer="yes",
        answered_on=timezone.localdate() - timedelta(days=31),
    )

    page = client.get(reverse("councils:in-use", args=[queries.use_token(check)]))

    assert page.content.decode().count('name="answer"') == 0


def test_another_council_says_that_it_uses_it(client, world):
    project = world.project("completed")
    client.force_login(world.people["other_officer"])
    url = reverse("councils:reuse-new", args=[project.pk])
    early = {"council": world.other_council.pk, "since": timezone.localdate() + timedelta(days=1)}
    typed = {"council": world.other_council.pk, "since": "1 June 2026", "how": "The form."}

    wrong = client.post(url, early)
    client.post(url, typed)

    page = client.get(project.get_absolute_url()).content.decode()
    listed = client.get(reverse("councils:projects")).content.decode()
    assert listed.count("Used by 1 other council<") == 1
    assert list(wrong.context["form"].errors) == ["since", "how"]
    assert Reuse.objects.get().since == date(2026, 6, 1)
    assert page.count("<strong>Southwark</strong>, since 1 June 2026: The form.") == 1
    assert client.post(url, typed).status_code == 403


def test_a_project_costs_the_same_however_many_use_it(client, world):
    project = CompletedFactory(project=world.project("completed")).project
    client.force_login(world.people["other_officer"])
    counts = []

    for rows in (1, 2):
        for _ in range(rows):
            ReuseFactory(project=project)
        counts.append(counted(client, project.get_absolute_url()))

    assert counts[0] == counts[1]
