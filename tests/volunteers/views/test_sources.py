"""What pages of repositories show, and what they do with what is typed."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from corps.skills.models import Skill
from tests.factories.volunteers import SourceFactory, TaskFactory
from tests.volunteers.services.lists import github
from volunteers import services
from volunteers.models import Source, SourceRun, SourceTask

pytestmark = pytest.mark.django_db

LIST = "/volunteers/sources/"


@pytest.fixture
def staff(world, client):
    client.force_login(world.people["corps_staff"])
    return client


@pytest.fixture
def source(world):
    return SourceFactory(council=world.council, owner=world.people["officer"])


def typed(world, **fields):
    """A form filled in as it must be at least."""
    return {
        "council": world.council.pk,
        "owner": "officer@lambeth.gov.uk",
        "name": "council/code",
        "active": "on",
    } | fields


def words(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(staff, world, count, django_assert_num_queries):
    SourceFactory.create_batch(count, council=world.council)

    with django_assert_num_queries(5):
        response = staff.get(LIST)

    assert len(response.context["page"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_however_many_tasks(staff, source, count, django_assert_num_queries):
    for number in range(1, count + 1):
        SourceTask.objects.create(
            source=source, number=number, task=TaskFactory(), updated_at=timezone.now()
        )
        SourceRun.objects.create(source=source, made=1)

    with django_assert_num_queries(11):
        response = staff.get(source.get_absolute_url())

    assert len(response.context["page"]) == count


def test_corps_staff_add_a_repository_with_its_labels(staff, world):
    skill = Skill.objects.order_by("name")[0]

    staff.post(f"{LIST}new/", typed(world, labels=f"bug: {skill.name.upper()}\n\n"))

    made = Source.objects.get()
    assert (made.owner, str(made.labels.get())) == (
        world.people["officer"],
        f"bug → {skill}",
    )


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("owner", "somebody@example.org", "Nobody with this address acts for Lambeth here"),
        ("owner", "officer@southwark.gov.uk", "Nobody with this address acts for Lambeth here"),
        ("url", "ftp://example.org/issues", "begins with https://"),
        ("url", "https://example.org/issues?since=2027", "Take “since” out of the address"),
        ("labels", "bug", "Line 1: write the label, a colon, and the skill"),
        ("labels", "bug: Juggling", "Line 1: “Juggling” is not a skill of the framework"),
        ("name", "", "Say what the repository is called"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(staff, world, field, value, said):
    response = staff.post(f"{LIST}new/", typed(world, **{field: value}))

    [error] = response.context["form"].errors[field]
    assert said in error
    assert Source.objects.count() == 0


def test_a_project_of_another_council_is_refused(staff, world):
    project = world.project("open")

    response = staff.post(
        f"{LIST}new/",
        typed(
            world,
            council=world.other_council.pk,
            owner="officer@southwark.gov.uk",
            project=project.pk,
        ),
    )

    assert list(response.context["form"].errors) == ["project"]


def test_an_address_is_used_once(staff, world):
    SourceFactory(council=world.council, url="https://example.org/issues")

    response = staff.post(f"{LIST}new/", typed(world, url="https://example.org/issues"))

    [error] = response.context["form"].errors["url"]
    assert error == "Another source has this address already"


def test_editing_keeps_the_council(staff, world, source):
    page = f"{source.get_absolute_url()}edit/"
    staff.post(page, typed(world, council=world.other_council.pk, name="council/other"))

    source.refresh_from_db()
    assert (source.name, source.council) == ("council/other", world.council)


def test_a_file_is_imported_and_its_result_shown(staff, source):
    file = SimpleUploadedFile("issues.json", json.dumps([github(1)]).encode())

    staff.post(f"{source.get_absolute_url()}import/", {"file": file})
    services.import_due()

    shown = words(staff.get(source.get_absolute_url()))
    assert "1 new, 0 changed, 0 closed, 0 passed over" in shown
    assert "1 task, 1 still to be opened" in shown


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"<html>", "The file is not JSON. Export the list of issues as JSON."),
        (b'[{"number": 0}]', "Item 1, “number”: “0” is not a whole number from 1."),
    ],
)
def test_a_file_that_is_no_list_is_refused_at_once(staff, source, raw, said):
    file = SimpleUploadedFile("issues.json", raw)

    response = staff.post(f"{source.get_absolute_url()}import/", {"file": file})

    assert list(response.context["form"].errors["file"]) == [said]


def test_without_an_address_a_file_is_asked_for(staff, source):
    response = staff.post(f"{source.get_absolute_url()}import/")

    assert "Choose a file: this source has no address" in words(response)


def test_an_officer_declares_once_all_is_said(client, world, source):
    client.force_login(world.people["officer"])
    declare = f"{source.get_absolute_url()}declare/"

    refused = client.post(declare, follow=True)
    Source.objects.update(
        only_label="good first issue", effort="from_1", done_when="Merged.", personal_data="none"
    )
    accepted = client.post(declare, follow=True)

    assert "First say for all its tasks" in words(refused)
    assert "open by themselves" in words(accepted)
