import pytest

from corps.organisations.forms import InvitationForm, RegistrationForm
from tests.factories.organisations import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

TYPED = {"company_number": "01234567", "name": "Sample Ltd", "group_number": ""}


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"company_number": ""}, "company_number", "Enter the company number"),
        ({"company_number": "123456789"}, "company_number", "has 8 characters"),
        ({"company_number": "XX123456"}, "company_number", "No company number begins with XX"),
        ({"name": ""}, "name", "Enter the name of the company"),
        ({"group_number": "no"}, "group_number", "has 8 characters"),
        ({"group_number": "1234567"}, "group_number", "This is your own number"),
    ],
)
def test_each_wrong_answer_is_named_beside_its_field(typed, field, words):
    form = RegistrationForm(TYPED | typed)

    assert not form.is_valid()
    assert (list(form.errors), words in form.errors[field][0]) == ([field], True)


def test_a_number_comes_out_as_the_register_writes_it():
    form = RegistrationForm(TYPED | {"company_number": " sc 1234 "})

    assert (form.is_valid(), form.cleaned_data["company_number"]) == (True, "SC001234")


def test_a_head_of_the_group_that_is_here_is_found():
    head = OrganisationFactory(company_number="07654321")

    form = RegistrationForm(TYPED | {"group_number": "7654321"})

    assert form.is_valid()
    assert (form.cleaned_data["group"], form.cleaned_data["unknown_group"]) == (head, "")


def test_a_head_of_the_group_that_is_not_here_is_passed_on():
    form = RegistrationForm(TYPED | {"group_number": "7654321"})

    assert form.is_valid()
    assert (form.cleaned_data["group"], form.cleaned_data["unknown_group"]) == (None, "07654321")


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"email": ""}, {"email": ["Enter the e-mail address of your colleague"]}),
        ({"email": "bo"}, {"email": ["Enter an e-mail address like name@company.example"]}),
        ({"name": ""}, {"name": ["Enter the name of your colleague"]}),
        ({"role": ""}, {"role": ["Choose what they may do"]}),
    ],
)
def test_an_invitation_says_whom_and_as_what(typed, errors):
    whole = {"name": "Bo Sample", "email": "bo@company.example", "role": "member"}

    form = InvitationForm(whole | typed, organisation=OrganisationFactory())

    assert form.errors == errors


def test_who_acts_for_the_organisation_is_not_invited_again():
    member = MembershipFactory(user__email="bo@company.example")

    form = InvitationForm(
        {"name": "Bo Sample", "email": "BO@company.example", "role": "member"},
        organisation=member.organisation,
    )

    assert form.errors == {"email": [f"bo@company.example acts for {member.organisation} already"]}


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        (" Sample \t bakers  Ltd ", "Sample bakers Ltd"),
        ("12345678", None),
        ("--", None),
        ("", None),
    ],
)
def test_a_company_has_a_name_in_words(name, cleaned):
    form = RegistrationForm({"company_number": "01234567", "name": name})

    assert form.is_valid() == (cleaned is not None)
    assert form.cleaned_data.get("name") == cleaned
