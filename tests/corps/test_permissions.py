"""Who may open which door of the API: everybody, to what is public."""

from corps.savings.models import Published
from tests.factories.consensus import (
    FEW,
    ConversationFactory,
    OpenConversationFactory,
    OpinionMapFactory,
    ReplyFactory,
    StatementFactory,
    VersionFactory,
)
from tests.factories.savings import BenefitFactory, ToldBenefitFactory
from tests.factories.secondments import IntakeFactory, PledgeSkillFactory
from tests.factories.volunteers import OpenTaskFactory
from tests.matrix import Row, check, each


def project(stage):
    return lambda world: [world.project(stage).pk]


def role(stage):
    return lambda world: [world.role(stage).pk]


def task(_world):
    return [OpenTaskFactory().pk]


def benefit(_world):
    return [ToldBenefitFactory().pk]


def draft_benefit(world):
    return [BenefitFactory(project=world.project("open"), author=world.people["officer"]).pk]


def report(_world):
    return [Published.objects.values_list("pk", flat=True)[0]]


def conversation(stage):
    """One at a stage."""
    make = ConversationFactory if stage == "proposal" else OpenConversationFactory
    return lambda _world: [make().pk]


def statement(stage):
    """One at a stage."""
    return lambda _world: [StatementFactory(stage=stage).pk]


def result(_world):
    """The number of a conversation whose result is published."""
    return [OpinionMapFactory(published=FEW).pk]


def pledged_skill(_world):
    """The id of a skill that somebody has pledged."""
    return [PledgeSkillFactory().skill_id]


ROWS = [
    Row("api:page", everyone=200),
    Row("api:schema", everyone=200),
    Row("api:nowhere", args=lambda _world: ["nowhere"], everyone=404),
    Row("api:council-list", everyone=200),
    Row("api:council-list", method="POST", everyone=405),
    Row("api:council-detail", args=lambda world: [world.council.slug], everyone=200),
    Row("api:project-list", everyone=200),
    Row("api:project-list", method="POST", everyone=401),  # a session is no token
    Row("api:project-detail", "open", args=project("open"), everyone=200),
    Row("api:project-detail", "open", method="POST", args=project("open"), everyone=405),
    Row("api:project-detail", "draft", args=project("draft"), everyone=404),
    Row("api:role-list", everyone=200),
    Row("api:role-detail", "open", args=role("open"), everyone=200),
    Row("api:role-detail", "draft", args=role("draft"), everyone=404),
    Row("api:pledge-list", everyone=200),
    Row("api:pledge-detail", args=pledged_skill, everyone=200),
    Row("api:intake-list", everyone=200),
    Row("api:intake-detail", args=lambda _world: [IntakeFactory().pk], everyone=200),
    Row("api:task-list", everyone=200),
    Row("api:task-detail", "open", args=task, everyone=200),
    Row("api:result-list", everyone=200),
    Row("api:result-detail", args=result, everyone=200),
    Row("api:conversation-list", everyone=200),
    Row("api:conversation-detail", "open", args=conversation("open"), everyone=200),
    Row("api:conversation-detail", "proposal", args=conversation("proposal"), everyone=404),
    Row("api:statement-list", everyone=200),
    Row("api:statement-detail", "shown", args=statement("shown"), everyone=200),
    Row("api:statement-detail", "held", args=statement("held"), everyone=404),
    Row("api:reply-list", everyone=200),
    Row("api:reply-detail", args=lambda _world: [ReplyFactory().pk], everyone=200),
    Row("api:programme-list", everyone=200),
    Row(
        "api:programme-detail",
        args=lambda _world: [VersionFactory().programme.slug],
        everyone=200,
    ),
    Row("api:benefit-list", everyone=200),
    Row("api:benefit-detail", "claimed", args=benefit, everyone=200),
    Row("api:benefit-detail", "draft", args=draft_benefit, everyone=404),
    Row("api:savings", everyone=200),
    Row("api:savings", method="POST", everyone=405),
    Row("api:report-list", everyone=200),
    Row("api:report-detail", args=report, everyone=200),
    Row("api:snapshot-list", everyone=200),
    Row("api:snapshot-detail", args=lambda _world: ["2020-21-q1"], everyone=404),
]


@each(ROWS)
def test_the_door_opens_for_those_it_should(row, lasting_world):
    check(row, lasting_world)
