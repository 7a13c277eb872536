"""Many rows go straight from the database into arrays, and back."""

import numpy as np
import pytest
from django.db import IntegrityError, transaction

from corps.skills.models import Holding
from councils.models import Council, Need
from secondments.matching.models import Reserve, Shortfall
from secondments.matching.services.columns import insert, numbers, positions
from tests.factories.matching import RoundFactory

pytestmark = pytest.mark.django_db


def test_rows_become_whole_numbers_yes_and_no_among_them_and_nothing_0(world):
    user = world.people["expert"]
    Holding.objects.filter(user=user).delete()
    Holding.objects.create(user=user, skill=world.skill, level=None, wanted=True)

    found = numbers(Holding.objects.filter(user=user), "user", "skill", "level", "wanted")

    assert found.tolist() == [[user.pk, world.skill.pk, 0, 1]]


def test_numbers_follow_foreign_keys_filters_and_order(world):
    role = world.role("open")

    found = numbers(
        Need.objects.filter(role__title=role.title, role=role).order_by("-pk"),
        "role__project__council",
    )

    assert found.tolist() == [[role.project.council_id]] * role.needs.count()


def test_the_rows_of_nothing_are_no_rows(world):
    assert numbers(Need.objects.filter(role__in=[]), "role", "skill").shape == (0, 2)
    assert numbers(Need.objects.filter(role=-1), "role", "skill").shape == (0, 2)


def test_keys_are_found_wherever_they_stand():
    keys = np.array([7, 3, 9])

    assert positions(keys, np.array([9, 7, 4, 10, 3])).tolist() == [2, 0, -1, -1, 1]
    assert positions(keys[:0], np.array([1, 2])).tolist() == [-1, -1]


def test_rows_are_inserted_in_order_with_defaults_and_their_keys_returned(world):
    found, expert = RoundFactory(), world.people["expert"].expert
    roles = [world.role("open"), world.role("draft")]
    rows = [
        (found.pk, role.pk, expert.pk, 1, 100 + at, {"place": at, "words": 'a\tb\\n"c"\n'})
        for at, role in enumerate(roles)
    ]

    keys = insert(Reserve, ("round_id", "role_id", "expert_id", "order", "fit", "terms"), rows)

    made = [Reserve.objects.get(pk=key) for key in keys]
    assert [(row.role, row.fit, row.terms["place"]) for row in made] == [
        (roles[0], 100, 0),
        (roles[1], 101, 1),
    ]
    assert made[0].terms["words"] == 'a\tb\\n"c"\n'


def test_fields_that_are_not_named_get_their_default(world):
    names = ("round_id", "role_id", "places", "removed", "eligible")
    row = (RoundFactory().pk, world.role("open").pk, 1, [["skills", 2]], 0)

    insert(Shortfall, names, [row])

    assert Shortfall.objects.get().near_misses == Shortfall().near_misses == 0


def test_what_the_database_forbids_is_not_inserted(world):
    row = (RoundFactory().pk, world.role("open").pk, 0, [], 0)

    with pytest.raises(IntegrityError, match="shortfall_has_places"), transaction.atomic():
        insert(Shortfall, ("round_id", "role_id", "places", "removed", "eligible"), [row])


def test_nothing_to_insert_is_no_key(world):
    assert insert(Council, ("name",), []) == []
