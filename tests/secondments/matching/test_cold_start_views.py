"""Pages of direct matches and alerts, and what is offered where nobody was found."""

import pytest
from django.urls import reverse

from secondments.matching.models import Alert, DirectMatch, Proposal
from tests.factories.matching import (
    AlertFactory,
    DirectMatchFactory,
    RoundFactory,
    ShortfallFactory,
    UnplacedFactory,
)
from tests.secondments.matching.pages import counted, said, text

pytestmark = pytest.mark.django_db


def add_direct(world):
    expert = world.people["expert"].expert
    return DirectMatchFactory(employer=expert.employer, expert=expert)


@pytest.mark.parametrize(
    ("name", "identity", "add"),
    [
        ("directs", "employer", add_direct),
        ("alerts", "officer", lambda world: AlertFactory(user=world.people["officer"])),
    ],
)
def test_a_list_of_three_takes_as_many_queries_as_one(sign_in, world, name, identity, add):
    url = reverse(f"matching:{name}")
    add(world)
    one = counted(sign_in(identity), url)

    for _ in range(2):
        add(world)

    assert counted(sign_in(identity), url) == one


def test_a_council_names_a_company_which_names_its_expert(sign_in, world):
    role, expert = world.role("open"), world.people["expert"].expert
    url = reverse("matching:direct-new", args=[role.pk])

    vague = sign_in("officer").post(url, {"company": "Sample company", "note": "They know us."})
    sign_in("officer").post(url, {"company": "00000001", "note": "They know us."})
    match = DirectMatch.objects.get()
    page = text(sign_in("employer").get(match.get_absolute_url()))
    accept = reverse("matching:direct-accept", args=[match.pk])
    nobody = sign_in("employer").post(accept, {})
    sign_in("employer").post(accept, {"expert": expert.pk})

    assert "Several companies fit" in vague.context["form"].errors["company"][0]
    assert ("They know us." in page, str(expert) in page) == (True, True)
    assert "expert" in nobody.context["form"].errors
    proposal = Proposal.objects.get()
    shown = text(sign_in("expert").get(proposal.get_absolute_url()))
    assert "outside of any round" in shown
    assert proposal.origin == "direct"


def test_what_stands_in_the_way_is_said_and_what_was_typed_is_kept(sign_in, world):
    role, expert = world.role("open"), world.people["expert"].expert
    expert.stage = "paused"
    expert.save()
    match = DirectMatchFactory(
        role=role,
        employer=expert.employer,
        expert=expert,
        begun_by="employer",
        by=world.people["employer"],
    )

    response = sign_in("officer").post(reverse("matching:direct-accept", args=[match.pk]))

    assert "They are not on offer" in text(response)
    assert Proposal.objects.count() == 0


def test_who_has_to_answer_a_direct_match_finds_it_among_what_waits(sign_in, world):
    match = DirectMatchFactory(
        role=world.role("open"),
        employer=world.people["expert"].expert.employer,
        by=world.people["officer"],
    )

    page = text(sign_in("employer").get(reverse("home:front")))

    assert f"Say whether you know each other: {match}" in page


def test_where_nobody_was_found_something_else_is_offered(sign_in, world):
    role = world.role("open")
    ShortfallFactory(role=role, round=RoundFactory())

    page = text(sign_in("officer").get(role.project.get_absolute_url()))

    for way in ("reuse what there is", "direct match", "volunteers", "pledged", "Tell me when"):
        assert way in page


def test_who_is_not_placed_may_ask_to_be_told_and_stops_it_by_the_link(sign_in, world, client):
    expert = world.people["expert"].expert
    UnplacedFactory(expert=expert)

    page = text(sign_in("expert").get(expert.get_absolute_url()))
    asked = sign_in("expert").post(reverse("matching:alert-roles"))
    alert = Alert.objects.get()
    client.logout()
    stop = reverse("matching:alert-stop", args=[alert.token])
    before, after = client.get(stop), client.post(stop)

    assert "Tell me when a role like mine opens" in page
    assert said(asked) == [
        "You are told as soon as something comes up, in one e-mail a day at most."
    ]
    assert ("Stop these e-mails?" in text(before), "Stopped" in text(after)) == (True, True)
    alert.refresh_from_db()
    assert alert.stage == "stopped"
