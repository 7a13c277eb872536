import pytest

from corps.skills import services
from corps.skills.models import Holding
from tests.factories.accounts import UserFactory
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db


def holdings(user):
    return {h.skill_id: (h.level, h.wanted) for h in Holding.objects.filter(user=user)}


def test_what_a_person_holds_and_wants_replaces_what_was_there():
    user, (old, held, both, wanted) = UserFactory(), SkillFactory.create_batch(4)
    services.set_holdings(user, held=[(old.pk, 1)], wanted=[])

    services.set_holdings(user, held=[(held.pk, 2), (both.pk, 3)], wanted=[both.pk, wanted.pk])

    assert holdings(user) == {
        held.pk: (2, False),
        both.pk: (3, True),
        wanted.pk: (None, True),
    }


def test_other_people_keep_what_they_hold():
    ada, bo = UserFactory.create_batch(2)
    skill = SkillFactory()
    services.set_holdings(ada, held=[(skill.pk, 4)], wanted=[])

    services.set_holdings(bo, held=[], wanted=[])

    assert holdings(ada) == {skill.pk: (4, False)}
