"""Doing it: from the claim to what is sent in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.volunteers import (
    AcceptedContributionFactory,
    ContributionFactory,
    OpenTaskFactory,
    ReadyVolunteerFactory,
    SubmittedContributionFactory,
)
from volunteers.models import Contribution, Volunteer

pytestmark = pytest.mark.django_db
BEGUN = {"name": "Ada", "kind": "citizen", "age": "18", "licence": "on"}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Uploads go to a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def volunteer(client):
    found = ReadyVolunteerFactory()
    client.force_login(found.user)
    return found


def url(name, row):
    return reverse(f"volunteers:{name}", args=[row.pk])


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_a_task_is_taken_with_one_press(client, volunteer):
    task = OpenTaskFactory()

    response = client.post(url("task-claim", task), follow=True)

    claim = Contribution.objects.get()
    assert (claim.task, claim.volunteer) == (task, volunteer)
    assert response.redirect_chain[-1][0] == claim.get_absolute_url()


def test_who_signs_in_to_take_a_task_comes_back_to_it(client):
    task = OpenTaskFactory()

    response = client.post(url("task-claim", task))
    client.force_login(UserFactory())
    back = client.get(url("task-claim", task))

    assert response["Location"].endswith(f"?next={url('task-claim', task)}")
    assert back["Location"] == task.get_absolute_url()


def test_a_first_timer_takes_a_short_step_and_gets_the_task(client):
    task, user = OpenTaskFactory(), UserFactory()
    client.force_login(user)

    step = client.post(url("task-claim", task))
    done = client.post(step["Location"], BEGUN, follow=True)

    claim = Contribution.objects.get()
    assert step["Location"] == f"{reverse('volunteers:begin')}?task={task.pk}"
    assert done.redirect_chain[-1][0] == claim.get_absolute_url()
    assert claim.volunteer == Volunteer.objects.get(user=user)


def test_a_first_step_with_an_error_keeps_what_was_typed(client):
    client.force_login(UserFactory())

    response = client.post(
        reverse("volunteers:begin"), {"name": "Ada Sample", "kind": "business", "age": "0"}
    )

    assert "Tasks are for people of 16 or over" in response.text
    assert 'value="Ada Sample"' in response.text
    assert response.context["form"]["kind"].value() == "business"


def test_who_has_begun_is_not_asked_again(client, volunteer):
    task = OpenTaskFactory()

    assert client.get(reverse("volunteers:begin"))["Location"] == volunteer.get_absolute_url()
    assert (
        client.get(reverse("volunteers:begin"), {"task": task.pk})["Location"]
        == task.get_absolute_url()
    )


def test_who_comes_too_late_is_told_kindly_and_what_else_there_is(client, volunteer):
    full = ContributionFactory().task
    other = OpenTaskFactory(title="Another one")

    response = client.post(url("task-claim", full), follow=True)

    assert said(response) == [
        "Somebody took the last place just before you. Thank you for offering."
        " Here is what else you could do."
    ]
    assert other.title in response.text


def test_a_claim_that_cannot_be_says_why(client, volunteer):
    task = OpenTaskFactory(stage="closed")

    response = client.post(url("task-claim", task), follow=True)

    assert said(response) == ["This task takes nobody any more."]


@pytest.mark.parametrize(
    ("stage", "button"),
    [("claimed", "Start"), ("in_progress", "Send it in"), ("returned", "Mend it")],
)
def test_my_work_shows_one_next_step_each(client, volunteer, stage, button):
    make = AcceptedContributionFactory if stage == "returned" else ContributionFactory
    make(volunteer=volunteer, stage=stage, stage_reason="More.", task__title="Letters")

    response = client.get(reverse("volunteers:work"))

    assert f'{button}<span class="hidden">' in response.text


def test_my_work_keeps_what_is_done(client, volunteer):
    AcceptedContributionFactory(volunteer=volunteer, task__title="Done one", hours="2.5")

    response = client.get(reverse("volunteers:work"))

    assert "1 accepted, 2.5 hours in all." in response.text
    assert "Done one" in response.text


def test_work_is_started_kept_and_sent_in(client, volunteer):
    work = ContributionFactory(volunteer=volunteer)

    client.post(url("contribution-start", work))
    client.post(url("contribution-submit", work), {"evidence": "Half.", "keep": "yes"})
    work.refresh_from_db()
    assert (work.stage, work.evidence) == ("in_progress", "Half.")

    client.post(url("contribution-submit", work), {"hours": "90 min", "evidence": "All."})
    work.refresh_from_db()
    assert (work.stage, work.evidence, str(work.hours)) == ("submitted", "All.", "1.50")


def test_an_error_loses_nothing_of_what_was_typed_nor_the_file(client, volunteer):
    work = ContributionFactory(volunteer=volunteer)
    note = SimpleUploadedFile("notes.txt", b"Ten letters.")

    response = client.post(
        url("contribution-submit", work),
        {"hours": "9999", "evidence": "Ten letters read.", "evidence_file": note},
    )

    work.refresh_from_db()
    assert "Give at most 500 hours" in response.text
    assert "Ten letters read." in response.text
    assert 'value="9999"' in response.text
    assert (work.stage, work.evidence_name) == ("in_progress", "notes.txt")
    assert "Kept:" in response.text


def test_a_file_that_is_not_what_it_says_is_refused_and_not_kept(client, volunteer, files):
    work = ContributionFactory(volunteer=volunteer)
    fake = SimpleUploadedFile("letter.pdf", b"MZ\x90\x00")

    response = client.post(
        url("contribution-submit", work), {"hours": "1", "evidence": "Read.", "evidence_file": fake}
    )

    assert "This says it is a PDF, but is not" in response.text
    assert list(files.rglob("*.pdf")) == []


def test_a_file_is_a_download_for_those_concerned(client, volunteer):
    work = ContributionFactory(volunteer=volunteer)
    note = SimpleUploadedFile("notes.txt", b"<script>")
    client.post(url("contribution-submit", work), {"hours": "1", "evidence_file": note})

    own = client.get(url("evidence", work))
    body = b"".join(own.streaming_content)
    client.force_login(UserFactory())

    assert body == b"<script>"
    assert own["Content-Disposition"] == 'attachment; filename="notes.txt"'
    assert own["X-Content-Type-Options"] == "nosniff"
    assert client.get(url("evidence", work)).status_code == 404


def test_a_file_that_is_gone_is_not_found(client, volunteer):
    work = ContributionFactory(volunteer=volunteer, evidence_file="volunteers/evidence/gone.pdf")

    assert client.get(url("evidence", work)).status_code == 404


def test_work_is_handed_back_without_a_word_if_one_likes(client, volunteer):
    work = ContributionFactory(volunteer=volunteer)

    response = client.post(url("contribution-hand-back", work), {"reason": ""}, follow=True)

    work.refresh_from_db()
    assert work.stage == "released"
    assert said(response) == ["Handed back. Somebody else can take it now."]


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("contribution-start", "post"),
        ("contribution-go-on", "post"),
        ("contribution-submit", "get"),
        ("contribution-hand-back", "get"),
    ],
)
def test_an_act_that_comes_too_late_shows_how_it_stands(client, volunteer, name, method):
    work = SubmittedContributionFactory(volunteer=volunteer)

    response = getattr(client, method)(url(name, work), follow=True)

    assert response.redirect_chain[-1][0] == work.get_absolute_url()
    assert said(response) == ["Somebody was there first: this is how it stands now."]
