from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from corps.skills.models import Framework, FrameworkRole, FrameworkRoleSkill, Level, RoleCard, Skill

pytestmark = pytest.mark.django_db

migration = import_module("corps.skills.migrations.0002_load_the_framework")


def counts():
    return {
        model.__name__: model.objects.count()
        for model in (Framework, Skill, FrameworkRole, FrameworkRoleSkill, RoleCard)
    }


def asked_of(level):
    return dict(
        FrameworkRoleSkill.objects.filter(role__level=level).values_list("skill__name", "level")
    )


def test_the_whole_framework_is_there_and_nothing_that_is_not_in_use():
    framework = Framework.objects.get()

    assert framework.name == "Government Digital and Data Profession Capability Framework"
    assert framework.version == date(2026, 4, 23)
    assert framework.attribution == (
        "Contains public sector information licensed under the Open Government Licence v3.0."
    )
    assert counts() == {
        "Framework": 1,
        "Skill": 188,
        "FrameworkRole": 201,
        "FrameworkRoleSkill": 1781,
        "RoleCard": 12,
    }
    assert FrameworkRole.objects.values("role").distinct().count() == 48
    assert FrameworkRole.objects.values("level").distinct().count() == 201
    assert Skill.objects.filter(role_skills__isnull=False).distinct().count() == 166
    assert not FrameworkRole.objects.filter(level__icontains="not in use").exists()


def test_names_are_tidy():
    names = [
        *Skill.objects.values_list("name", flat=True),
        *FrameworkRole.objects.values_list("role", flat=True),
        *FrameworkRole.objects.values_list("level", flat=True),
    ]

    assert [name for name in names if name != " ".join(name.split())] == []


def test_every_level_of_skill_is_asked_for_as_often_as_published():
    levels = list(FrameworkRoleSkill.objects.values_list("level", flat=True))

    assert {level: levels.count(level) for level in Level} == {
        Level.AWARENESS: 351,
        Level.WORKING: 510,
        Level.PRACTITIONER: 545,
        Level.EXPERT: 375,
    }


def test_a_role_asks_for_its_own_skills():
    assert asked_of("Content designer") == {
        "Agile working (content design)": Level.PRACTITIONER,
        "Content concepts and prototyping": Level.WORKING,
        "Stakeholder relationship management (content design)": Level.WORKING,
        "Strategic thinking (content design)": Level.PRACTITIONER,
        "User focus (content design)": Level.WORKING,
        "User-centred content design": Level.WORKING,
    }


def test_every_role_and_so_every_card_proposes_skills():
    cards = RoleCard.objects.select_related("framework_role")

    assert not FrameworkRole.objects.filter(role_skills__isnull=True).exists()
    assert [(card.order, card.title, card.framework_role.level) for card in cards][:2] == [
        (1, "Someone who can redesign a form", "Interaction designer"),
        (2, "Someone who can put it in plain words", "Content designer"),
    ]
    assert len({card.framework_role for card in cards}) == 12
    assert {card.title.partition(" can ")[0] for card in cards} == {"Someone who"}
    assert {card.description[-1] for card in cards} == {"."}


def test_it_can_be_taken_out_and_put_back():
    loaded = counts()

    migration.unload(apps, None)
    emptied = counts()
    migration.load(apps, None)

    assert set(emptied.values()) == {0}
    assert counts() == loaded
