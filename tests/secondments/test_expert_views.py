import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from corps.skills.models import RoleCard, Skill
from councils.models import Project
from secondments import services
from secondments.models import Expert
from tests.factories.accounts import UserFactory
from tests.factories.councils import RoleFactory
from tests.factories.organisations import MembershipFactory
from tests.factories.secondments import (
    AvailableExpertFactory,
    EmployerFactory,
    ExpertFactory,
    PreferenceFactory,
)
from tests.factories.skills import HoldingFactory

pytestmark = pytest.mark.django_db


def page(name, *rows):
    return reverse(f"secondments:{name}", args=[row.pk for row in rows])


def step_of(expert, step):
    return reverse("secondments:expert-step", args=[expert.pk, step])


def boss_of(employer, **fields):
    return MembershipFactory(organisation=employer.organisation, **fields).user


def said(response):
    """The last message of the page that was redirected to."""
    return str(list(get_messages(response.wsgi_request))[-1])


def test_an_employer_is_searched_for_and_chosen(client):
    employer = EmployerFactory(organisation__name="Sample bakers")
    client.force_login(UserFactory())
    search = page("expert-new") + "?q=baker"

    found = client.get(search)
    response = client.post(search, {"employer": employer.pk})

    assert "Sample bakers, company number" in found.text
    assert response.url == step_of(Expert.objects.get(), "work")


def test_who_finds_no_employer_is_given_the_link_to_send(client):
    client.force_login(UserFactory())

    response = client.get(page("expert-new") + "?q=butcher")

    assert "No employer here is called “butcher”" in response.text
    assert f"http://testserver{page('employer-new')}" in response.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"employer": ""}, "Choose your employer"),
        ({"employer": 0}, "Search again, and choose your employer"),
    ],
)
def test_who_chooses_no_employer_is_asked_again(client, typed, words):
    EmployerFactory(organisation__name="Sample bakers")
    client.force_login(UserFactory())

    response = client.post(page("expert-new") + "?q=baker", typed)

    assert response.context["form"].errors == {"employer": [words]}


def test_a_draft_is_kept_with_its_gaps_and_says_what_is_missing(client):
    expert = ExpertFactory()
    client.force_login(expert.user)

    response = client.post(
        step_of(expert, "work"), {"headline": "Sample developer", "leave": "yes"}, follow=True
    )

    assert response.context["missing"] == [
        "available from",
        "available until",
        "days a week",
        "a borough you would work in, or that you would work remotely",
        "at least one skill you hold",
    ]


def test_somebody_on_offer_who_unsays_a_thing_is_told_and_loses_nothing_typed(client):
    expert = AvailableExpertFactory()
    HoldingFactory(user=expert.user)
    client.force_login(expert.user)

    response = client.post(step_of(expert, "when"), {"available_from": "2027-03-03"})

    assert response.context["form"].non_field_errors()[0].startswith("To be on offer, say first:")
    assert 'value="2027-03-03"' in response.text


def test_skills_are_kept(client):
    expert, skill = ExpertFactory(), Skill.objects.get(name="Accessibility")
    client.force_login(expert.user)

    response = client.post(
        page("expert-skills", expert),
        {"skills-skill-0": "accessibility", "skills-level-0": "3", "skills-kind-0": "held"},
    )

    assert response.url == step_of(expert, "when")
    assert [(h.skill, h.level) for h in expert.user.holdings.all()] == [(skill, 3)]


def test_a_role_proposes_its_skills_and_keeps_what_was_typed(client):
    expert, card = ExpertFactory(), RoleCard.objects.first()
    client.force_login(expert.user)

    response = client.post(
        page("expert-skills", expert),
        {"card": card.pk, "propose": "yes", "skills-skill-0": "Half a skil"},
    )

    names = [row[0] for row in response.context["form"]["skills"].value()]
    asked = card.framework_role.role_skills.values_list("skill__name", flat=True)
    assert names == ["Half a skil", *asked]
    assert not expert.user.holdings.exists()


def test_who_asks_for_a_proposal_without_a_role_is_told_to_choose_one(client):
    expert = ExpertFactory()
    client.force_login(expert.user)

    response = client.post(page("expert-skills", expert), {"propose": "yes"})

    assert response.context["form"].errors == {"card": ["Choose a role in one of the two lists"]}


def test_who_is_on_offer_keeps_at_least_one_skill(client):
    expert = AvailableExpertFactory()
    HoldingFactory(user=expert.user)
    client.force_login(expert.user)

    response = client.post(page("expert-skills", expert), {"skills-skill-0": ""})

    assert "at least one skill you hold" in response.context["form"].errors["skills"][0]


def test_roles_are_added_to_the_list_and_raised(client):
    expert = ExpertFactory()
    first, second = RoleFactory.create_batch(2, project__stage=Project.Stage.OPEN)
    client.force_login(expert.user)
    url = page("expert-preferences", expert) + "?q=Sample"

    for step in ({"add": first.pk}, {"add": second.pk}, {"up": second.pk}):
        assert client.post(url, step).url == url

    assert [p.role for p in expert.preferences.all()] == [second, first]


def test_a_role_that_closed_meanwhile_is_not_added(client):
    expert, role = ExpertFactory(), RoleFactory(project__stage=Project.Stage.STAFFED)
    client.force_login(expert.user)

    response = client.post(page("expert-preferences", expert), {"add": role.pk})

    assert said(response) == "This role is not in the list any more."


@pytest.mark.parametrize(
    ("stage", "words"), [("draft", "Choose another employer"), ("paused", "write to us")]
)
def test_who_belongs_to_an_employer_that_was_refused_is_told(client, stage, words):
    expert = AvailableExpertFactory(stage=stage, employer__organisation__stage="refused")
    client.force_login(expert.user)

    text = client.get(page("expert", expert)).text

    assert ("may not take part" in text, words in text) == (True, True)


def test_an_offer_with_gaps_says_what_is_missing(client):
    expert = ExpertFactory()
    client.force_login(expert.user)

    response = client.post(page("expert-offer", expert))

    assert said(response).startswith("To be on offer, say first: what you do")


def test_two_colleagues_who_consent_at_once_are_no_error(client):
    expert = AvailableExpertFactory(employer__organisation__stage="verified")
    services.consent(expert, by=boss_of(expert.employer))
    client.force_login(boss_of(expert.employer))

    response = client.post(page("expert-consent", expert))

    assert said(response) == "Somebody moved this first. Here is how it stands now."


def test_nobody_consents_for_themselves(client):
    expert = AvailableExpertFactory(employer__organisation__stage="verified")
    boss_of(expert.employer, user=expert.user)
    client.force_login(expert.user)

    response = client.post(page("expert-consent", expert))

    expert.refresh_from_db()
    assert (response.status_code, expert.consent_at) == (403, None)


def test_what_an_expert_would_like_is_not_shown_to_the_employer(client):
    preference = PreferenceFactory(expert=AvailableExpertFactory(), role__title="Sample gardener")
    seen = []

    for user in (preference.expert.user, boss_of(preference.expert.employer)):
        client.force_login(user)
        seen.append("Sample gardener" in client.get(page("expert", preference.expert)).text)

    assert seen == [True, False]


def test_a_profile_is_said_step_by_step_and_each_is_kept(client):
    expert = ExpertFactory()
    client.force_login(expert.user)
    said = {
        "work": {"headline": "Sample   developer"},
        "when": {
            "available_from": "2027-03-01",
            "available_until": "2027-12-31",
            "days_a_week": "2.5",
        },
        "where": {"remote": "on"},
        "clearance": {"clearance": "bpss"},
    }

    led = [client.post(step_of(expert, step), typed).url for step, typed in said.items()]
    check = client.get(step_of(expert, "check"))

    after = ("skills", "where", "clearance", "check")
    assert led == [step_of(expert, step) for step in after]
    expert.refresh_from_db()
    assert (expert.headline, expert.days_a_week, expert.clearance) == (
        "Sample developer",
        2.5,
        "bpss",
    )
    assert [(one.name, bool(one.gaps)) for one in check.context["steps"]][:2] == [
        ("work", False),
        ("skills", True),
    ]
    assert client.get(page("expert-edit", expert)).url == step_of(expert, "skills")


def test_a_role_raises_a_lower_level_and_never_lowers_a_higher_one(client):
    expert, card = ExpertFactory(), RoleCard.objects.first()
    asked = list(card.framework_role.role_skills.order_by("skill__name")[:2])
    client.force_login(expert.user)
    typed = {
        "skills-skill-0": asked[0].skill.name,
        "skills-level-0": "1",
        "skills-kind-0": "held",
        "skills-skill-1": asked[1].skill.name,
        "skills-level-1": "4",
        "skills-kind-1": "held",
    }

    response = client.post(
        page("expert-skills", expert), typed | {"card": card.pk, "propose": "yes"}
    )

    rows = response.context["form"]["skills"].value()
    assert [int(level) for _name, level, _kind in rows[:2]] == [asked[0].level, 4]


def test_a_role_is_put_first_from_the_page_of_its_project_and_leads_back_there(client):
    expert = ExpertFactory()
    opened = {"project__stage": Project.Stage.OPEN, "project__opened_at": timezone.now()}
    first, second = RoleFactory.create_batch(2, **opened)
    PreferenceFactory(expert=expert, role=first)
    client.force_login(expert.user)
    project = second.project.get_absolute_url()
    url = page("expert-preferences", expert)

    shown = client.get(project)
    there = client.post(url, {"first": second.pk, "next": project})
    elsewhere = client.post(url, {"down": second.pk, "next": "https://elsewhere.example/"})

    assert f'value="{second.pk}"' in shown.text
    assert (there.url, elsewhere.url) == (project, url)
    assert [p.role for p in expert.preferences.all()] == [first, second]
