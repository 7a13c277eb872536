"""Reading what volunteers sent in."""

import pytest
from django.urls import reverse

from tests.factories.volunteers import ReadyVolunteerFactory, SubmittedContributionFactory

pytestmark = pytest.mark.django_db


def url(name, row):
    return reverse(f"volunteers:{name}", args=[row.pk])


@pytest.fixture
def officer(client, world):
    client.force_login(world.people["officer"])
    return world.people["officer"]


@pytest.fixture
def work(world):
    return SubmittedContributionFactory(
        task__council=world.council, task__title="Letters", volunteer__user__name="Ada Sample"
    )


def test_the_queue_holds_what_others_did_for_us(client, officer, work, world):
    own = ReadyVolunteerFactory(user=officer)
    SubmittedContributionFactory(task__council=world.council, volunteer=own)
    SubmittedContributionFactory()

    response = client.get(reverse("volunteers:reviews"))

    assert list(response.context["page"]) == [work]


def test_work_is_accepted_with_a_line(client, officer, work):
    client.post(url("contribution-accept", work), {"endorsement": "Careful."})

    work.refresh_from_db()
    assert (work.stage, work.reviewer, work.endorsement) == ("accepted", officer, "Careful.")


def test_work_is_returned_with_a_reason_or_not_at_all(client, officer, work):
    bare = client.post(url("contribution-return", work), {"reason": " "})
    work.refresh_from_db()
    assert ("Give the reason" in bare.text, work.stage) == (True, "submitted")

    client.post(url("contribution-return", work), {"reason": "Two are missing."})
    work.refresh_from_db()
    assert (work.stage, work.stage_reason) == ("returned", "Two are missing.")


def test_nobody_reviews_their_own_work_by_its_address(client, officer, world):
    own = ReadyVolunteerFactory(user=officer)
    work = SubmittedContributionFactory(task__council=world.council, volunteer=own)

    page = client.get(work.get_absolute_url())
    answer = client.post(url("contribution-accept", work))

    assert "Accept it" not in page.text
    assert answer.status_code == 403
    assert "Nobody reviews what they did themselves" in answer.text


@pytest.mark.parametrize("name", ["contribution-accept", "contribution-return"])
def test_what_a_colleague_judged_is_shown_as_it_stands(client, officer, work, world, name):
    client.force_login(world.people["approver"])
    client.post(url("contribution-return", work), {"reason": "More."})
    client.force_login(officer)

    response = client.get(url(name, work), follow=True)

    assert response.redirect_chain[-1][0] == work.get_absolute_url()
