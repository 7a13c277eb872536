"""What pages of records and certificates show, and to whom."""

import pytest
from django.utils import timezone

from tests.factories.volunteers import (
    AcceptedContributionFactory,
    CertificateFactory,
    ReadyVolunteerFactory,
    RecordFactory,
    TaskSkillFactory,
)
from volunteers.models import Certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def volunteer():
    return ReadyVolunteerFactory(user__name="Sample Volunteer")


@pytest.fixture
def own(client, volunteer):
    """The client, signed in as the volunteer."""
    client.force_login(volunteer.user)
    return client


def words(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("count", [1, 3])
def test_a_record_costs_the_same_however_long(client, volunteer, count, django_assert_num_queries):
    for work in AcceptedContributionFactory.create_batch(count, volunteer=volunteer):
        TaskSkillFactory(task=work.task)
    page = RecordFactory(volunteer=volunteer, is_public=True).get_absolute_url()

    with django_assert_num_queries(6):
        response = client.get(page)

    assert len(response.context["page"]) == count


def test_a_record_shows_no_address_and_nothing_that_was_sent_in(client, volunteer):
    AcceptedContributionFactory(volunteer=volunteer, evidence="Between us")
    volunteer.user.name = ""
    volunteer.user.save()
    page = RecordFactory(volunteer=volunteer, is_public=True).get_absolute_url()

    shown = words(client.get(page))

    assert [shown.count(secret) for secret in (volunteer.user.email, "Between us")] == [0, 0]
    assert shown.count("What A volunteer did") == 1


def test_a_record_is_not_shown_once_its_volunteer_is_gone(client, volunteer):
    page = RecordFactory(volunteer=volunteer, is_public=True).get_absolute_url()
    volunteer.user.is_active = False
    volunteer.user.save()

    assert client.get(page).status_code == 404


def test_showing_is_asked_once_more_and_can_be_taken_back(own, volunteer, client):
    page = own.get("/volunteers/record/")["Location"]
    assert "Show your record?" in words(own.get("/volunteers/record/show/"))

    own.post("/volunteers/record/show/", {"show": "yes"})
    client.logout()
    seen = client.get(page).status_code
    client.force_login(volunteer.user)
    own.post("/volunteers/record/show/", {"show": "no"})
    client.logout()

    assert (seen, client.get(page).status_code) == (200, 404)


def test_who_has_not_begun_is_led_to_the_tasks(client, world):
    client.force_login(world.people["expert"])

    response = client.get("/volunteers/record/")

    assert response["Location"] == "/volunteers/tasks/"


def test_the_export_is_a_download_of_json(own, volunteer):
    AcceptedContributionFactory(volunteer=volunteer)

    response = own.get("/volunteers/record/export/")

    assert response["Content-Disposition"] == 'attachment; filename="volunteering-record.json"'
    assert len(response.json()["accepted"]) == 1


def test_without_accepted_work_no_certificate_is_made(own):
    response = own.post("/volunteers/certificates/new/", {"name": "Ada"}, follow=True)

    assert "No work of yours has been accepted yet." in words(response)
    assert Certificate.objects.count() == 0


def test_a_certificate_is_made_under_the_name_given(own, volunteer):
    AcceptedContributionFactory(volunteer=volunteer)

    response = own.post("/volunteers/certificates/new/", {"name": " Ada   L. "}, follow=True)

    made = Certificate.objects.get()
    assert made.name == "Ada L."
    assert [said in words(response) for said in (made.code, "Get it as a PDF")] == [True, True]


def test_a_certificate_is_found_however_its_number_is_written(client):
    made = CertificateFactory()

    response = client.get(f"/volunteers/certificates/{made.code.lower()}/")

    assert "This certificate holds." in words(response)
    assert client.get("/volunteers/certificates/AAAA-AAAA-AAAA-AAAA/").status_code == 404


def test_a_withdrawn_certificate_says_so_and_has_no_file(own, volunteer):
    made = CertificateFactory(volunteer=volunteer)
    page = made.get_absolute_url()

    own.post(f"{page}withdraw/", {"reason": "I changed my name."})

    shown = words(own.get(page))
    assert "was withdrawn on" in shown
    assert "I changed my name." in shown
    assert own.get(f"{page}file/").status_code == 404


def test_the_file_is_a_pdf_of_ones_own(own, client, volunteer):
    mine = CertificateFactory(volunteer=volunteer)
    others = CertificateFactory(made_at=timezone.now())

    response = own.get(f"{mine.get_absolute_url()}file/")

    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    assert client.get(f"{others.get_absolute_url()}file/").status_code == 404
