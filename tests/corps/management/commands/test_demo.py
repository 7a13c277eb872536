"""The story that a newcomer is shown, played through the services."""

import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from corps.accounts.models import User
from corps.notifications.models import Event
from corps.savings.models import Benefit, Claim, Part
from councils.models import Project
from secondments.matching.models import Proposal, Round
from secondments.models import Employer, Expert, Intake, Pledge, Secondment
from volunteers.consensus.models import Answer, Conversation, Programme
from volunteers.models import Certificate, Contribution, Suggestion, Task

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def people_asked_and_something_changed():
    """Three groups agreed on one thing; Lambeth adopted it, and the resident hears of it."""
    asked = Conversation.objects.get(stage="closed")
    said = asked.map.published
    best = said["statements"][[one["number"] for one in said["statements"]].index(1)]
    assert (said["voters"], len(said["groups"])) == (1840, 3)
    assert said["consensus"][0] == {"number": 1, "direction": 1}
    assert best["text"] == "Tell me what's missing before I pay."
    assert min(shares["agree"] for shares in best["groups"].values()) > 80
    adopted = Answer.objects.get(statement__conversation=asked, statement__number=1)
    assert (adopted.verdict, adopted.deeds.count()) == ("adopted", 2)
    assert asked.frozen.count() == 2
    resident = User.objects.get(email="resident@example.org")
    changed = resident.notifications.get(event__kind="consensus.saving_verified").event
    assert changed.subject == "You asked; this changed."
    assert "41% before, 23% now." in changed.text
    assert Programme.objects.get().versions.count() == 2
    assert Conversation.objects.get(stage="open").statements.count() == 6


def southwark_stands_behind_what_is_like_its_own():
    """Lambeth was shown Southwark's request before it sent its own, and they co-sponsor."""
    project = Project.objects.get(title="Reducing invalid planning applications")
    assert [(one.council.name, one.stage, one.invited) for one in project.sponsorships.all()] == [
        ("Southwark", "accepted", True)
    ]
    shown = Event.objects.about(project).get(kind="councils.similar_passed")
    assert shown.text.startswith("Southwark: Back office planning application systems")


def the_code_was_adopted_and_counted_once():
    """Southwark uses Lambeth's form; it has a maintainer and is in use; developed once."""
    project = Project.objects.get(stage="completed")
    home = project.completion
    assert (home.maintainer, home.signed_by == home.completed_by) == ("Sample maintainer", False)
    assert [reuse.council.name for reuse in project.reuses.all()] == ["Southwark"]
    assert [(check.months, check.answer) for check in project.use_checks.all()] == [(6, "yes")]
    counted = Benefit.objects.filter(product="planning-form", is_development=True)
    assert [benefit.project for benefit in counted] == [project]
    assert counted.get().reused_by.get().project.council.name == "Southwark"


def test_the_story_is_played_once_and_says_who_can_sign_in(client, settings):
    said = io.StringIO()

    call_command("demo", stdout=said)
    call_command("demo", once=True)

    assert Project.objects.exclude(source_note="").count() == 6
    assert set(Project.objects.values_list("is_sample", flat=True)) == {True}
    assert (Employer.objects.count(), Expert.objects.count()) == (12, 200)
    assert Round.objects.filter(stage="solved").count() == 3
    assert [(one.people, one.named) for one in Pledge.objects.all()] == [(2, 1)]
    assert Intake.objects.filter(is_sample=True, round_begun_at=None).count() == 1
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
    people_asked_and_something_changed()
    southwark_stands_behind_what_is_like_its_own()
    the_code_was_adopted_and_counted_once()
    with pytest.raises(CommandError, match="played here before"):
        call_command("demo")
    words = said.getvalue()
    password = words.split("password ")[1].split()[0]
    able = [user for user in User.objects.all() if user.has_usable_password()]
    assert len(able) == 8
    assert {user.check_password(password) for user in able} == {True}
    assert [words.count(user.email) for user in able] == [1] * 8
