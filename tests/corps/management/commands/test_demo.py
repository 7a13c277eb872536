"""The story that a newcomer is shown, played through the services."""

import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from corps.accounts.models import User
from corps.savings.models import Claim, Part
from councils.models import Project
from secondments.matching.models import Proposal, Round
from secondments.models import Employer, Expert, Secondment
from volunteers.models import Certificate, Contribution, Suggestion, Task

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_story_is_played_once_and_says_who_can_sign_in(client, settings):
    said = io.StringIO()

    call_command("demo", stdout=said)
    call_command("demo", once=True)

    assert Project.objects.exclude(source_note="").count() == 6
    assert set(Project.objects.values_list("is_sample", flat=True)) == {True}
    assert (Employer.objects.count(), Expert.objects.count()) == (12, 200)
    assert Round.objects.filter(stage="solved").count() == 3
    assert Proposal.objects.filter(stage="declined").count() == 1
    stages = set(Secondment.objects.values_list("stage", flat=True))
    assert stages == {"active", "planned", "ended_early"}
    assert Task.objects.filter(stage="open").count() == 4
    assert dict(Contribution.objects.values_list("stage").annotate(Count("pk"))) == {
        "accepted": 2,
        "submitted": 1,
        "in_progress": 1,
    }
    assert [one.hours for one in Certificate.objects.all()] == [Decimal("0.75")]
    assert sorted(one.stage for one in Suggestion.objects.all()) == [
        "received",
        "received",
        "taken_up",
    ]
    assert list(Part.objects.values_list("verdict", "amount_gbp", "cost_centre")) == [
        ("verified", 38_000, "PL-104"),
        ("filed", 51_000, ""),
        ("rejected", 7_000, ""),
    ]
    assert Claim.objects.waiting().get().amount_gbp == 12_400
    with pytest.raises(CommandError, match="played here before"):
        call_command("demo")
    words = said.getvalue()
    password = words.split("password ")[1].split()[0]
    able = [user for user in User.objects.all() if user.has_usable_password()]
    assert len(able) == 7
    assert {user.check_password(password) for user in able} == {True}
    assert [words.count(user.email) for user in able] == [1] * 7
