"""How projects are found: by words, slips forgiven, by facets, and by likeness."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from councils import queries
from councils.models import Findable, Project, Word
from tests.councils.asking import opened
from tests.factories.councils import NeedFactory, ProjectFactory, RoleFactory
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


def titles(client, **query):
    page = client.get(reverse("councils:projects"), query).context["page"]
    return [project.title for project in page]


def counts(facet, user=NOBODY, **chosen):
    return {key: n for key, n in queries.look(user, **chosen).counts[facet].items() if key}


@pytest.fixture
def planning(world):
    (project,) = opened(
        world.council, title="Fewer planning applications bounce", problem="Forms come back."
    )
    opened(world.other_council, title="Housing repairs on time", problem="Nobody keeps the visits.")
    return project


@pytest.mark.parametrize(
    "typed",
    [
        "planning applications",
        "plannign aplications",
        "planning application bounces",
        "“planning applications”",
        "applications -housing",
        "lambeth bounce",
        "sample developer planning",
    ],
)
def test_words_are_found_whatever_their_form_and_with_slips(client, planning, typed):
    assert titles(client, q=typed) == ["Fewer planning applications bounce"]


def test_what_was_taken_for_what_was_typed_is_said(client, planning):
    page = client.get(reverse("councils:projects"), {"q": "plannign aplications"})

    assert page.content.decode().count("what was found for “planning applications”") == 1


def test_what_fits_best_comes_first(client, world):
    opened(world.council, title="Benches in parks", problem="People wait for parking.")
    opened(world.council, title="Parking permits", problem="Letters go out twice.")
    opened(world.council, title="Parking permits for carers", problem="Parking permits are late.")

    found = titles(client, q="parking permits")

    assert found[0] == "Parking permits for carers"
    assert set(found) == {"Parking permits for carers", "Parking permits"}
    assert titles(client, q="parking permits", sort="latest") == [
        "Parking permits for carers",
        "Parking permits",
    ]


def test_words_that_the_index_leaves_out_are_sought_in_titles(client, world):
    opened(world.council, title="IT for all")
    opened(world.council, title="Bins")

    assert titles(client, q="it") == ["IT for all"]


def test_drafts_are_found_by_their_council_alone_and_teach_no_words(client, world):
    ProjectFactory(council=world.council, title="Zymurgy for beginners")

    outside = titles(client, q="zymurgy")
    client.force_login(world.people["officer"])

    assert (outside, titles(client, q="zymurgy")) == ([], ["Zymurgy for beginners"])
    assert not Word.objects.filter(word="zymurgy").exists()


def test_counts_of_a_facet_are_taken_under_the_other_filters(client, world):
    skill = SkillFactory(name="Weaving")
    opened(world.council, 2)
    (other,) = opened(world.other_council, phase="beta")
    NeedFactory(role=other.roles.get(), skill=skill)
    ProjectFactory(council=world.council, stage="completed", opened_at=timezone.now())
    ProjectFactory(council=world.council)

    assert counts("borough") == {"lambeth": 3, "southwark": 1}
    assert counts("stage") == {"open": 3, "completed": 1}
    assert counts("stage", borough=["lambeth"]) == {"open": 2, "completed": 1}
    assert counts("borough", borough=["lambeth"], stage=["open"]) == {"lambeth": 2, "southwark": 1}
    assert counts("borough", skill=[str(skill.pk)]) == {"southwark": 1}
    assert counts("skill", phase=["beta"]).keys() == {
        str(pk) for pk in other.roles.get().needs.values_list("skill", flat=True)
    }
    assert counts("stage", user=world.people["officer"])["draft"] == 1


def test_every_count_is_what_its_filter_finds(client, world):
    for number, stage in enumerate(("open", "open", "cancelled", "staffed", "open")):
        council = (world.council, world.other_council)[number % 2]
        start = timezone.localdate().replace(day=1) + timedelta(days=40 * number)
        opened(
            council, phase="alpha" if number % 3 else "", start_from=start, title=f"Bins {number}"
        )
        Project.objects.filter(title=f"Bins {number}").update(stage=stage)
    chosen = {"q": "bins", "stage": ["open", "cancelled"]}

    found = queries.look(NOBODY, **chosen)

    for facet, values in found.counts.items():
        for value, number in values.items():
            if value:
                narrowed = chosen | {facet: [value]}
                assert queries.look(NOBODY, **narrowed).rows.count() == number, (facet, value)
    assert found.total == found.rows.count() == 4


def test_values_that_nothing_has_are_not_offered(client, world):
    opened(world.council)

    page = client.get(reverse("councils:projects"), {"stage": "completed"})

    form = page.context["form"]
    assert [words for _, words in form.fields["stage"].choices] == ["Open (1)", "Completed (0)"]
    assert form.fields["borough"].choices == []


def test_projects_come_in_the_order_asked_for(client, world):
    month = timezone.localdate().replace(day=1)
    for title, start, places in (("Past", -40, 9), ("Late", 200, 1), ("Soon", 40, 3)):
        project = ProjectFactory(
            council=world.council,
            stage="open",
            opened_at=timezone.now(),
            title=title,
            start_from=month + timedelta(days=start),
        )
        RoleFactory(project=project, places=places)

    assert titles(client, sort="soonest") == ["Soon", "Late", "Past"]
    assert titles(client, sort="people") == ["Past", "Soon", "Late"]
    assert titles(client) == ["Soon", "Late", "Past"]


def test_the_index_follows_whoever_writes(world):
    project = world.project("open")
    role, skill = project.roles.get(), SkillFactory(name="Glassblowing")

    def found(words):
        return list(queries.narrow_projects(Project.objects.all(), q=words)) == [project]

    Project.objects.filter(pk=project.pk).update(title="Wholly new words")
    NeedFactory(role=role, skill=skill)
    assert (found("wholly"), found("glassblowing"), found("twice")) == (True, True, True)
    role.delete()
    assert (found("glassblowing"), Findable.objects.get().places) == (False, 0)
    project.delete()
    assert Findable.objects.count() == 0


def test_windows_of_the_start_meet_and_leave_no_gap():
    from councils.queries.finding import _begins, _window

    now = queries.finding.this_month()
    named = [_window(month, now) for month in range(now - 2, now + 9)]

    assert named == ["now"] * 3 + ["soon"] * 3 + ["later"] * 3 + ["far"] * 2
    assert _window(0, now) == ""
    assert Findable.objects.filter(_begins(["now", "far"])).count() == 0


@pytest.mark.parametrize("sort", ["latest", "soonest", "people", ""])
def test_no_order_reads_the_projects_themselves(sort):
    rows = queries.first_of(NOBODY, sort=sort)

    assert 'JOIN "councils_project"' not in str(rows.query)
