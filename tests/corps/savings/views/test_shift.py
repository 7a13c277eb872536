"""What moving contacts to another channel saves."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
URL = "/savings/channel-shift/"
TYPED = {
    **{"before_face": "100", "before_phone": "100", "before_web": "0"},
    **{"after_face": "50", "after_phone": "100", "after_web": "50"},
    **{"cost_face": "£7.40", "cost_phone": "2.90", "cost_web": "0.32"},
}


def test_a_shift_is_worked_out_from_what_was_typed(client):
    page = client.get(URL, TYPED)

    assert page.text.count(">£354<") == 1
    assert page.text.count("saved, if as many came as before. As many come as before.") == 1
    assert page.text.count('value="£7.40"') == 1


@pytest.mark.parametrize(
    ("after_web", "words"),
    [("300", "200 more come than before"), ("20", "80 fewer come than before")],
)
def test_a_change_of_volume_is_told_apart(client, after_web, words):
    typed = {"before_face": "100", "before_web": "100", "after_face": "100"}
    costs = {"cost_face": "7.40", "cost_web": "0.32"}

    page = client.get(URL, typed | costs | {"after_web": after_web})

    assert page.text.count(words) == 1


def test_a_dearer_mix_costs_more_than_before(client):
    page = client.get(
        URL,
        {"before_web": "100", "after_face": "100", "cost_web": "0.32", "cost_face": "7.40"},
    )

    assert page.text.count(">£708<") == 1
    assert page.text.count("more than it cost before, if as many came as before.") == 1


COUNT = "Enter a whole number of contacts, like 12000, or nothing"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"before_face": "-1"}, {"before_face": [COUNT]}),
        ({"after_web": "some"}, {"after_web": [COUNT]}),
        (
            {"after_web": "9" * 30},
            {"after_web": ["This is more contacts than there are: check the noughts"]},
        ),
        ({"cost_phone": ""}, {"cost_phone": ["Enter what one such contact costs"]}),
        ({"cost_phone": "-2"}, {"cost_phone": ["The cost of a contact cannot be less than 0"]}),
        (
            {"cost_phone": "1e9"},
            {"cost_phone": ["One contact cannot cost so much: check the point"]},
        ),
        (
            {"before_face": "", "before_phone": ""},
            {"before_face": ["Enter how many came before, by one channel at least"]},
        ),
        (
            {"after_face": "0", "after_phone": "", "after_web": "0"},
            {"after_face": ["Enter how many come now, by one channel at least"]},
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field(client, wrong, said):
    page = client.get(URL, TYPED | wrong)

    errors = page.context["form"].errors
    assert {name: list(words) for name, words in errors.items()} == said


def test_an_officer_finds_it_where_figures_are_typed(client, world):
    client.force_login(world.people["officer"])
    project = world.project("in_delivery")

    page = client.get(reverse("savings:benefit-new", args=[project.pk]))

    assert page.text.count(f'href="{URL}"') == 1
