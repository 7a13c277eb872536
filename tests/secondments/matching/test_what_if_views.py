"""What if, as officers see it: a form and its answer, with a script and without."""

from datetime import timedelta

import pytest
from django.utils import timezone

from councils.models import Role
from secondments.models import Expert
from tests.secondments.matching.pages import counted, text

pytestmark = pytest.mark.django_db

URL = "/secondments/matching/what-if/"


@pytest.fixture
def role(world):
    return world.role("open")


@pytest.fixture
def typed(world, role):
    """The role as it stands, as the form sends it."""
    return {
        "role": role.pk,
        "needs-skill-0": str(world.skill),
        "needs-level-0": "2",
        "needs-kind-0": "required",
        "days_a_week": "3",
        "starts_on": role.starts_on.isoformat(),
        "ends_on": role.ends_on.isoformat(),
        "clearance": "none",
    }


def test_the_role_as_it_stands_is_answered_at_once(sign_in, role):
    page = sign_in("officer").get(URL, {"role": role.pk})

    assert text(page).count("2 people could do it") == 1
    assert text(page).count("As the role stands") == 0
    assert page.context["form"].initial["days_a_week"] == "3"


def test_a_change_is_answered_beside_the_role_as_it_stands(sign_in, role, typed):
    Expert.objects.filter(user__email="expert@one.example").update(days_a_week=2)

    page = text(sign_in("officer").get(URL, typed | {"days_a_week": "2"}))

    assert page.count("2 people could do it") == 1
    assert page.count("As the role stands: 1.") == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"days_a_week": "9" * 20}, ["Enter days a week from 0.5 to 5, like 3 or 2.5"]),
        ({"clearance": ""}, ["Choose the clearance needed, or none"]),
        ({"clearance": "zz"}, ["Choose the clearance needed, or none"]),
        ({"ends_on": "1999-01-01"}, ["The last day must come after the first"]),
        ({"starts_on": "soon"}, ["Enter a date, like 3 March 2027"]),
    ],
)
def test_nonsense_is_answered_by_how_to_mend_it(sign_in, typed, wrong, said):
    page = sign_in("officer").get(URL, typed | wrong, headers={"HX-Request": "true"})

    answer = page.text.split("<li>")[1:]
    assert [one.split("</li>")[0] for one in answer] == said


def test_the_change_that_would_help_is_named(sign_in, role):
    Expert.objects.update(days_a_week=2)

    page = text(sign_in("officer").get(URL, {"role": role.pk}))

    assert page.count("0 people could do it") == 1
    assert page.count("asked for 2 days a week") == 1


def test_a_skill_that_would_help_keeps_nobody_out(sign_in, role, typed):
    typed |= {"needs-level-0": "4"}
    client = sign_in("officer")

    required = text(client.get(URL, typed))
    helpful = text(client.get(URL, typed | {"needs-kind-0": "desirable"}))

    assert required.count("0 people could do it") == 1
    assert helpful.count("2 people could do it") == 1


def test_a_script_gets_the_answer_alone(sign_in, typed):
    page = sign_in("officer").get(URL, typed, headers={"HX-Request": "true"})

    assert page.content.decode().lstrip().startswith('<section class="side" id="answer"')
    assert text(page).count("<form") == 0


def test_what_is_wrong_is_said_and_nothing_is_counted(sign_in, typed):
    wrong = typed | {"days_a_week": "6", "ends_on": typed["starts_on"]}

    page = sign_in("officer").get(URL, wrong, headers={"HX-Request": "true"})

    assert text(page).count("Enter days a week from 0.5 to 5, like 3 or 2.5") == 1
    assert text(page).count("The last day must come after the first") == 1
    assert text(page).count("could do it") == 0


def test_a_role_that_is_not_written_yet_is_asked_for_a_council(sign_in, world, typed):
    del typed["role"]
    client = sign_in("officer")

    blank = client.get(URL)
    answered = client.get(URL, typed | {"council": world.council.pk})
    other = client.get(URL, typed | {"council": world.other_council.pk})

    assert text(blank).count("How many could do it?") == 1
    assert [council.pk for council in blank.context["form"].fields["council"].queryset] == [
        world.council.pk
    ]
    assert text(answered).count("2 people could do it") == 1
    assert text(other).count("Not counted yet") == 1


def test_a_role_whose_dates_are_over_is_asked_for_new_ones(sign_in, role, typed):
    today = timezone.localdate()
    Role.objects.filter(pk=role.pk).update(
        starts_on=today - timedelta(60), ends_on=today - timedelta(1)
    )
    client = sign_in("officer")

    assert text(client.get(URL, {"role": role.pk})).count("Its dates are over") == 1
    assert text(client.get(URL, typed)).count("2 people could do it") == 1


def test_nobody_is_named(sign_in, role, experts):
    page = text(sign_in("officer").get(URL, {"role": role.pk}))

    assert [page.count(str(expert)) for expert in experts] == [0, 0]


def test_a_draft_can_be_tried_before_it_is_posted(sign_in, world):
    page = text(sign_in("officer").get(URL, {"role": world.role("draft").pk}))

    assert page.count("2 people could do it") == 1


def test_the_project_page_leads_there(sign_in, world, role):
    link = f'{URL}?role={role.pk}"'

    assert text(sign_in("officer").get(role.project.get_absolute_url())).count(link) == 1
    assert text(sign_in("other_officer").get(role.project.get_absolute_url())).count(link) == 0


def test_three_more_experts_take_as_many_queries(sign_in, role, add_expert):
    url, client = f"{URL}?role={role.pk}", sign_in("officer")
    few = counted(client, url)

    for name in ("Ada", "Bea", "Cora"):
        add_expert(name)

    assert counted(client, url) == few
