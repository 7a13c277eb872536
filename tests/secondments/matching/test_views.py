"""What people see of rounds and proposals, and what they can do about them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from corps.notifications.models import Message
from councils.models import Project
from secondments.matching import services
from secondments.matching.models import Round
from secondments.models import Expert, Secondment
from tests.factories.matching import (
    AnswerFactory,
    ProposalFactory,
    ReserveFactory,
    RoundFactory,
    ShortfallFactory,
)
from tests.secondments.matching.pages import counted, said, text

pytestmark = pytest.mark.django_db


def propose_to(council):
    """A proposal of somebody new to this council, which owes its answer."""
    proposal = ProposalFactory(role__project__council=council)
    AnswerFactory(proposal=proposal, side="council")
    return proposal


def test_three_rounds_are_listed_with_as_many_queries_as_one(client):
    url = reverse("matching:rounds")
    RoundFactory()
    one = counted(client, url)

    RoundFactory.create_batch(2)

    assert (counted(client, url), len(client.get(url).context["page"])) == (one, 3)


@pytest.mark.parametrize("identity", ["officer", "corps_staff"])
def test_three_proposals_are_listed_with_as_many_queries_as_one(sign_in, world, identity):
    url, client = reverse("matching:proposals"), sign_in(identity)
    propose_to(world.council)
    one = counted(client, url)

    propose_to(world.council)
    propose_to(world.council)

    assert (counted(client, url), len(client.get(url).context["page"])) == (one, 3)


def test_three_shortfalls_are_shown_with_as_many_queries_as_one(sign_in, world):
    shown, client = RoundFactory(), sign_in("corps_staff")
    ShortfallFactory(round=shown)
    one = counted(client, shown.get_absolute_url())

    ShortfallFactory.create_batch(2, round=shown)

    assert counted(client, shown.get_absolute_url()) == one


def test_what_waits_for_an_answer_comes_first(sign_in, world, proposal):
    RoundFactory()
    over = ProposalFactory(expert=proposal.expert, stage="declined", moved_at=timezone.now())

    page = sign_in("expert").get(reverse("matching:proposals")).context["page"]

    assert [(row.pk, row.owed) for row in page] == [(proposal.pk, 1), (over.pk, 0)]


def test_proposals_of_one_round_can_be_listed_alone(sign_in, proposal):
    other = ProposalFactory(expert=proposal.expert, stage="declined")

    response = sign_in("expert").get(reverse("matching:proposals"), {"round": other.round_id})

    assert [row.pk for row in response.context["page"]] == [other.pk]


def test_a_round_that_runs_says_how_far_it_is_and_looks_again(client):
    running = RoundFactory(stage="running", step="solving")

    page = text(client.get(running.get_absolute_url()))

    assert page.count('<meta http-equiv="refresh" content="2">') == 1
    assert page.count('aria-current="step">Finding the best matching') == 1


def test_a_round_that_is_done_looks_no_more(client):
    page = text(client.get(RoundFactory().get_absolute_url()))

    assert page.count("http-equiv") == 0


def test_a_round_that_failed_says_what_to_do(client):
    failed = RoundFactory(stage="failed", failure="Ask again.")

    assert text(client.get(failed.get_absolute_url())).count("Ask again.") == 1


def test_shortfalls_are_for_their_council_and_corps_staff(sign_in, client, world):
    shortfall = ShortfallFactory(role=world.role("open"), places=1, removed=[["skills", 7]])
    url = shortfall.round.get_absolute_url()

    seen = {
        name: list(sign_in(name).get(url).context["page"])
        for name in ("officer", "corps_staff", "other_officer", "expert")
    }
    client.logout()
    public = client.get(url)

    assert seen == {
        "officer": [shortfall],
        "corps_staff": [shortfall],
        "other_officer": [],
        "expert": [],
    }
    assert list(public.context["page"]) == []
    assert public.context["left"] == {"places": 1, "projects": 1}


def test_a_round_says_so_when_something_changed_while_it_ran(client):
    changed = RoundFactory(certificate={"total": 500, "fit": 500}, total_fit=0)

    assert text(client.get(changed.get_absolute_url())).count("something changed") == 1


def test_find_experts_leads_to_the_round(sign_in, world):
    project = world.project("open")

    response = sign_in("officer").post(reverse("matching:round-new"), {"project": project.pk})

    asked = Round.objects.get()
    assert (response.url, asked.by) == (asked.get_absolute_url(), world.people["officer"])


def test_find_experts_twice_joins_the_same_round(sign_in, world):
    project = world.project("open")
    client = sign_in("officer")

    urls = {
        client.post(reverse("matching:round-new"), {"project": project.pk}).url for _ in range(2)
    }

    assert urls == {Round.objects.get().get_absolute_url()}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"stage": "staffed"}, "Experts can be found for a project that is open"),
        ({"repository": "", "equipment": ""}, "Before experts can be found, say how the host"),
    ],
)
def test_a_project_that_cannot_be_matched_says_what_is_missing(sign_in, world, change, words):
    project = world.project("open")
    Project.objects.filter(pk=project.pk).update(**change)

    response = sign_in("officer").post(reverse("matching:round-new"), {"project": project.pk})

    assert (response.url, Round.objects.count()) == (project.get_absolute_url(), 0)
    assert [message.startswith(words) for message in said(response)] == [True]


def test_a_project_whose_places_are_all_held_needs_no_round(sign_in, proposal):
    project = proposal.role.project

    response = sign_in("officer").post(reverse("matching:round-new"), {"project": project.pk})

    assert [message.startswith("No place is free") for message in said(response)] == [True]


def test_a_project_whose_dates_are_over_needs_new_ones(sign_in, world, today):
    world.role("open")
    world.project("open").roles.update(starts_on=today - timedelta(days=9), ends_on=today)

    response = sign_in("officer").post(
        reverse("matching:round-new"), {"project": world.project("open").pk}
    )

    assert [message.startswith("The dates of every role") for message in said(response)] == [True]


@pytest.mark.parametrize("project", ["", "x", "-1", "0"])
def test_experts_for_no_project_are_not_found(sign_in, project):
    response = sign_in("officer").post(reverse("matching:round-new"), {"project": project})

    assert response.status_code == 404


def test_the_terms_shown_add_up_to_the_fit(sign_in, proposal):
    page = text(sign_in("officer").get(proposal.get_absolute_url()))

    assert page.count(f"<strong>{proposal.fit}</strong>") == 1
    assert page.count("<meter") == len(proposal.terms)
    assert sum(proposal.terms.values()) == proposal.fit


def test_names_in_reserve_are_for_the_council_and_corps_staff(sign_in, world, proposal, add_expert):
    reserve = ReserveFactory(
        round=proposal.round, role=proposal.role, expert=add_expert("Ada"), order=1
    )

    seen = {
        name: sign_in(name).get(proposal.get_absolute_url())
        for name in ("officer", "corps_staff", "employer", "expert")
    }

    assert {name: text(page).count("Ada") for name, page in seen.items()} == {
        "officer": 1,
        "corps_staff": 1,
        "employer": 0,
        "expert": 0,
    }
    assert list(seen["officer"].context["reserves"]) == [reserve]


def test_a_yes_is_thanked_for_and_the_last_one_leads_to_the_secondment(sign_in, proposal):
    url = reverse("matching:proposal-accept", args=[proposal.pk])

    first = sign_in("expert").post(url, {"side": "expert"})
    second = sign_in("employer").post(url, {"side": "employer"})
    third = sign_in("officer").post(url, {"side": "council"})

    assert [first.url, second.url] == [proposal.get_absolute_url()] * 2
    assert third.url == Secondment.objects.get().get_absolute_url()


def test_a_yes_that_comes_second_is_told_so(sign_in, proposal):
    url = reverse("matching:proposal-accept", args=[proposal.pk])
    sign_in("officer").post(url, {"side": "council"})

    response = sign_in("approver").post(url, {"side": "council"})

    assert said(response)[-1] == "The council has said yes already."


def test_a_yes_to_what_is_over_is_told_so(sign_in, world, proposal):
    services.decline_proposal(proposal, by=world.people["employer"], reason="No.")

    response = sign_in("officer").post(
        reverse("matching:proposal-accept", args=[proposal.pk]), {"side": "council"}
    )

    assert [message.startswith("Somebody was quicker") for message in said(response)] == [True]


def test_a_yes_to_what_cannot_come_to_anything_is_told_why(sign_in, proposal):
    Expert.objects.update(consent_at=None, consent_by=None)

    response = sign_in("officer").post(
        reverse("matching:proposal-accept", args=[proposal.pk]), {"side": "council"}
    )

    assert said(response) == [
        "The proposal had to be withdrawn. The employer has withdrawn its consent."
    ]


@pytest.mark.parametrize(("name", "identity"), [("decline", "expert"), ("withdraw", "corps_staff")])
def test_an_end_without_a_reason_is_asked_for_one(sign_in, proposal, name, identity):
    url = reverse(f"matching:proposal-{name}", args=[proposal.pk])

    response = sign_in(identity).post(url, {"reason": " "})

    assert response.context["form"].errors == {
        "reason": ["Write the reason, so that the others understand"]
    }
    assert text(response).count("<title>Error: ") == 1


@pytest.mark.parametrize(
    ("name", "identity", "stage"),
    [("decline", "expert", "declined"), ("withdraw", "corps_staff", "withdrawn")],
)
def test_an_end_with_a_reason_is_told_and_kept(sign_in, proposal, name, identity, stage):
    url = reverse(f"matching:proposal-{name}", args=[proposal.pk])

    response = sign_in(identity).post(url, {"reason": "Not this time."})

    proposal.refresh_from_db()
    assert (response.url, proposal.stage, proposal.stage_reason) == (
        proposal.get_absolute_url(),
        stage,
        "Not this time.",
    )


def test_a_no_to_what_is_over_is_told_so(sign_in, world, proposal):
    services.decline_proposal(proposal, by=world.people["employer"], reason="No.")

    response = sign_in("expert").post(
        reverse("matching:proposal-decline", args=[proposal.pk]), {"reason": "No."}
    )

    assert [message.startswith("Somebody was quicker") for message in said(response)] == [True]


def test_a_message_is_kept_and_shown(sign_in, proposal):
    url = reverse("matching:proposal-message", args=[proposal.pk])

    response = sign_in("officer").post(url, {"text": "Shall we talk?"}, follow=True)

    assert Message.objects.about(proposal).get().text == "Shall we talk?"
    assert text(response).count("Shall we talk?") == 1


def test_an_empty_message_is_shown_beside_its_field(sign_in, proposal):
    url = reverse("matching:proposal-message", args=[proposal.pk])

    response = sign_in("officer").post(url, {"text": ""})

    assert response.context["message_form"].errors == {
        "text": ["Write something before you send it"]
    }


def test_a_meeting_is_noted(sign_in, proposal, today):
    url = reverse("matching:proposal-met", args=[proposal.pk])

    sign_in("expert").post(url, {"met_on": today.isoformat()})

    proposal.refresh_from_db()
    assert proposal.met_on == today


def test_nobody_has_met_tomorrow(sign_in, proposal, today):
    url = reverse("matching:proposal-met", args=[proposal.pk])

    response = sign_in("expert").post(url, {"met_on": (today + timedelta(days=1)).isoformat()})

    assert response.context["meeting_form"].errors == {
        "met_on": ["That day is still to come: note it once you have met"]
    }


def test_a_meeting_after_the_end_is_not_noted(sign_in, world, proposal, today):
    services.decline_proposal(proposal, by=world.people["employer"], reason="No.")

    response = sign_in("expert").post(
        reverse("matching:proposal-met", args=[proposal.pk]), {"met_on": today.isoformat()}
    )

    assert [message.startswith("Somebody was quicker") for message in said(response)] == [True]


@pytest.mark.parametrize("stage", ["accepted", "declined"])
def test_what_is_over_is_shown_as_it_ended(sign_in, world, proposal, answer, stage):
    if stage == "accepted":
        answer(proposal, "expert", "employer", "council")
    else:
        services.decline_proposal(proposal, by=world.people["employer"], reason="We need her.")

    page = text(sign_in("officer").get(proposal.get_absolute_url()))

    words = {"accepted": "All three have said yes.", "declined": "We need her."}[stage]
    assert page.count(words) >= 1
    assert page.count("Say yes") == 0
