"""Pages of pledges, intakes and interests."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from corps.notifications.models import Event
from secondments.models import Intake, Naming, Pledge, RoleInterest
from tests.factories.councils import NeedFactory, RoleFactory
from tests.factories.secondments import (
    IntakeFactory,
    LeadFactory,
    NamingFactory,
    PledgeFactory,
    PledgeSkillFactory,
    RoleInterestFactory,
)
from tests.secondments.cold_start import offered_days
from tests.secondments.matching.pages import counted, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def employer(world):
    return world.people["expert"].expert.employer


@pytest.fixture
def knock(client, world):
    """A browser in which somebody of the world has signed in, if anybody."""

    def as_(identity):
        if identity:
            client.force_login(world.people[identity])
        return client

    return as_


def add_pledge(world):
    """With a skill, a borough, a role that fits and somebody named."""
    employer = world.people["expert"].expert.employer
    pledge = PledgeSkillFactory(pledge=PledgeFactory(employer=employer, named=1)).pledge
    pledge.boroughs.add(world.council)
    LeadFactory(pledge=pledge, role__project__stage="open")
    NamingFactory(pledge=pledge)
    return pledge


def add_to_one(world):
    """All on the page of the first pledge."""
    pledge = Pledge.objects.first() or add_pledge(world)
    LeadFactory(pledge=pledge, role__project__stage="open")
    NamingFactory(pledge=pledge)
    return pledge


def add_ask(_world):
    NeedFactory(role=RoleFactory(project__stage="open"))
    PledgeSkillFactory()
    return Intake.objects.first() or IntakeFactory()


def add_interest(world):
    expert = world.people["expert"].expert
    return RoleInterestFactory(expert=expert, role=RoleFactory(project__stage="open"))


def of(world):
    return [world.people["expert"].expert.employer_id]


@pytest.mark.parametrize(
    ("name", "identity", "add", "args"),
    [
        ("pledges", None, add_pledge, lambda w: []),
        ("employer-pledges", "employer", add_pledge, of),
        ("pledge", "employer", add_to_one, lambda w: [Pledge.objects.first().pk]),
        ("intakes", None, lambda w: IntakeFactory(), lambda w: []),
        ("intake", None, add_ask, lambda w: [Intake.objects.first().pk]),
        ("interests", "expert", add_interest, lambda w: []),
        ("employer-interests", "employer", add_interest, of),
    ],
)
def test_a_list_of_three_takes_as_many_queries_as_one(knock, world, name, identity, add, args):
    add(world)
    url = reverse(f"secondments:{name}", args=args(world))
    one = counted(knock(identity), url)

    for _ in range(2):
        add(world)

    assert counted(knock(identity), url) == one


def test_everybody_sees_what_is_pledged_and_nobody_by_whom_unless_it_agrees(client, world):
    pledge = add_pledge(world)
    page = reverse("secondments:pledges")

    hidden = text(client.get(page))
    Pledge.objects.update(shows_name=True)
    shown = text(client.get(page))
    api = client.get("/api/pledges/").json()["results"]

    name = str(pledge.employer)
    assert (name in hidden, name in shown) == (False, True)
    assert "A company: 1 person, 3 days a week" in hidden
    assert [(row["people"], row["days_a_week"]) for row in api] == [(1, "3.0")]


def test_an_intake_shows_days_and_no_company(client, world):
    world.role("open")
    pledge = add_pledge(world)

    page = text(client.get(IntakeFactory().get_absolute_url()))

    assert str(pledge.employer) not in page
    assert "6 days a week are asked for" in page  # a place each of two councils


def test_a_wrong_pledge_is_told_beside_each_field_and_keeps_what_was_typed(knock, world, employer):
    wrong = offered_days(world) | {
        "people": "none",
        "days_a_week": "9",
        "available_until": "yesterday",
        "skills-skill-0": "Pyton",
        "title": "My own words",
        "remote": "",
    }

    response = knock("employer").post(reverse("secondments:pledge-new", args=[employer.pk]), wrong)

    form = response.context["form"]
    assert set(form.errors) == {
        *("people", "days_a_week", "available_until", "skills", "remote"),
    }
    page = text(response)
    assert "My own words" in page
    assert "Pyton" in page
    assert Pledge.objects.count() == 0


def test_a_pledge_is_offered_changed_and_named_in_the_browser(knock, world, employer):
    browser = knock("employer")

    browser.post(reverse("secondments:pledge-new", args=[employer.pk]), offered_days(world))
    pledge = Pledge.objects.get()
    changed = offered_days(world) | {"days_a_week": "2.5"}
    browser.post(reverse("secondments:pledge-edit", args=[pledge.pk]), changed)
    url = reverse("secondments:pledge-name", args=[pledge.pk])
    without_consent = browser.post(url, {"email": "new@one.example"})
    browser.post(url, {"email": "new@one.example", "agreed": "on"})

    assert "agreed" in without_consent.context["form"].errors
    pledge.refresh_from_db()
    assert (pledge.days_a_week, pledge.named, Naming.objects.count()) == (2.5, 1, 1)
    expert = Naming.objects.get().expert
    browser.force_login(expert.user)
    page = text(browser.get(expert.get_absolute_url()))
    assert "has named you for “Sample developers”" in page
    assert "This is not for me" in page


def test_a_project_page_offers_what_each_person_may_do(knock, world):
    role = world.role("open")
    RoleInterestFactory.create_batch(
        3, role=role, shared_at=None, expert__employer__organisation__stage="verified"
    )
    url = role.project.get_absolute_url()

    seen = {
        identity: [
            words in text(knock(identity).get(url))
            for words in ("I am interested", "3 experts are interested", "Name a company you know")
        ]
        for identity in ("expert", "officer", "other_officer")
    }

    assert seen == {
        "expert": [True, False, False],
        "officer": [False, True, True],
        "other_officer": [False, False, False],
    }


def test_interest_is_marked_shared_and_taken_away(knock, world):
    browser, role = knock("expert"), world.role("open")

    browser.post(reverse("secondments:interest-mark", args=[role.pk]))
    browser.post(reverse("secondments:interests-share"), {"note": "In autumn, perhaps."})
    shared = RoleInterest.objects.get()
    browser.post(reverse("secondments:interest-withdraw", args=[shared.pk]))

    assert shared.note == "In autumn, perhaps."
    assert RoleInterest.objects.count() == 0
    assert Event.objects.filter(kind="secondments.interest_withdrawn").count() == 1


def test_an_intake_with_its_days_in_disorder_is_told_so(knock):
    today = timezone.localdate()
    days = {"opens_on": 5, "closes_on": 4, "round_on": 1}
    typed = {name: (today + timedelta(days=many)).isoformat() for name, many in days.items()}

    response = knock("corps_staff").post(
        reverse("secondments:intake-new"), {"name": "Sample spring"} | typed
    )

    assert set(response.context["form"].errors) == {"closes_on", "round_on"}
