"""Opened projects, and how a program asks for them."""

from django.utils import timezone

from tests.factories.councils import NeedFactory, ProjectFactory, RoleFactory


def opened(council, count=1, **fields):
    """Projects that everybody sees, each with a role of two places that asks for a skill."""
    projects = ProjectFactory.create_batch(
        count, council=council, stage="open", opened_at=timezone.now(), **fields
    )
    for project in projects:
        NeedFactory(role=RoleFactory(project=project, places=2))
    return projects


def ask(client, path, expected=200, **query):
    """What the API answers, as long as it is with this status."""
    response = client.get(f"/api/{path}/", query)
    assert response.status_code == expected, response.content
    return response.json()
