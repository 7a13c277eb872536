"""What people see of a round's rule and figures, and what they can ask of it."""

import json

import pytest
from django.urls import reverse

from corps.notifications.models import Event
from councils.models import Council, Role
from secondments.matching import services
from secondments.matching.models import Round, Urgency
from secondments.models import Expert
from tests.factories.councils import RoleFactory
from tests.factories.matching import (
    BoroughFiguresFactory,
    RoundFactory,
    UrgencyFactory,
)
from tests.secondments.matching.pages import counted, said, text

pytestmark = pytest.mark.django_db

ASK = "matching:round-ask"


def shown(client, found):
    return text(client.get(found.get_absolute_url()))


def a_round(**fields):
    return RoundFactory(**{"arcs": 9, "places": 4, "filled": 3, "first_places": 2} | fields)


def test_corps_staff_choose_the_rule_and_how_many_places_count(sign_in, world):
    response = sign_in("corps_staff").post(reverse(ASK), {"policy": "stable", "first_places": "3"})

    asked = Round.objects.get()
    assert (asked.policy, asked.first_places, asked.kind) == ("stable", 3, "full")
    assert (asked.by, response.url) == (world.people["corps_staff"], asked.get_absolute_url())


def test_the_usual_rule_is_chosen_before_anybody_chooses(sign_in):
    page = text(sign_in("corps_staff").get(reverse(ASK)))

    assert page.count("checked") == 1
    assert page.index('value="floor"') < page.index("checked") < page.index('value="fit"')


@pytest.mark.parametrize("first", ["0", "many", "1001"])
def test_how_many_places_count_is_a_number_of_some_size(sign_in, first):
    response = sign_in("corps_staff").post(reverse(ASK), {"policy": "floor", "first_places": first})

    assert list(response.context["form"].errors) == ["first_places"]
    assert Round.objects.count() == 0


def test_a_round_by_another_rule_that_is_on_its_way_is_named(sign_in):
    services.request_round()

    response = sign_in("corps_staff").post(reverse(ASK), {"policy": "fit"})

    assert [message.startswith("A round by another rule") for message in said(response)] == [True]
    assert Round.objects.get().policy == "floor"


def test_rounds_that_a_council_asks_for_go_by_the_usual_rule(sign_in, world):
    sign_in("officer").post(reverse("matching:round-new"), {"project": world.project("open").pk})

    assert (Round.objects.get().policy, Round.objects.get().first_places) == ("floor", None)


def test_the_page_says_what_fairness_cost_and_how_greed_would_have_done(client):
    found = a_round(fairness_cost=30, greedy_filled=2, greedy_fit=1500, total_fit=2100)
    BoroughFiguresFactory(round=found, asked=4, counted=2, floor=1, filled=1, proposed=3)

    page = shown(client, found)

    assert page.count("Serving every borough first cost 30 points") == 1
    assert page.count('<td class="number">3</td> <td class="number">2</td>') == 1
    assert page.count('<td class="number">50 %</td> <td class="number">0 %</td>') == 1
    assert page.count('<td class="number">2,100</td> <td class="number">1,500</td>') == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Serving every borough first cost nothing this time"),
        ({"envy": 2}, "2 pairs of a person and a place would both have rather had each other"),
        ({"envy": 0}, "There is no person and no place who would both have rather had each other"),
        ({"policy": "stable"}, "in none would both the person and the place rather have each"),
        (
            {"policy": "stable", "fairness_cost": 70},
            "The greatest total there is would have been 70 points more",
        ),
        ({"policy": "fit"}, "Of all ways to give these people to these places, none has"),
        ({"policy": "floor"}, "that serve every borough at least so well, none has"),
        ({"kind": "repair"}, "Repair: what came free"),
    ],
)
def test_the_page_speaks_plainly_of_the_rule(client, fields, words):
    found = a_round(**fields)
    BoroughFiguresFactory(round=found)

    assert shown(client, found).count(words) == 1


def test_the_page_names_no_price(client):
    proof = {"total": 0, "fit": 0, "experts": 7771, "places": 7772, "floors": 7773}
    found = a_round(certificate=proof)
    BoroughFiguresFactory(round=found)

    page = shown(client, found)

    assert [page.count(price) for price in ("777", "7,77")] == [0, 0]


def test_boroughs_that_asked_for_nothing_are_offered_help(client):
    found = a_round()
    BoroughFiguresFactory(round=found)
    BoroughFiguresFactory(
        round=found, council=Council.objects.get(code="SWK"), asked=0, counted=0, held=0
    )
    BoroughFiguresFactory(
        round=found, council=Council.objects.get(code="GRE"), asked=0, counted=0, held=2
    )

    response = client.get(found.get_absolute_url())

    assert [council.code for council in response.context["figures"].silent] == ["SWK"]
    assert text(response).count("helps you to put a first project into words") == 1


def test_a_round_from_before_this_was_counted_is_shown_without(client):
    found = a_round(arcs=1)

    response = client.get(found.get_absolute_url())

    assert (response.context["figures"], text(response).count("How well London")) == (None, 0)


def test_three_boroughs_are_shown_with_as_many_queries_as_one(client):
    found = a_round()
    BoroughFiguresFactory(round=found)
    one = counted(client, found.get_absolute_url())

    for code in ("SWK", "GRE"):
        BoroughFiguresFactory(round=found, council=Council.objects.get(code=code))

    assert counted(client, found.get_absolute_url()) == one


def test_a_solved_round_can_be_downloaded_and_names_nobody(client, world, solve):
    world.role("open")
    found = solve()

    page = shown(client, found)
    response = client.get(reverse("matching:round-file", args=[found.pk, "result"]))

    assert page.count(".json") == 2
    name = f'attachment; filename="round-{found.pk}-result.json"'
    assert (response["Content-Type"], response["Content-Disposition"]) == ("application/json", name)
    assert json.loads(response.content)["total"] == found.total_fit


def test_a_round_without_a_file_offers_none(client):
    assert shown(client, a_round()).count(".json") == 0


# What cannot wait


def test_what_is_urgent_is_public_with_its_reason(client, world):
    role = world.role("open")
    UrgencyFactory(role=role, reason="Winter is near.")

    pages = [
        text(client.get(url))
        for url in (reverse("matching:rounds"), role.project.get_absolute_url())
    ]

    assert [page.count("Winter is near.") for page in pages] == [1, 1]


def test_three_urgent_roles_are_listed_with_as_many_queries_as_one(client, world):
    url = reverse("matching:rounds")
    UrgencyFactory(role=world.role("open"))
    one = counted(client, url)

    project = world.project("open")
    for role in RoleFactory.create_batch(2, project=project):
        UrgencyFactory(role=role)

    assert (counted(client, url), len(client.get(url).context["urgent"])) == (one, 3)


def test_corps_staff_make_a_role_urgent_and_let_it_wait_again(sign_in, world):
    role, client = world.role("open"), sign_in("corps_staff")
    url = reverse("matching:role-urgent", args=[role.pk])

    client.post(url, {"reason": "Winter is near."})
    made = Urgency.objects.get().reason
    page = text(client.get(url))
    response = client.post(reverse("matching:role-urgent-lift", args=[role.pk]))

    assert (made, page.count("It can wait again")) == ("Winter is near.", 1)
    assert (response.url, Urgency.objects.count()) == (role.get_absolute_url(), 0)


def test_urgency_without_a_reason_is_asked_for_one(sign_in, world):
    url = reverse("matching:role-urgent", args=[world.role("open").pk])

    response = sign_in("corps_staff").post(url, {"reason": " "})

    assert response.context["form"].errors == {
        "reason": ["Write why it cannot wait, so that others understand"]
    }


# A council's own order


def test_a_council_puts_its_places_in_order_and_its_people_are_told(sign_in, world):
    first = world.role("open")
    second = RoleFactory(project=first.project, rank=1)
    url = reverse("matching:ranking", args=[world.council.slug])

    response = sign_in("officer").post(url, {f"role-{first.pk}": "2", f"role-{second.pk}": "1"})

    ranks = dict(Role.objects.values_list("pk", "rank"))
    assert (ranks[first.pk], ranks[second.pk], response.url) == (2, 1, url)
    assert Event.objects.filter(kind="councils.roles_ranked").count() == 1


def test_the_order_asks_for_every_number(sign_in, world):
    role = world.role("open")
    url = reverse("matching:ranking", args=[world.council.slug])

    response = sign_in("officer").post(url, {f"role-{role.pk}": "0"})

    assert response.context["form"].errors == {
        f"role-{role.pk}": ["1 is the first: enter 1 or more"]
    }


def test_a_council_without_an_open_project_has_nothing_to_put_in_order(sign_in, world):
    page = text(sign_in("officer").get(reverse("matching:ranking", args=[world.council.slug])))

    assert page.count("nothing to put in order") == 1


def test_three_roles_are_put_in_order_with_as_many_queries_as_one(sign_in, world):
    client, url = sign_in("officer"), reverse("matching:ranking", args=[world.council.slug])
    role = world.role("open")
    one = counted(client, url)

    RoleFactory.create_batch(2, project=role.project)

    assert counted(client, url) == one


def test_a_project_leads_its_council_to_the_order_and_staff_to_urgency(sign_in, world):
    role = world.role("open")
    url = role.project.get_absolute_url()
    order = reverse("matching:ranking", args=[world.council.slug])
    urgent = reverse("matching:role-urgent", args=[role.pk])

    seen = {
        name: [text(sign_in(name).get(url)).count(link) for link in (order, urgent)]
        for name in ("officer", "corps_staff", "expert")
    }

    assert seen == {"officer": [1, 0], "corps_staff": [0, 1], "expert": [0, 0]}


def test_nobody_at_all_is_a_round_too(world, solve, client):
    world.role("open")
    Expert.objects.all().delete()

    found = solve()

    assert (found.filled, shown(client, found).count("No pair was possible")) == (0, 1)
