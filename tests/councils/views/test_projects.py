"""What the pages of a project show, and what they do with what is typed."""

import pytest
from django.urls import reverse
from django.utils import timezone

from corps.skills.models import RoleCard
from councils.models import Project, Role
from tests.factories.councils import (
    NeedFactory,
    ProjectFactory,
    RoleFactory,
    ToldProjectFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(world, client):
    """The client, signed in as the officer."""
    client.force_login(world.people["officer"])
    return client


def opened(world, count, **fields):
    projects = ProjectFactory.create_batch(
        count, council=world.council, stage="open", opened_at=timezone.now(), **fields
    )
    for project in projects:
        NeedFactory(role=RoleFactory(project=project, places=2))
    return projects


def titles(response):
    return [project.title for project in response.context["page"]]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client, world, count, django_assert_num_queries):
    opened(world, count)

    with django_assert_num_queries(10):
        response = client.get(reverse("councils:projects"))

    assert [project.people for project in response.context["page"]] == [2] * count


def test_the_list_is_narrowed_by_words_borough_skill_and_stage(client, world):
    first, second = opened(world, 2)
    ProjectFactory(stage="completed", opened_at=timezone.now(), title="Bins on time")
    skill = first.roles.get().needs.get().skill

    def found(**query):
        return set(titles(client.get(reverse("councils:projects"), query)))

    assert found(q="BINS on") == {"Bins on time"}
    assert found(borough="lambeth") == {first.title, second.title}
    assert found(skill=skill.pk) == {first.title}
    assert found(stage="completed") == {"Bins on time"}
    assert found(q="nothing like it") == set()


def test_a_filter_that_makes_no_sense_is_passed_over(client, world):
    opened(world, 1)

    response = client.get(reverse("councils:projects"), {"skill": "x", "page": "last but one"})

    assert len(titles(response)) == 1


def test_the_list_is_cut_into_pages_that_keep_the_search(client, world):
    opened(world, 21, problem="Bins")

    response = client.get(reverse("councils:projects"), {"q": "bins", "page": 2})

    assert len(titles(response)) == 1
    assert response.content.decode().count("?q=bins&amp;page=1") == 1


@pytest.mark.parametrize("roles", [1, 3])
def test_a_project_costs_the_same_however_many_roles(
    client, world, roles, django_assert_max_num_queries
):
    (project,) = opened(world, 1)
    for _ in range(roles - 1):
        NeedFactory(role=RoleFactory(project=project))

    with django_assert_max_num_queries(26):
        client.get(project.get_absolute_url())


def test_names_in_the_history_are_for_the_council_alone(client, world):
    project = world.project("submitted")
    client.force_login(world.people["approver"])
    client.post(reverse("councils:project-approve", args=[project.pk]))

    inside = client.get(project.get_absolute_url()).content.decode()
    client.logout()
    outside = client.get(project.get_absolute_url()).content.decode()

    assert (inside.count(", by Sample approver"), outside.count("Sample approver")) == (1, 0)


def test_what_is_typed_survives_an_error(officer, world):
    response = officer.post(
        reverse("councils:project-new"),
        {"council": world.council.pk, "title": "Fewer letters", "forecast_gbp": "lots"},
    )

    form = response.context["form"]
    assert form.errors == {"forecast_gbp": ["Forecast must be a number, like 45000"]}
    page = response.content.decode()
    assert page.count('value="Fewer letters"') == page.count('value="lots"') == 1
    assert "<title>Error: " in page


def test_a_title_is_enough_for_a_draft(officer, world):
    officer.post(
        reverse("councils:project-new"), {"council": world.council.pk, "title": "  Fewer  letters "}
    )

    assert Project.objects.get().title == "Fewer letters"


def test_saving_to_go_on_leads_to_the_first_role(officer, world):
    response = officer.post(
        reverse("councils:project-new"),
        {"council": world.council.pk, "title": "Fewer letters", "submit": "1"},
    )

    assert response["Location"] == reverse("councils:role-new", args=[Project.objects.get().pk])


def test_sending_for_approval_asks_for_everything_and_loses_nothing(officer, world):
    draft = world.project("draft")

    response = officer.post(
        reverse("councils:project-edit", args=[draft.pk]),
        {"title": "Changed", "problem": "", "start_from": "soon", "submit": "1"},
    )

    assert response.context["form"].errors == {
        "problem": ["Describe the problem"],
        "affected": ["Say who is affected"],
        "outcome": ["Say what should be different afterwards"],
        "start_from": ["Enter a date, like 3 March 2027"],
        "start_by": ["Enter the latest start"],
        "contact_email": ["Enter an e-mail address for questions"],
    }
    assert response.content.decode().count('value="soon"') == 1
    assert Project.objects.get().title == "Sample project, draft"


def test_a_latest_start_before_the_earliest_is_named(officer, world):
    response = officer.post(
        reverse("councils:project-new"),
        {
            "council": world.council.pk,
            "title": "Fewer letters",
            "start_from": "2027-03-02",
            "start_by": "2027-03-01",
        },
    )

    assert response.context["form"].errors == {
        "start_by": ["The latest start must not be before the earliest"]
    }


def test_a_whole_project_is_sent_from_its_form(officer, world):
    draft = world.project("draft")
    page = officer.get(reverse("councils:project-edit", args=[draft.pk]))
    fields = {
        name: page.context["form"][name].value() or "" for name in page.context["form"].fields
    }

    officer.post(reverse("councils:project-edit", args=[draft.pk]), fields | {"submit": "1"})

    assert Project.objects.get().stage == "submitted"


def test_submitting_what_is_unfinished_says_what_is_missing(officer, world):
    draft = ProjectFactory(council=world.council, author=world.people["officer"])

    response = officer.post(reverse("councils:project-submit", args=[draft.pk]), follow=True)

    assert response.content.decode().count("Still to say: the problem today") == 1


def test_readiness_is_noted_bit_by_bit(officer, world):
    project = ProjectFactory(council=world.council, author=world.people["officer"])
    url = reverse("councils:project-ready", args=[project.pk])

    wrong = officer.post(url, {"line_manager": "Sample Manager", "line_manager_hours": "60"})
    officer.post(url, {"line_manager": "Sample Manager", "line_manager_hours": "3"})

    assert wrong.context["form"].errors == {
        "line_manager_hours": ["Enter hours a week from 0.5 to 40, like 3 or 2.5"]
    }
    assert Project.objects.get().line_manager == "Sample Manager"


def test_a_card_proposes_its_skills_and_keeps_what_was_typed(officer, world):
    card = RoleCard.objects.select_related("framework_role")[0]
    url = reverse("councils:role-new", args=[world.project("draft").pk])

    response = officer.post(
        url,
        {
            "card": card.pk,
            "places": "two",
            "propose": "1",
            "needs-skill-0": "Change management",
            "needs-level-0": "2",
            "needs-kind-0": "required",
        },
    )

    form = response.context["form"]
    names = [row[0] for row in form["needs"].value()]
    asked = set(card.framework_role.skills.values_list("name", flat=True))
    assert (form["title"].value(), form["places"].value()) == (card.framework_role.level, "two")
    assert (names[0], set(names)) == ("Change management", asked | {"Change management"})


def test_a_framework_role_proposes_its_skills_too(officer, world):
    role = RoleCard.objects.select_related("framework_role")[0].framework_role
    url = reverse("councils:role-new", args=[world.project("draft").pk])

    response = officer.post(url, {"framework_role": role.pk, "propose": "1"})

    assert response.context["form"]["title"].value() == role.level


def test_wrong_roles_are_explained_beside_each_field(officer, world):
    url = reverse("councils:role-new", args=[world.project("draft").pk])

    response = officer.post(
        url,
        {
            "places": "some",
            "days_a_week": "9",
            "starts_on": "2027-03-02",
            "ends_on": "2027-03-01",
            "clearance": "none",
            "rank": "first",
            "needs-skill-0": "Wizardry",
            "needs-kind-0": "required",
        },
    )

    assert set(response.context["form"].errors) == {
        "title",
        "places",
        "days_a_week",
        "ends_on",
        "rank",
        "needs",
    }
    assert response.content.decode().count('value="Wizardry"') == 1


def test_a_reason_is_asked_for_before_a_project_is_cancelled(officer, world):
    project = world.project("open")
    url = reverse("councils:project-cancel", args=[project.pk])

    empty = officer.post(url, {"reason": ""})
    officer.post(url, {"reason": "No money"})

    assert empty.context["form"].errors == {"reason": ["Give the reason"]}
    assert Project.objects.get().stage == "cancelled"


def test_what_is_over_is_neither_made_ready_nor_given_roles(officer, world):
    project = world.project("completed")
    for name in ("project-ready", "role-new", "project-edit"):
        response = officer.get(reverse(f"councils:{name}", args=[project.pk]))
        assert response["Location"] == project.get_absolute_url()
    role = reverse("councils:role-remove", args=[world.role("completed").pk])
    assert officer.get(role)["Location"] == project.get_absolute_url()


def test_what_is_missing_leads_to_each_field_and_a_draft_is_still_saved_from_there(officer, world):
    draft = ProjectFactory(council=world.council, author=world.people["officer"], title="Bins")
    page = officer.get(draft.get_absolute_url()).content.decode()
    edit = reverse("councils:project-edit", args=[draft.pk])

    sent = officer.post(reverse("councils:project-submit", args=[draft.pk]))
    asked = officer.get(sent["Location"])
    officer.post(sent["Location"], {"title": "Fewer missed bins"})

    assert page.count(f'href="{edit}#id_problem"') == 1
    assert sent["Location"] == f"{edit}?missing=1"
    assert list(asked.context["form"].errors) == list(Project.ASKED)
    assert asked.content.decode().count('href="#id_problem"') == 1
    assert Project.objects.get().title == "Fewer missed bins"


def test_a_project_without_a_role_is_led_to_its_first(officer, world):
    draft = ToldProjectFactory(council=world.council, author=world.people["officer"])

    sent = officer.post(reverse("councils:project-submit", args=[draft.pk]))

    assert sent["Location"] == reverse("councils:role-new", args=[draft.pk])


ROLE = {
    "title": "Developer",
    "places": "1",
    "days_a_week": "2",
    "starts_on": "2027-03-01",
    "ends_on": "2027-06-01",
    "clearance": "none",
    "rank": "1",
    "needs-skill-0": "Accessibility",
    "needs-level-0": "2",
    "needs-kind-0": "required",
}


@pytest.mark.parametrize(
    ("name", "stage", "data"),
    [
        ("project-edit", "submitted", {"title": "Changed"}),
        ("project-ready", "in_delivery", {"equipment": "None"}),
        ("project-submit", "open", {}),
        ("project-withdraw", "open", {"reason": "Moot"}),
        ("project-cancel", "completed", {"reason": "Moot"}),
        ("project-return", "open", {"reason": "Moot"}),
        ("project-complete", "open", {}),
        ("approval-send", "open", {"name": "A", "post": "B", "email": "c@lambeth.gov.uk"}),
        ("role-new", "submitted", ROLE),
    ],
)
def test_who_comes_too_late_sees_how_it_stands(client, world, name, stage, data):
    project = world.project(stage)
    client.force_login(world.people["approver"])

    response = client.post(
        reverse(f"councils:{name}", args=[project.pk]), data | {"x": ""}, follow=True
    )

    assert response.redirect_chain == [(project.get_absolute_url(), 302)]
    assert response.content.decode().count("Somebody was there first") == 1
    assert Project.objects.get().stage == stage


@pytest.mark.parametrize(("name", "data"), [("role-edit", ROLE), ("role-remove", {"x": ""})])
def test_roles_of_what_was_sent_are_settled(officer, world, name, data):
    role = world.role("submitted")

    response = officer.post(reverse(f"councils:{name}", args=[role.pk]), data, follow=True)

    assert response.content.decode().count("Somebody was there first") == 1
    assert [one.title for one in Role.objects.all()] == ["Sample developer"]


@pytest.mark.parametrize("name", ["project-withdraw", "project-cancel", "project-return"])
def test_no_reason_is_asked_for_what_can_no_longer_be_done(client, world, name):
    project = world.project("completed")
    client.force_login(world.people["approver"])

    response = client.get(reverse(f"councils:{name}", args=[project.pk]))

    assert response["Location"] == project.get_absolute_url()


@pytest.mark.parametrize("chosen", [{"card": "²"}, {"card": "999999"}, {"framework_role": "²"}])
def test_a_choice_that_is_not_there_proposes_nothing(officer, world, chosen):
    url = reverse("councils:role-new", args=[world.project("draft").pk])

    response = officer.post(url, chosen | {"propose": "1", "title": "Typed"})

    form = response.context["form"]
    assert (form["title"].value(), form["needs"].value()) == ("Typed", [])


def test_proposing_without_a_choice_asks_for_one(officer, world):
    url = reverse("councils:role-new", args=[world.project("draft").pk])

    response = officer.post(url, {"propose": "1"})

    assert response.content.decode().count("Choose whom you need first") == 1
