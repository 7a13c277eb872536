from datetime import date

import pytest

from corps.skills import queries
from corps.skills.models import FrameworkRole, Skill
from tests.factories.accounts import UserFactory
from tests.factories.skills import FrameworkFactory, HoldingFactory

pytestmark = pytest.mark.django_db


def test_the_newest_version_of_the_framework_is_in_use():
    newer = FrameworkFactory(version=date(2099, 1, 1))
    skill = Skill.objects.create(framework=newer, name="Sample skill")

    assert (queries.newest_framework(), queries.skill_choices()) == (
        newer,
        [(skill.pk, "Sample skill")],
    )


def test_role_levels_are_grouped_by_their_role():
    newer = FrameworkFactory(version=date(2099, 1, 1))
    ids = [
        FrameworkRole.objects.create(framework=newer, family="F", role=role, level=level).pk
        for role, level in (("Baker", "Baker"), ("Baker", "Head baker"), ("Cook", "Cook"))
    ]

    assert queries.framework_role_choices() == [
        ("Baker", [(ids[0], "Baker"), (ids[1], "Head baker")]),
        ("Cook", [(ids[2], "Cook")]),
    ]


def test_every_role_card_proposes_skills():
    proposed = {
        card.title: len(queries.skills_of_role(card.framework_role))
        for card in queries.role_cards()
    }

    assert (len(proposed) > 0, [t for t, count in proposed.items() if not count]) == (True, [])


def test_holdings_come_with_the_names_of_their_skills(django_assert_num_queries):
    user = UserFactory()
    HoldingFactory.create_batch(3, user=user)

    with django_assert_num_queries(1):
        names = [str(holding.skill) for holding in queries.holdings_of(user)]

    assert len(names) == 3
