"""A library's tablet, one person after another; and sheets of paper."""

import pytest
from django.urls import reverse

from tests.factories.consensus import (
    KioskFactory,
    OpenConversationFactory,
    PledgeFactory,
    StatementFactory,
)
from volunteers.consensus import services
from volunteers.consensus.models import Kiosk, Participant, Vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(world):
    found = OpenConversationFactory()
    PledgeFactory(conversation=found, council=world.council)
    for text in ("Answer letters sooner.", "Publish the waiting times."):
        StatementFactory(conversation=found, text=text)
    return found


@pytest.fixture
def officer(client, world):
    client.force_login(world.people["officer"])
    return client


def path(name, *args):
    return reverse(f"consensus:{name}", args=args)


def words(response):
    return " ".join(response.content.decode().split())


def test_an_officer_makes_a_link_and_ends_it(officer, conversation):
    page = path("kiosks", conversation.pk)

    made = words(officer.post(page, {"place": "Sample library"}, follow=True))
    kiosk = Kiosk.objects.get()
    ended = words(officer.post(path("kiosk-end", conversation.pk, kiosk.pk), follow=True))

    assert path("kiosk", kiosk.token) in made
    assert path("kiosk", kiosk.token) not in ended
    assert officer.get(path("kiosk", kiosk.token)).status_code == 404


def test_a_tablet_without_a_place_is_not_made(officer, conversation):
    response = officer.post(path("kiosks", conversation.pk), {"place": ""})

    assert "Say where the tablet stands" in words(response)
    assert not Kiosk.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_tablets_cost_the_same_however_many(
    officer, conversation, count, django_assert_max_num_queries
):
    KioskFactory.create_batch(count, conversation=conversation)

    with django_assert_max_num_queries(16):
        response = officer.get(path("kiosks", conversation.pk))

    assert len(response.context["page"]) == count


def test_one_person_after_another_votes_and_each_begins_anew(client, conversation):
    kiosk = KioskFactory(conversation=conversation)
    for value in ("1", "-1"):
        client.post(path("kiosk-start", kiosk.token))
        client.post(path("kiosk-vote", kiosk.token, 1), {"value": value})
        client.get(path("kiosk", kiosk.token))  # "I am done: next person"

    assert sorted(Vote.objects.values_list("value", flat=True)) == [-1, 1]
    assert set(Participant.objects.values_list("kind", flat=True)) == {"kiosk"}


def test_the_next_person_sees_nothing_of_the_last(client, conversation):
    kiosk = KioskFactory(conversation=conversation)
    client.post(path("kiosk-start", kiosk.token))
    voted = client.post(path("kiosk-vote", kiosk.token, 1), {"value": "1"}, follow=True)

    done = client.get(path("kiosk", kiosk.token))
    back = client.get(voted.redirect_chain[0][0])

    assert "You agreed" in words(voted)
    assert done.cookies["kiosk"].value == ""
    assert back["Location"] == path("kiosk", kiosk.token)


def test_a_vote_without_a_start_is_nobodys(client, conversation):
    kiosk = KioskFactory(conversation=conversation)

    response = client.post(path("kiosk-vote", kiosk.token, 1), {"value": "1"})

    assert response["Location"] == path("kiosk", kiosk.token)
    assert not Vote.objects.exists()


def test_a_tablet_that_nobody_touches_asks_and_then_begins_anew(client, conversation):
    kiosk = KioskFactory(conversation=conversation)
    client.post(path("kiosk-start", kiosk.token))

    card = client.get(path("kiosk-card", kiosk.token))
    idle = client.get(path("kiosk-idle", kiosk.token))

    assert card["Refresh"] == f"60; url={path('kiosk-idle', kiosk.token)}"
    assert idle["Refresh"] == f"30; url={path('kiosk', kiosk.token)}"
    assert "Are you still there?" in words(idle)


def test_a_tablets_cookie_stays_on_its_pages_and_never_becomes_a_browsers(client, conversation):
    kiosk = KioskFactory(conversation=conversation)

    started = client.post(path("kiosk-start", kiosk.token))

    assert started.cookies["kiosk"]["path"] == path("kiosk", kiosk.token)
    assert started.cookies["kiosk"]["max-age"] == ""
    assert "voter" not in started.cookies


def test_a_wrong_press_a_wrong_number_and_a_late_vote_are_not_stored(client, conversation):
    kiosk = KioskFactory(conversation=conversation)
    client.post(path("kiosk-start", kiosk.token))
    wrong = client.post(path("kiosk-vote", kiosk.token, 1), {"value": "7"})
    missing = client.post(path("kiosk-vote", kiosk.token, 9), {"value": "1"})
    conversation.stage = "reflection"
    conversation.save()
    late = client.post(path("kiosk-vote", kiosk.token, 1), {"value": "1"}, follow=True)

    assert (wrong.status_code, missing.status_code) == (302, 404)
    assert "takes no votes now" in words(late)
    assert not Vote.objects.exists()


def test_a_sheet_is_entered_line_by_line(officer, conversation):
    page = path("paper", conversation.pk)

    response = officer.post(page, {"s1": "-1", "s2": ""}, follow=True)

    assert "The sheet is entered." in words(response)
    person = Participant.objects.get()
    assert (person.kind, person.entered_by.email) == ("paper", "officer@lambeth.gov.uk")
    assert list(person.votes.values_list("statement__number", "value")) == [(1, -1)]


def test_an_empty_sheet_and_a_cross_that_is_none_are_told(officer, conversation):
    page = path("paper", conversation.pk)

    empty = officer.post(page, {"s1": "", "s2": ""})
    wrong = officer.post(page, {"s1": "5"})

    assert "Enter at least one vote" in words(empty)
    assert set(wrong.context["form"].errors) == {"s1"}
    assert not Participant.objects.exists()


def test_too_many_sheets_at_once_are_told_and_kept(officer, conversation, settings):
    settings.VOTES_A_MINUTE_ENTERED = 0

    response = officer.post(path("paper", conversation.pk), {"s1": "-1"})

    assert "Wait a minute" in words(response)
    assert response.context["form"]["s1"].value() == "-1"


def test_one_removes_ones_own_sheet_while_voting_goes_on(officer, conversation, world):
    mine = services.enter_sheet(conversation, by=world.people["officer"], votes={1: 1})
    theirs = services.enter_sheet(conversation, by=world.people["approver"], votes={1: 1})

    removed = officer.post(path("paper-undo", conversation.pk, mine.pk), follow=True)
    others = officer.post(path("paper-undo", conversation.pk, theirs.pk))

    assert "The sheet is removed." in words(removed)
    assert others.status_code == 404
    assert Participant.objects.get() == theirs


def test_no_sheet_is_entered_once_voting_is_over(officer, conversation, world):
    mine = services.enter_sheet(conversation, by=world.people["officer"], votes={1: 1})
    conversation.stage = "reflection"
    conversation.save()

    entered = officer.post(path("paper", conversation.pk), {"s1": "1"}, follow=True)
    undone = officer.post(path("paper-undo", conversation.pk, mine.pk), follow=True)

    assert "no sheet is entered any more" in words(entered)
    assert "a sheet stays as it was entered" in words(undone)
    assert Participant.objects.get() == mine


@pytest.mark.parametrize("count", [1, 3])
def test_the_sheets_cost_the_same_however_many(
    officer, conversation, world, count, django_assert_max_num_queries
):
    for _one in range(count):
        services.enter_sheet(conversation, by=world.people["officer"], votes={1: 1})

    with django_assert_max_num_queries(17):
        response = officer.get(path("paper", conversation.pk))

    assert len(response.context["page"]) == count


def test_the_form_to_print_has_a_line_for_each_statement(client, conversation):
    page = words(client.get(path("paper-form", conversation.pk)))

    assert page.count("☐") == 6
    assert "Publish the waiting times." in page


def test_the_page_links_officers_to_tablets_and_paper_and_nobody_else(client, world, conversation):
    public = words(client.get(conversation.get_absolute_url()))
    client.force_login(world.people["officer"])
    theirs = words(client.get(conversation.get_absolute_url()))

    links = [path("kiosks", conversation.pk), path("paper", conversation.pk)]
    assert [f'"{link}"' in public for link in links] == [False, False]
    assert [f'"{link}"' in theirs for link in links] == [True, True]
