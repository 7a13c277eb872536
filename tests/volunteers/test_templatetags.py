"""What pages show of tasks."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import timezone

from tests.factories.councils import ProjectFactory
from tests.factories.volunteers import OpenTaskFactory, ToldTaskFactory
from volunteers.templatetags.volunteers import hours, left


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        (Decimal("0.33"), "20 minutes"),
        (Decimal("0.02"), "1 minute"),
        (Decimal("1.00"), "1 hour"),
        (Decimal("2.50"), "2.5 hours"),
        (Decimal("40.00"), "40 hours"),
        (Decimal(0), "0 minutes"),
    ],
)
def test_a_time_in_words(value, words):
    assert hours(value) == words


def test_places_never_fall_below_none():
    assert (left(3, 1), left(1, 2)) == (2, 0)


@pytest.mark.django_db
def test_a_projects_page_shows_its_open_tasks():
    project = ProjectFactory(opened_at=timezone.now())
    shown = OpenTaskFactory(project=project, council=project.council, title="Read letters")
    ToldTaskFactory(project=project, council=project.council, title="Not open yet")
    OpenTaskFactory(title="Of no project")

    html = Template("{% load volunteers %}{% tasks_on_project project %}").render(
        Context({"project": project})
    )

    assert [title in html for title in (shown.title, "Not open yet", "Of no project")] == [
        True,
        False,
        False,
    ]
