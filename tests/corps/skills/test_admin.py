import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corps.skills.models import FrameworkRole, FrameworkRoleSkill, RoleCard
from tests.factories.accounts import UserFactory
from tests.factories.skills import FrameworkFactory, HoldingFactory, SkillFactory

pytestmark = pytest.mark.django_db


def role(n):
    """A role level of a framework of its own, with a skill and a card."""
    made = FrameworkRole.objects.create(
        framework=FrameworkFactory(), family="Sample", role=f"Sample {n}", level=f"Sample {n}"
    )
    FrameworkRoleSkill.objects.create(role=made, skill=SkillFactory(), level=2)
    RoleCard.objects.create(title=f"Sample {n}", description="-", framework_role=made)
    HoldingFactory(user__name=f"Sample {n}")


@pytest.mark.parametrize(
    "table",
    ["framework", "skill", "frameworkrole", "frameworkroleskill", "rolecard", "holding"],
)
def test_a_table_asks_as_much_for_three_rows_as_for_one(client, table):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    url, counts = reverse(f"admin:skills_{table}_changelist"), []
    client.get(url)  # warms what is cached for good

    for numbers in ([1], [2, 3]):
        for number in numbers:
            role(number)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url, {"q": "sample"})
        counts.append((response.status_code, len(queries)))

    assert counts[0] == counts[1]
