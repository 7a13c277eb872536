"""Pages of files, questions, addenda and history."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from councils import queries, services
from councils.models import Addendum, Attachment, Project, Question
from tests.corps.savings.pages import counted
from tests.factories.councils import (
    AddendumFactory,
    AnsweredQuestionFactory,
    AttachmentFactory,
    QuestionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(world, client):
    client.force_login(world.people["officer"])
    return client


def pdf(name="Plan for 2027.pdf", content=b"%PDF-1.7\n%%EOF\n"):
    return SimpleUploadedFile(name, content)


def test_a_file_is_added_under_a_safe_name_and_served_as_a_download(officer, world):
    project = world.project("draft")
    file = pdf("../Plan <for> 2027.pdf")

    sent = officer.post(
        reverse("councils:attachment-new", args=[project.pk]), {"title": "Plan", "file": file}
    )
    row = Attachment.objects.get()
    got = officer.get(row.get_absolute_url())

    assert sent["Location"] == f"{project.get_absolute_url()}#files"
    assert b"".join(got.streaming_content) == b"%PDF-1.7\n%%EOF\n"
    assert got["Content-Disposition"].startswith('attachment; filename="plan-for-2027')
    assert (got["Content-Type"], got["X-Content-Type-Options"]) == ("application/pdf", "nosniff")


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (pdf("plan.exe"), "is not a kind of file that we take"),
        (pdf(content=b"<html><script>"), "This says it is a PDF, but is not"),
        (pdf(content=b"%PDF-" + b"0" * 10 * 1024 * 1024), "larger than 10 MB"),
        (pdf(content=b""), "The file is empty"),
        ("", "Choose a file"),
    ],
    ids=["ending", "content", "size", "empty", "none"],
)
def test_a_file_that_will_not_do_is_named_beside_its_field_and_the_title_stays(
    officer, world, file, words
):
    url = reverse("councils:attachment-new", args=[world.project("draft").pk])

    response = officer.post(url, {"title": "What we have today", "file": file})

    form = response.context["form"]
    assert [words in error for error in form["file"].errors] == [True]
    assert response.content.decode().count("What we have today") == 1
    assert Attachment.objects.count() == 0


def test_a_file_whose_bytes_are_gone_is_not_found(client, world):
    row = AttachmentFactory(project=world.project("open"))
    row.file.storage.delete(row.file.name)

    assert client.get(row.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("name", ["questions", "addenda", "history"])
def test_each_list_costs_the_same_however_long(client, world, name):
    project = world.project("open")
    url = reverse(f"councils:{name}", args=[project.pk])
    client.force_login(world.people["officer"])
    counts = []

    for rows in (1, 2):
        for _ in range(rows):
            AnsweredQuestionFactory(project=project)
            QuestionFactory(project=project)
            made = AddendumFactory(project=project, by=world.people["approver"])
            AttachmentFactory(project=project, addendum=made)
            services.note_readiness(
                project, by=world.people["approver"], equipment=f"{Addendum.objects.count()}"
            )
        counts.append(counted(client, url))

    assert counts[0] == counts[1]


def test_a_project_costs_the_same_however_much_belongs_to_it(client, world):
    project = world.project("open")
    client.force_login(world.people["approver"])
    counts = []

    for rows in (1, 2):
        for _ in range(rows):
            AnsweredQuestionFactory(project=project)
            AttachmentFactory(project=project, addendum=AddendumFactory(project=project))
            AttachmentFactory(project=project)
        counts.append(counted(client, project.get_absolute_url()))

    assert counts[0] == counts[1]


def test_an_expert_asks_and_the_council_answers_to_all(client, world):
    project = world.project("open")
    client.force_login(world.people["expert"])
    text = "Which framework, and may Sample Person review?"
    client.post(reverse("secondments:question-new", args=[project.pk]), {"text": text})
    question = Question.objects.get()
    url = reverse("councils:questions", args=[project.pk])
    client.logout()
    before = client.get(url).content.decode().count(text)
    client.force_login(world.people["approver"])

    form = client.get(reverse("councils:question-answer", args=[question.pk])).context["form"]
    client.post(
        reverse("councils:question-answer", args=[question.pk]),
        {"published": "Which framework?", "answer": "Django."},
    )

    client.logout()
    page = client.get(url).content.decode()
    assert (before, form.initial["published"]) == (0, text)
    assert (page.count("Which framework?"), page.count("Sample Person")) == (1, 0)
    assert page.count(str(world.people["expert"])) == 0


def test_an_addendum_keeps_what_was_typed_and_shows_before_and_after(officer, world):
    project = world.project("open")
    url = reverse("councils:addendum-new", args=[project.pk])
    typed = {
        "text": "It starts later.",
        "start_from": "1 March 2027",
        "start_by": "1 April 2027",
        "contact_email": "new@lambeth.gov.uk",
        "contact_name": "",
        "forecast_gbp": "",
        "title": "Plan",
    }
    wrong = officer.post(url, typed)
    shown = wrong.content.decode()

    officer.post(url, typed | {"file": pdf()})

    officer.logout()
    page = officer.get(project.get_absolute_url()).content.decode()
    assert list(wrong.context["form"].errors) == ["file"]
    assert (shown.count("It starts later."), shown.count("1 March 2027")) == (1, 1)
    assert page.count("<del>officer@lambeth.gov.uk</del>") == 1
    assert page.count("<ins>new@lambeth.gov.uk</ins>") == 1
    assert page.count("Addendum 1</h3>") == 1


def test_the_public_history_tells_no_edits_and_insiders_see_each_word(officer, world):
    project = world.project("draft")
    services.edit_project(
        project, by=world.people["officer"], problem="Letters go out thrice.", department="Post"
    )
    Project.objects.filter(pk=project.pk).update(stage="open", opened_at=timezone.now())
    services.add_addendum(project, by=world.people["officer"], text="More")
    url = reverse("councils:history", args=[project.pk])

    inside = officer.get(url).content.decode()
    officer.logout()
    outside = officer.get(url).content.decode()

    assert inside.count("<del>twice.</del><ins>thrice.</ins>") == 1
    assert inside.count("<ins>Post</ins>") == 1
    assert (outside.count("thrice"), outside.count("Post"), outside.count("<li>")) == (0, 0, 1)


def test_one_press_confirms_without_signing_in_and_an_old_link_does_nothing(client, world):
    project = world.project("open")
    long_ago = timezone.now() - timedelta(days=95)
    Project.objects.update(moved_at=long_ago)
    services.nudge_owners()
    project.refresh_from_db()
    link = reverse("councils:still-true", args=[queries.truth_token(project)])
    looked = client.get(link)
    stale = Project.objects.stale().count()

    page = client.post(link, follow=True)

    assert (looked.status_code, stale, Project.objects.stale().count()) == (200, 1, 0)
    assert page.content.decode().count("Thank you") == 1
    client.post(link)
    assert project.addenda.count() == 0
    Project.objects.update(nudged_at=timezone.now() + timedelta(days=40))
    assert client.get(link).status_code == 404
    assert client.get(reverse("councils:still-true", args=["1.2:forged"])).status_code == 404
