"""What volunteers and charities say of themselves."""

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory
from tests.factories.skills import SkillFactory
from tests.factories.volunteers import ReadyVolunteerFactory, VolunteerFactory
from volunteers.forms import BeginForm, CharityForm, ProfileForm, SkillsForm

pytestmark = pytest.mark.django_db
BEGUN = {"name": "Ada", "kind": "citizen", "age": "18", "licence": "on"}
CHARITY = {
    "name": "Sample aid",
    "charity_number": "1234567",
    "company_number": "01234567",
    "purpose": "Helps.",
}


def test_the_first_step_asks_four_things():
    form = BeginForm(BEGUN, user=UserFactory())

    assert form.is_valid()
    assert form.values() == {"name": "Ada", "kind": "citizen", "age": 18}


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"age": "0"}, "age", "Tasks are for people of 16 or over."),
        ({"age": "15"}, "age", "Select a valid choice"),
        ({"age": ""}, "age", "Say how old you are"),
        ({"licence": ""}, "licence", "Agree to the licence"),
        ({"name": " "}, "name", "Enter the name"),
    ],
)
def test_an_answer_that_will_not_do_says_why(data, field, words):
    form = BeginForm(BEGUN | data, user=UserFactory())

    assert list(form.errors) == [field]
    assert form.errors[field][0].startswith(words)


def test_who_agreed_is_not_asked_again():
    volunteer = ReadyVolunteerFactory(age_confirmed=None)

    form = BeginForm(user=volunteer.user, volunteer=volunteer)

    assert "licence" not in form.fields


@pytest.mark.parametrize("hours", ["0", "-1", "41", "many", "1.25"])
def test_hours_a_week_are_some_of_the_week(hours):
    form = ProfileForm({"kind": "citizen", "hours_a_week": hours}, instance=VolunteerFactory())

    assert form.errors == {"hours_a_week": ["Enter hours a week from 0.5 to 40, like 3 or 2.5"]}


def test_interests_are_tidied():
    form = ProfileForm(
        {"kind": "citizen", "interests": " maps ,, plain  English,"}, instance=VolunteerFactory()
    )

    assert form.is_valid()
    assert form.cleaned_data["interests"] == "maps, plain English"


def test_time_is_given_for_a_body_that_one_acts_for():
    volunteer = VolunteerFactory()

    alone = ProfileForm(instance=volunteer)
    body = MembershipFactory(user=volunteer.user).organisation
    with_body = ProfileForm(instance=volunteer)

    assert "organisation" not in alone.fields
    assert list(with_body.fields["organisation"].queryset) == [body]


def test_a_skill_is_held_at_a_level_or_wanted():
    held, wanted = SkillFactory(), SkillFactory()
    rows = {
        "skills-skill-0": held.name,
        "skills-level-0": "3",
        "skills-kind-0": "held",
        "skills-skill-1": wanted.name,
        "skills-level-1": "",
        "skills-kind-1": "wanted",
    }

    form = SkillsForm(rows, user=UserFactory())

    assert form.is_valid()
    assert form.held_and_wanted() == {"held": [(held.pk, 3)], "wanted": [wanted.pk]}


@pytest.mark.parametrize(("typed", "kept"), [("123 4567", "1234567"), ("sc-012345", "SC012345")])
def test_a_charity_number_is_read_as_people_write_it(typed, kept):
    form = CharityForm(CHARITY | {"charity_number": typed})

    assert form.is_valid()
    assert form.cleaned_data["charity_number"] == kept


@pytest.mark.parametrize(
    "typed", ["12", "ABC", "12345678", "0123456", "SC1234567", "NIC12", "12345a", "-123456/1"]
)
def test_a_charity_number_that_is_none_is_refused(typed):
    form = CharityForm(CHARITY | {"charity_number": typed})

    assert list(form.errors) == ["charity_number"]


@pytest.mark.parametrize(("typed", "kept"), [("", ""), ("ce 1234", "CE001234")])
def test_a_charity_need_not_be_a_company(typed, kept):
    form = CharityForm(CHARITY | {"company_number": typed})

    assert form.is_valid()
    assert form.cleaned_data["company_number"] == kept


def test_a_company_number_that_is_given_is_one():
    form = CharityForm(CHARITY | {"company_number": "XX123456"})

    assert list(form.errors) == ["company_number"]
