from datetime import date

import pytest

from corps.skills.models import RoleCard, Skill
from corps.skills.queries import named_skills_of_role
from councils.models import Project
from secondments.forms import ExpertForm, PreferencesForm, ReasonForm, SkillsForm
from tests.factories.accounts import UserFactory
from tests.factories.councils import RoleFactory
from tests.factories.secondments import ExpertFactory
from tests.factories.skills import HoldingFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({}, {}),
        ({"headline": "Developer"}, {}),
        ({"headline": "x" * 121}, {"headline": "at most 120 characters"}),
        ({"available_from": "soon"}, {"available_from": "Enter a date, like 3 March 2027"}),
        (
            {"available_from": "2027-03-03", "available_until": "2027-03-03"},
            {"available_until": "Choose a last day that comes after the first"},
        ),
        ({"days_a_week": "some"}, {"days_a_week": "must be a number, like 3 or 2.5"}),
        ({"days_a_week": "6"}, {"days_a_week": "at most 5 working days"}),
        ({"days_a_week": "0"}, {"days_a_week": "at least half a day a week"}),
        ({"days_a_week": "2.3"}, {"days_a_week": "Give half days as .5"}),
        ({"days_a_week": "2.25"}, {"days_a_week": "Give half days as .5"}),
        ({"days_a_week": "250"}, {"days_a_week": "at most 5 working days"}),
        ({"clearance": ""}, {"clearance": "Choose “None”"}),
        ({"clearance": "top"}, {"clearance": "Choose one of these"}),
    ],
)
def test_a_profile_may_have_gaps_but_nothing_wrong(typed, errors):
    form = ExpertForm({"clearance": "none"} | typed, instance=ExpertFactory())

    found = {field: said[0] for field, said in form.errors.items()}

    assert list(found) == list(errors)
    assert [words in found[field] for field, words in errors.items()] == [True] * len(errors)


def test_a_date_may_be_written_in_words():
    form = ExpertForm(
        {"clearance": "none", "available_from": "3 March 2027"}, instance=ExpertFactory()
    )

    assert form.is_valid()
    assert form.cleaned_data["available_from"] == date(2027, 3, 3)


@pytest.mark.parametrize(
    ("reason", "error"),
    [("", "Give a reason"), ("   ", "Give a reason"), ("x" * 1001, "at most 1000 characters")],
)
def test_a_reason_is_given_and_is_short(reason, error):
    form = ReasonForm({"reason": reason})

    assert error in form.errors["reason"][0]


def rows(*given):
    return {
        f"skills-{part}-{number}": cell
        for number, row in enumerate(given)
        for part, cell in zip(("skill", "level", "kind"), row, strict=True)
    }


def test_what_is_wanted_at_a_level_is_held_too():
    held, wanted, both = Skill.objects.all()[:3]
    form = SkillsForm(
        rows((held.name, "3", "held"), (wanted.name, "", "wanted"), (both.name, "1", "wanted")),
        user=UserFactory(),
    )

    assert form.is_valid()
    assert form.held_and_wanted() == {
        "held": [(held.pk, 3), (both.pk, 1)],
        "wanted": [wanted.pk, both.pk],
    }


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("Juggling", "3", "held"), "“Juggling” is not in the framework"),
        (("Accessibility", "", "held"), "Choose a level for “Accessibility”"),
    ],
)
def test_a_wrong_row_is_named_and_stays_typed(row, words):
    form = SkillsForm(rows(row), user=UserFactory())

    assert words in form.errors["skills"][0]
    assert f'value="{row[0]}"' in str(form["skills"])


def test_what_is_held_stands_in_the_form():
    holding = HoldingFactory(skill=Skill.objects.get(name="Accessibility"), level=2)

    form = SkillsForm(user=holding.user)

    assert form["skills"].value() == [("Accessibility", 2, "held")]


@pytest.mark.parametrize("by", ["card", "role"])
def test_a_role_adds_its_skills_behind_what_was_typed(by):
    card = RoleCard.objects.first()
    asked = named_skills_of_role(card.framework_role)
    first, _least = asked[0]
    typed = (first.upper(), "4", "held")
    chosen = {"card": card.pk} if by == "card" else {"role": card.framework_role_id}
    form = SkillsForm(rows(typed) | chosen, user=UserFactory())
    form.is_valid()

    role = form.proposal()

    assert role == card.framework_role
    assert form.rows_with(role) == [typed, *((name, level, "held") for name, level in asked[1:])]


def open_roles(count):
    return RoleFactory.create_batch(count, project__stage=Project.Stage.OPEN)


def after(roles, **step):
    form = PreferencesForm({name: role.pk for name, role in step.items()}, roles=roles)
    assert form.is_valid(), form.errors
    return form.roles_after()


def test_a_step_adds_raises_or_takes_away_one_role():
    a, b, c = open_roles(3)

    steps = [
        after([a, b], add=c),
        after([a, b], add=b),
        after([a, b, c], up=c),
        after([a, b, c], up=a),
        after([a, b, c], remove=b),
        after([a, b]),
    ]

    assert steps == [[a, b, c], [a, b], [a, c, b], [a, b, c], [a, c], [a, b]]


def test_a_list_stays_short():
    *five, sixth = open_roles(6)

    form = PreferencesForm({"add": sixth.pk}, roles=five)

    assert form.errors == {"add": ["List at most 5 roles: take one away first"]}


def test_a_role_that_is_not_open_is_not_added():
    form = PreferencesForm({"add": RoleFactory().pk}, roles=[])

    assert form.errors == {"add": ["This role is not in the list any more."]}
