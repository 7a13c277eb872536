import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template

from tests.factories.councils import MembershipFactory
from tests.factories.secondments import SecondmentFactory

pytestmark = pytest.mark.django_db

PAGE = Template("{% load secondments %}{% people_at_work project %}")


def shown(project, user):
    return PAGE.render(Context({"project": project, "user": user}))


def test_strangers_read_how_many_work_on_a_project_and_as_what_but_no_names():
    secondment = SecondmentFactory(
        stage="active", expert__user__name="Ada Sample", role__title="Sample gardener"
    )

    text = shown(secondment.role.project, AnonymousUser())

    assert "1 expert seconded to this project." in text
    assert ("Sample gardener" in text, "Ada Sample" in text) == (True, False)


def test_the_council_reads_names():
    secondment = SecondmentFactory(stage="active", expert__user__name="Ada Sample")
    officer = MembershipFactory(council=secondment.role.project.council).user

    assert "Ada Sample" in shown(secondment.role.project, officer)


def test_a_project_at_which_nobody_works_says_nothing_of_it():
    over = SecondmentFactory(stage="completed")

    assert shown(over.role.project, AnonymousUser()).strip() == ""
