"""What other pages show of matching, and to whom."""

import pytest

from councils.models import Project
from secondments.matching import maths
from secondments.matching.models import PointsTable
from secondments.matching.templatetags import matching
from secondments.models import Expert
from tests.factories.councils import RoleFactory
from tests.factories.matching import (
    AnswerFactory,
    ProposalFactory,
    RoundFactory,
    ShortfallFactory,
)
from tests.secondments.matching.pages import counted, text

pytestmark = pytest.mark.django_db


def test_a_project_page_offers_its_council_to_find_experts(sign_in, client, world):
    url = world.project("open").get_absolute_url()

    assert text(sign_in("officer").get(url)).count("Find experts") == 1
    assert text(sign_in("other_officer").get(url)).count("Find experts") == 0
    client.logout()
    assert text(client.get(url)).count("Find experts") == 0


def test_a_project_page_names_the_proposed_to_its_council_alone(sign_in, client, proposal):
    url = proposal.role.project.get_absolute_url()

    assert text(sign_in("officer").get(url)).count(str(proposal)) >= 1
    client.logout()
    public = text(client.get(url))
    assert public.count(str(proposal.expert)) == 0
    assert public.count("1 expert is proposed") == 1


def test_a_project_page_says_why_a_place_stayed_free(sign_in, world, solve):
    Expert.objects.update(days_a_week=1)
    project = world.role("open").project
    solve()

    page = text(sign_in("officer").get(project.get_absolute_url()))

    assert page.count("They offer fewer days a week") == 1
    assert page.count("asked for 1 day a week") == 1


def test_a_project_that_is_not_ready_says_so_where_the_button_would_be(sign_in, world):
    project = world.project("open")
    Project.objects.filter(pk=project.pk).update(repository="")

    page = text(sign_in("officer").get(project.get_absolute_url()))

    assert page.count("Still missing: code repository.") == 1
    assert page.count("Find experts") == 0


def test_a_project_with_three_proposals_takes_as_many_queries_as_one(sign_in, world):
    project, shown, client = world.project("open"), RoundFactory(), sign_in("officer")
    roles = [world.role("open"), *RoleFactory.create_batch(5, project=project)]
    for role in roles[:2]:
        propose_for(role, shown)
    two = counted(client, project.get_absolute_url())

    for role in roles[2:]:
        propose_for(role, shown)

    assert counted(client, project.get_absolute_url()) == two


def propose_for(role, shown):
    """A live proposal and a shortfall of the same role, of this round."""
    AnswerFactory(proposal=ProposalFactory(role=role, round=shown))
    ShortfallFactory(role=role, round=shown)


def test_every_rule_and_every_term_has_words():
    assert set(matching.RULES) == set(maths.RULES)
    assert set(matching.TERMS) == set(maths.TERMS)
    assert set(matching.OWN_RULES) == set(maths.RULES)


def test_the_most_points_of_all_terms_add_up_to_the_greatest_fit():
    table = PointsTable.objects.get()

    assert sum(matching.most_points(table).values()) == matching.greatest(table) == 1000


def test_a_proposal_that_everybody_answered_waits_for_nobody():
    assert matching.still_owed(ProposalFactory()) == ""


def test_the_steps_of_a_round_say_which_are_done():
    states = [state for _, state in matching.progress(RoundFactory(step="fitting"))]

    assert states == ["done", "done", "now", "", ""]
