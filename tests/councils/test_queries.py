"""What waits for whom on the asking side."""

import pytest

from councils import queries, services
from councils.models import Council, Project
from tests.world import person

pytestmark = pytest.mark.django_db


def texts(user):
    return [thing.text for thing in queries.waiting_for(user)]


def test_a_submitted_project_waits_for_those_who_may_approve(world):
    world.project("submitted")

    waiting = {name: texts(user) for name, user in world.people.items()}

    expected = {name: [] for name in world.people}
    for name in ("approver", "administrator"):
        expected[name] = ["Approve “Sample project, submitted”"]
    assert waiting == expected


def test_a_returned_project_waits_for_its_author(world):
    world.project("returned")

    assert texts(world.people["officer"]) == ["Mend “Sample project, returned”"]
    assert texts(world.people["approver"]) == []


def test_an_open_project_that_is_not_ready_waits_for_its_author(world):
    Project.objects.filter(pk=world.project("open").pk).update(equipment="")

    assert texts(world.people["officer"]) == [
        "Say how you will host the expert for “Sample project, open”"
    ]


def test_who_asks_to_join_waits_for_the_administrator(world):
    services.join_council(world.council, user=person("Ada", "ada@lambeth.gov.uk"))

    assert texts(world.people["administrator"]) == ["Confirm that Ada works for Lambeth"]
    assert texts(world.people["corps_staff"]) == []
    assert texts(world.people["approver"]) == []


def test_who_asks_where_nobody_runs_the_council_waits_for_corps_staff(world):
    for name in ("ada", "bo"):
        services.join_council(
            Council.objects.get(code="CMD"), user=person(name, f"{name}@camden.gov.uk")
        )

    assert texts(world.people["corps_staff"]) == [
        "Invite an administrator of Camden: somebody asks to act for it"
    ]


def test_a_project_does_not_wait_for_an_approver_who_wrote_in_it(world):
    approver, draft = world.people["approver"], world.project("draft")
    services.edit_project(draft, by=approver, outcome="One letter.")
    services.submit_project(draft, by=world.people["officer"])

    assert texts(approver) == []
    assert queries.writers(draft) == {world.people["officer"].pk, approver.pk}
    assert texts(world.people["administrator"]) == ["Approve “Sample project, draft”"]
