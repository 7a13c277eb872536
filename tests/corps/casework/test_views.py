"""The pages of casework: what stands on them, and what they never let through."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_script_prefix, reverse
from django.utils import timezone

from councils.models import Project
from tests.factories.accounts import UserFactory
from tests.factories.casework import ComplaintFactory, LookedAtFactory, LookFactory, NoteFactory
from tests.factories.councils import (
    CouncilFactory,
    FavouriteFactory,
    MembershipFactory,
    ProjectFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(client):
    person = UserFactory(is_staff=True)
    client.force_login(person)
    return person


def stuck_member():
    return MembershipFactory(confirmed_at=None, asked_at=timezone.now() - timedelta(days=7))


@pytest.mark.parametrize(
    ("name", "args", "factory"),
    [
        ("casework:stuck-kind", ["members"], stuck_member),
        ("casework:complaints", [], ComplaintFactory),
        ("casework:people", [], UserFactory),
        ("casework:looks", [], LookFactory),
    ],
)
def test_a_list_asks_as_much_for_three_rows_as_for_one(client, colleague, name, args, factory):
    url, counts = reverse(name, args=args), []
    factory()
    client.get(url)  # warms what is cached for good

    for rows in (0, 2):
        for _ in range(rows):
            factory()
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_overview_says_what_is_stuck_and_since_when(client, colleague):
    stuck_member()
    ProjectFactory(stage=Project.Stage.SUBMITTED, moved_at=timezone.now() - timedelta(days=6))
    ProjectFactory(stage=Project.Stage.SUBMITTED)  # only just

    counts = client.get(reverse("casework:stuck")).context["counts"]

    assert [(one.kind.key, one.number) for one in counts if one.number] == [
        ("members", 1),
        ("approvals", 1),
    ]


def test_a_note_stands_on_the_record_and_on_no_page_of_others(client, colleague):
    project = ProjectFactory(opened_at=timezone.now(), stage=Project.Stage.OPEN)
    page = reverse("casework:record", args=["councils.project", project.pk])

    client.post(page, {"text": "Rang the council."})

    assert client.get(page).text.count("Rang the council.") == 1
    assert "Rang the council." not in client.get(project.get_absolute_url()).text


def test_an_empty_note_is_refused_beside_its_field(client, colleague):
    page = reverse("casework:record", args=["accounts.user", colleague.pk])

    assert client.post(page, {"text": " "}).context["form"].errors == {"text": ["Write the note"]}


@pytest.mark.parametrize("label", ["accounts.user", "sessions.session", "no.such"])
def test_notes_are_kept_of_records_that_are_there_alone(client, colleague, label):
    assert client.get(reverse("casework:record", args=[label, 0])).status_code == 404


def test_a_complaint_keeps_what_was_typed_where_something_is_missing(client):
    client.force_login(UserFactory())

    page = client.post(reverse("casework:complaint-new"), {"subject": "", "text": "All of it"})

    assert page.context["form"].errors == {"subject": ["Say it in one line"]}
    assert page.text.count("All of it") == 1


def test_a_merger_is_shown_before_it_is_made(client, colleague):
    keep, duplicate = UserFactory(), UserFactory()
    ProjectFactory(author=duplicate)
    page = reverse("casework:person-merge", args=[keep.pk])
    typed = {"duplicate": duplicate.email.upper(), "reason": "One person."}

    shown = client.post(page, typed)
    duplicate.refresh_from_db()

    assert [tie.number for tie in shown.context["ties"] if tie.field == "author"] == [1]
    assert duplicate.is_active
    client.post(page, typed | {"merge": ""})
    duplicate.refresh_from_db()
    assert not duplicate.is_active


def look_of(colleague, person):
    return LookFactory(by=colleague, of=person)


def seen(client, look, path=""):
    """A page as the other person sees it."""
    name, args = ("look-page", [look.pk, path]) if path else ("look-front", [look.pk])
    return client.get(reverse(f"casework:{name}", args=args))


def test_a_page_shows_what_the_other_person_sees_and_leads_on_in_the_same_way(client, colleague):
    officer = MembershipFactory().user
    draft = ProjectFactory(council=officer.councils.get(), author=officer)
    look = look_of(colleague, officer)

    page = seen(client, look, draft.get_absolute_url().lstrip("/"))

    assert page.status_code == 200
    assert f"You see the site as {officer}" in page.text
    assert f'href="/casework/as/{look.pk}/councils/projects/"' in page.text
    assert 'href="/static/css/site.css"' in page.text
    assert get_script_prefix() == "/"
    assert [one.path for one in look.pages.all()] == [draft.get_absolute_url()]


@pytest.mark.parametrize(
    "path",
    [
        "admin/",
        "accounts/email/",
        "casework/",
        "volunteers/consensus/",
        "api/",
        "my-data/",
        "notifications/inbox/",
    ],
)
def test_secrets_and_opinions_are_shown_to_nobody_who_looks(client, colleague, path):
    look = look_of(colleague, UserFactory())

    assert seen(client, look, path).status_code == 403
    assert not look.pages.exists()


def test_nothing_is_done_in_the_name_of_who_is_looked_at(client, colleague):
    officer = MembershipFactory().user
    look = look_of(colleague, officer)
    page = reverse("casework:look-page", args=[look.pk, "councils/projects/new/"])

    answer = client.post(page, {"title": "In their name", "council": officer.councils.get().pk})

    assert (answer.status_code, Project.objects.count()) == (403, 0)


def test_a_look_ends_with_its_time_and_is_nobody_elses(client, colleague):
    over = LookFactory(by=colleague, ends_at=timezone.now())
    others = LookFactory()

    assert [seen(client, one)["Location"] for one in (over, others)] == [
        over.get_absolute_url(),
        others.get_absolute_url(),
    ]


def test_the_pages_of_a_look_are_read_by_all_of_corps_staff(client, colleague):
    page = LookedAtFactory(path="/savings/")

    assert client.get(page.look.get_absolute_url()).text.count("/savings/") >= 1


def test_who_complained_sees_no_note_of_corps_staff(client):
    complaint = ComplaintFactory()
    NoteFactory(row=complaint, text="Known to us.")
    client.force_login(complaint.by)

    assert "Known to us." not in client.get(complaint.get_absolute_url()).text


def test_a_duplicate_of_a_project_is_shown_before_it_is_closed_and_leads_on(client, colleague):
    council = CouncilFactory()
    keep, other = (
        ProjectFactory(council=council, stage=Project.Stage.OPEN, opened_at=timezone.now())
        for _ in "ab"
    )
    FavouriteFactory(project=other)
    page = reverse("casework:project-merge", args=[keep.pk])
    typed = {"duplicate": other.pk, "reason": "Sent twice."}

    shown = client.post(page, typed)
    client.post(page, typed | {"merge": ""})

    assert shown.text.count("People who watch it: 1") == 1
    link = f'<a href="{keep.get_absolute_url()}">See {keep}</a>'
    assert client.get(other.get_absolute_url()).text.count(link) == 1
