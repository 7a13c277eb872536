"""The capability framework as published in April 2026: names and levels, and our role cards."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).parent / "data"
LEVELS = {"Awareness": 1, "Working": 2, "Practitioner": 3, "Expert": 4}


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load(apps, schema_editor):
    Framework = apps.get_model("skills", "Framework")
    Skill = apps.get_model("skills", "Skill")
    FrameworkRole = apps.get_model("skills", "FrameworkRole")
    FrameworkRoleSkill = apps.get_model("skills", "FrameworkRoleSkill")
    RoleCard = apps.get_model("skills", "RoleCard")

    framework = Framework.objects.create(**rows("framework.csv")[0])
    skills = Skill.objects.bulk_create(
        Skill(framework=framework, name=row["skill"]) for row in rows("skills.csv")
    )
    roles = FrameworkRole.objects.bulk_create(
        FrameworkRole(
            framework=framework, family=row["family"], role=row["role"], level=row["role_level"]
        )
        for row in rows("role_levels.csv")
    )
    skill_named = {skill.name: skill for skill in skills}
    role_named = {role.level: role for role in roles}
    FrameworkRoleSkill.objects.bulk_create(
        FrameworkRoleSkill(
            role=role_named[row["role_level"]],
            skill=skill_named[row["skill"]],
            level=LEVELS[row["level"]],
        )
        for row in rows("role_skills.csv")
    )
    RoleCard.objects.bulk_create(
        RoleCard(
            title=row["title"],
            description=row["description"],
            framework_role=role_named[row["role_level"]],
            order=order,
        )
        for order, row in enumerate(rows("cards.csv"), start=1)
    )


def unload(apps, schema_editor):
    Framework = apps.get_model("skills", "Framework")
    Skill = apps.get_model("skills", "Skill")
    FrameworkRole = apps.get_model("skills", "FrameworkRole")
    RoleCard = apps.get_model("skills", "RoleCard")

    (loaded,) = rows("framework.csv")
    framework = Framework.objects.get(name=loaded["name"], version=loaded["version"])
    RoleCard.objects.filter(framework_role__framework=framework).delete()
    FrameworkRole.objects.filter(framework=framework).delete()
    Skill.objects.filter(framework=framework).delete()
    framework.delete()


class Migration(migrations.Migration):
    dependencies = [("skills", "0001_initial")]

    operations = [migrations.RunPython(load, unload)]
