"""Skills beyond the framework's own, and who holds them."""

from datetime import date

import factory

from corps.skills.models import (
    Framework,
    FrameworkRole,
    FrameworkRoleSkill,
    Holding,
    RoleCard,
    Skill,
)


class FrameworkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Framework

    name = "Sample framework"
    version = factory.Sequence(lambda n: date.fromordinal(date(2001, 1, 1).toordinal() + n))
    source = "https://example.org/framework"
    attribution = "Sample"


class SkillFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Skill

    framework = factory.LazyFunction(lambda: Framework.objects.order_by("pk")[0])
    name = factory.Sequence(lambda n: f"Sample skill {n}")


class FrameworkRoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FrameworkRole

    framework = factory.LazyFunction(lambda: Framework.objects.order_by("pk")[0])
    family = "Sample family"
    role = factory.Sequence(lambda n: f"Sample role {n}")
    level = "Senior"


class FrameworkRoleSkillFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FrameworkRoleSkill

    role = factory.SubFactory(FrameworkRoleFactory)
    skill = factory.SubFactory(SkillFactory)
    level = 2


class RoleCardFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoleCard

    title = factory.Sequence(lambda n: f"Someone who can do sample work {n}")
    description = "Does sample work."
    framework_role = factory.SubFactory(FrameworkRoleFactory)


class HoldingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Holding

    user = factory.SubFactory("tests.factories.accounts.UserFactory")
    skill = factory.SubFactory(SkillFactory)
    level = 2
