"""A project begun from another one, one watched, and one gone on with."""

from datetime import timedelta

import pytest
from django.utils import timezone

from corps.notifications.models import Event, Notification, SavedSearch
from councils import services
from councils.models import Project
from tests.factories.councils import FavouriteFactory, NeedFactory

pytestmark = pytest.mark.django_db


def test_a_copy_has_words_roles_and_needs_and_neither_dates_people_nor_host(world):
    source, other = world.project("open"), world.people["other_officer"]
    role = source.roles.get()
    NeedFactory(role=role, level=3, required=False)

    made = services.copy_project(source, council=world.other_council, by=other)

    made.refresh_from_db()
    copy = made.roles.get()
    assert (made.stage, made.author, made.council) == ("draft", other, world.other_council)
    assert (made.title, made.problem, made.copied_from) == (source.title, source.problem, source)
    assert (made.start_from, made.start_by, made.forecast_gbp) == (None, None, None)
    assert len(made.unready()) == len(Project.READINESS)
    assert made.contact_email == other.email
    assert copy.ends_on - copy.starts_on == role.ends_on - role.starts_on
    assert copy.starts_on > timezone.localdate()
    needs = ("skill", "level", "required")
    assert list(copy.needs.values_list(*needs)) == list(role.needs.values_list(*needs))


def test_who_watches_a_project_is_told_of_each_move_once(world):
    project = world.project("open")
    watcher = FavouriteFactory(project=project).user
    FavouriteFactory(project=project, user=world.people["approver"])  # told as a member already

    services.cancel_project(project, by=world.people["officer"], reason="No money")

    notice = Notification.objects.get(to=watcher)
    assert notice.event.subject == "“Sample project, open”, which you watch, is cancelled now"
    assert notice.event.link == project.get_absolute_url()
    assert Notification.objects.filter(to=world.people["approver"]).count() == 1
    assert [event.kind for event in Event.objects.about(project)] == ["councils.project_cancelled"]


def test_going_on_is_remembered_with_what_was_shown(world):
    services.pass_similar(
        world.project("draft"), by=world.people["officer"], shown=[world.project("open")]
    )

    event = Event.objects.about(world.project("draft")).get()
    assert event.subject == "1 similar request looked at, and gone on with this one"
    path = world.project("open").get_absolute_url()
    assert event.text == f"Lambeth: Sample project, open ({path})"


def test_a_saved_search_with_facets_is_told_of_daily(world):
    project, yesterday = world.project("open"), timezone.now() - timedelta(days=1)
    skill = world.skill.pk
    for query in (
        f"q=sample+projetc&skill={skill}&skill=999999&stage=open&stage=staffed&borough=lambeth",
        "borough=camden&borough=southwark",
        "start=never&skill=one&stage=open",
    ):
        SavedSearch.objects.create(
            user=world.people["expert"],
            label="councils.projects",
            query=query,
            name=query[:9],
            seen_until=yesterday,
        )
    Project.objects.filter(pk=project.pk).update(opened_at=timezone.now() - timedelta(hours=1))

    told = services.send_daily()

    event = Event.objects.get(kind="councils.projects_found")
    assert told == 1
    assert event.text.count("Sample project, open") == 2
