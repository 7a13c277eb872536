import pytest

from tests.factories.accounts import UserFactory
from tests.factories.consensus import StatementFactory
from tests.volunteers.consensus.crowds import crowd, join, vote
from volunteers.consensus import services
from volunteers.consensus.models import OpinionMap, Participant, Suspicion

pytestmark = pytest.mark.django_db
Kind = Suspicion.Kind


def flooded(many=10):
    """Two camps, and so many people who all send the same votes."""
    conversation = crowd(20, 20)
    said = list(conversation.statements.all())
    sent = [-1, *[1, -1] * len(said)][: len(said)]
    for person in join(conversation, many):
        vote(person, said, sent)
    services.recompute(conversation.pk)
    return conversation


def published(conversation):
    """What everybody may see."""
    return OpinionMap.objects.get(pk=conversation).published


def the_flood(conversation):
    """The suspicion of the same votes."""
    services.look_for_abuse(conversation.pk)
    return conversation.suspicions.filter(kind=Kind.IDENTICAL).order_by("-people").first()


def test_many_who_send_the_same_votes_are_found():
    conversation = flooded()

    found = the_flood(conversation)

    assert found.people == 10


def test_people_who_agree_with_everything_are_found():
    conversation = crowd(10, 10, statements=21)
    said = list(conversation.statements.all())
    for at, person in enumerate(join(conversation, 6)):
        vote(person, said[at % 2 :], [1] * len(said[at % 2 :]))

    services.look_for_abuse(conversation.pk)

    assert conversation.suspicions.filter(kind=Kind.ALL_AGREE, people=6).exists()


def test_one_network_that_votes_as_many_in_a_rush_is_found():
    conversation = crowd(20, 20)
    keys = list(conversation.participants.values_list("pk", flat=True)[:12])
    Participant.objects.filter(pk__in=keys).update(network="sample")

    services.look_for_abuse(conversation.pk)

    assert conversation.suspicions.filter(kind=Kind.NETWORK, people=12).exists()


def test_a_tablet_in_a_library_is_no_network_that_votes_as_many():
    conversation = crowd(20, 20)
    keys = list(conversation.participants.values_list("pk", flat=True)[:12])
    Participant.objects.filter(pk__in=keys).update(network="sample", kind=Participant.Kind.KIOSK)

    services.look_for_abuse(conversation.pk)

    assert not conversation.suspicions.filter(kind=Kind.NETWORK).exists()


def test_the_effect_is_known_before_anything_is_left_out():
    conversation = flooded()
    before = published(conversation)

    found = the_flood(conversation)

    first = conversation.statements.first().number
    assert found.effect["voters"] == [50, 40]
    assert found.effect["statements"][0] == {"number": first, "agree": [80, 100]}
    assert published(conversation) == before


def test_what_is_left_out_leaves_the_map_and_is_said_with_its_reason():
    conversation = flooded()

    services.leave_out(the_flood(conversation), by=UserFactory(), reason="Sample flood")
    services.recompute_due()

    found = published(conversation)
    assert (found["voters"], found["statements"][0]["agree"]) == (40, 100)
    assert [(one["people"], one["reason"]) for one in found["left_out"]] == [(10, "Sample flood")]


def test_leaving_out_twice_is_leaving_out_once():
    conversation = flooded()
    found, staff = the_flood(conversation), UserFactory()

    first = services.leave_out(found, by=staff, reason="Sample flood")
    second = services.leave_out(found, by=staff, reason="Sample flood")

    assert first == second
    assert conversation.exclusions.count() == 1


def test_what_was_left_out_can_count_again():
    conversation = flooded()
    before = published(conversation)
    made = services.leave_out(the_flood(conversation), by=UserFactory(), reason="Sample flood")
    services.recompute_due()

    services.take_back(made, by=UserFactory(), reason="A school class")
    services.recompute_due()

    assert published(conversation)["voters"] == before["voters"]
    assert published(conversation)["left_out"] == []
    assert made.left_out.count() == 0


def test_fewer_than_five_are_never_left_out():
    conversation = flooded(many=6)
    found = the_flood(conversation)
    other = services.leave_out(found, by=UserFactory(), reason="Sample flood")
    Participant.objects.filter(pk__in=list(other.left_out.values_list("pk", flat=True)[:4])).update(
        exclusion=None
    )
    other.undone_at, other.undone_reason = other.at, "Sample"
    other.save()

    with pytest.raises(services.TooFew):
        services.leave_out(found, by=UserFactory(), reason="Sample flood")


def test_a_suspicion_that_is_gone_is_forgotten_and_a_known_one_is_not_doubled():
    conversation = flooded()
    found = the_flood(conversation)
    again = the_flood(conversation)

    extra = StatementFactory(conversation=conversation)
    for at, person in enumerate(conversation.participants.order_by("-pk")[:10]):
        vote(person, [extra], [at % 3 - 1])
        person.votes.filter(statement=conversation.statements.all()[at]).update(value=0)
    services.look_for_abuse(conversation.pk)

    assert found == again
    assert not conversation.suspicions.filter(pk=found.pk).exists()


def test_every_live_conversation_is_looked_at():
    flooded()

    assert services.look_everywhere() >= 1


def test_what_would_change_tells_nothing_that_is_not_published():
    conversation = flooded()
    now = published(conversation)["voters"]
    said = list(conversation.statements.all())
    for person in join(conversation, 4):
        vote(person, said, [-1] * len(said))

    suspicion = the_flood(conversation)

    assert (suspicion.people, suspicion.effect["voters"]) == (10, [now, now - 10])
    shares = {one["number"]: one["agree"] for one in published(conversation)["statements"]}
    assert all(one["agree"][0] == shares[one["number"]] for one in suspicion.effect["statements"])


def test_sets_that_differ_by_a_few_people_are_not_both_shown():
    conversation = flooded()
    flood = the_flood(conversation).people
    sent = conversation.participants.order_by("-pk")[:10].values_list("pk", flat=True)
    others = conversation.participants.order_by("pk")[:2].values_list("pk", flat=True)
    Participant.objects.filter(pk__in=[*sent, *others]).update(network="sample")

    services.look_for_abuse(conversation.pk)

    found = list(conversation.suspicions.filter(people__gte=flood).values_list("kind", "people"))
    assert found == [("network", 12)]


def test_what_is_left_out_is_said_even_where_too_few_stay_to_be_counted(client):
    conversation = crowd(9, 9)
    said = list(conversation.statements.all())
    for person in join(conversation, 10):
        vote(person, said, [-1, *[1, -1] * len(said)][: len(said)])
    services.recompute(conversation.pk)
    services.leave_out(the_flood(conversation), by=UserFactory(), reason="Sample flood.")
    services.recompute_due()

    page = " ".join(client.get(conversation.get_absolute_url()).content.decode().split())

    assert "Results are shown once 20 people have voted." in page
    assert "The votes of 10 people were left out by moderators: Sample flood." in page
