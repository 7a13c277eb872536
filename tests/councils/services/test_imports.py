"""A council's sheet becomes drafts, all or nothing, and is undone the same way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from corps.notifications.models import Event, Notification
from corps.sheets.formats import open_sheet
from corps.stages import IllegalMove
from councils import queries, services
from councils.models import Project, ProjectSheet
from councils.services.imports import BIG
from tests.factories.councils import CoOwnerFactory, ProjectFactory, ProjectSheetFactory

pytestmark = pytest.mark.django_db
GOOD = (
    "Name;Saving;Start;Latest;Stage;Borough\r\n"
    "Fewer letters;£45k;1/3/2027;;Alpha;Lambeth\r\n"
    '=HYPERLINK("x");;;;;\r\n'
    "fewer  LETTERS;;;;;\r\n"
    "Theirs;;;;;LB Camden\r\n"
)
MAPPING = {
    "title": "Name",
    "forecast_gbp": "Saving",
    "start_from": "Start",
    "start_by": "Latest",
    "phase": "Stage",
    "council": "Borough",
}


def upload(world, text=GOOD, mapping=MAPPING):
    """The officer's sheet, its columns chosen."""
    by = world.people["officer"]
    sheet = services.upload_sheet(
        world.council, by=by, name="list.csv", opened=open_sheet(text.encode())
    )
    return services.choose_columns(sheet, by=by, mapping=mapping)


def take_in(world, sheet):
    return services.take_in_sheet(sheet, by=world.people["officer"])


def test_good_rows_become_drafts_and_twins_and_others_are_left_out(world):
    sheet = take_in(world, upload(world))

    assert [(one.title, one.stage, one.author) for one in sheet.made.order_by("pk")] == [
        ("Fewer letters", "draft", world.people["officer"]),
        ('=HYPERLINK("x")', "draft", world.people["officer"]),
    ]
    first = sheet.made.order_by("pk")[0]
    assert (first.forecast_gbp, first.start_from.isoformat(), first.phase) == (
        45_000,
        "2027-03-01",
        "alpha",
    )
    assert [(line, words) for line, _, words in sheet.passed] == [
        (5, "It is another council’s project."),
        (4, "It is the same as line 2."),
    ]
    assert [one.kind for one in Event.objects.about(first)] == ["councils.project_drafted"]
    told = Notification.objects.filter(event__kind="councils.sheet_taken_in")
    assert [notice.to for notice in told] == [world.people["administrator"]]


def test_the_same_sheet_again_makes_nothing(world):
    take_in(world, upload(world))

    again = upload(world)

    assert (again.good, len(again.passed)) == (0, 4)
    with pytest.raises(services.Faulty):
        take_in(world, again)


def test_one_fault_keeps_every_row_out_and_nothing_is_lost(world):
    sheet = upload(world, GOOD + "Last;lots;2/3/2027;1/3/2027;omega;Atlantis\r\nL;;2/3/27;1/3/27;;")

    with pytest.raises(services.Faulty):
        take_in(world, sheet)

    kept = ProjectSheet.objects.get()
    assert (Project.objects.count(), kept.size, kept.mapping) == (0, 6, MAPPING)
    assert [(line, column) for line, column, _ in kept.faults] == [
        (6, "Saving"),
        (6, "Stage"),
        (6, "Borough"),
        (7, ""),
    ]
    mended = services.replace_sheet(
        kept, by=world.people["officer"], name="mended.csv", opened=open_sheet(GOOD.encode())
    )
    assert (mended.stage, mended.mapping, mended.faults) == ("checked", MAPPING, [])


def test_what_became_a_twin_since_the_preview_is_left_out_when_taken_in(world):
    sheet = upload(world)
    ProjectFactory(council=world.council, title="Fewer Letters")

    sheet = take_in(world, sheet)

    assert [one.title for one in sheet.made.all()] == ['=HYPERLINK("x")']


def test_undoing_takes_every_draft_away_and_leaves_the_sheet(world):
    sheet = take_in(world, upload(world))

    sheet = services.undo_sheet(sheet, by=world.people["officer"])

    assert (Project.objects.count(), sheet.stage, sheet.size) == (0, "undone", 4)
    again = services.choose_columns(sheet, by=world.people["officer"], mapping=MAPPING)
    assert take_in(world, again).made.count() == 2


@pytest.mark.parametrize("what", ["edit", "withdraw", "role", "share"])
def test_nothing_is_undone_once_somebody_worked_on_one_draft(world, what):
    sheet = take_in(world, upload(world))
    first, by = sheet.made.order_by("pk")[0], world.people["administrator"]
    if what == "edit":
        services.edit_project(first, by=by, problem="Quite another one.")
    elif what == "withdraw":
        services.withdraw_project(first, by=by, reason="No")
    elif what == "role":
        services.add_role(
            first, by=by, needs=[], title="R", days_a_week=1, starts_on="2027-01-01",
            ends_on="2027-02-01",
        )  # fmt: skip
    else:
        services.add_co_owner(first, user=by, by=by)

    with pytest.raises(services.MovedOn) as caught:
        services.undo_sheet(sheet, by=by)

    assert caught.value.projects == [first]
    assert (Project.objects.count(), ProjectSheet.objects.get().stage) == (2, "taken")


def test_a_sheet_is_taken_in_and_undone_once(world):
    sheet = take_in(world, upload(world))

    with pytest.raises(IllegalMove):
        take_in(world, sheet)
    with pytest.raises(IllegalMove):
        services.discard_sheet(sheet, by=world.people["officer"])
    services.undo_sheet(sheet, by=world.people["officer"])
    with pytest.raises(IllegalMove):
        services.undo_sheet(sheet, by=world.people["officer"])


def test_a_large_sheet_waits_for_the_background_and_is_taken_in_once(
    world, django_assert_max_num_queries
):
    lines = "".join(f"Sample {n}\n" for n in range(BIG + 1))
    sheet = take_in(world, upload(world, f"title\n{lines}", {"title": "title"}))
    assert (sheet.stage, Project.objects.count()) == ("waiting", 0)

    with django_assert_max_num_queries(60):
        assert services.take_in_waiting() == 1

    assert (services.take_in_waiting(sheet.pk), Project.objects.count()) == (0, BIG + 1)
    services.undo_sheet(sheet, by=world.people["officer"])
    assert Project.objects.count() == 0


def test_the_columns_chosen_last_are_offered_next_time(world):
    upload(world)

    assert queries.kept_columns(world.council) == MAPPING
    assert queries.kept_columns(world.other_council) == {}


def test_sheets_are_forgotten_after_a_month_and_their_drafts_stay(world):
    taken, left, fresh = take_in(world, upload(world)), upload(world), ProjectSheetFactory()
    later = timezone.now() + timedelta(days=31)
    ProjectSheet.objects.filter(pk=fresh.pk).update(moved_at=later)

    assert services.empty_sheets(now=later) == 2

    assert set(ProjectSheet.objects.values_list("pk", flat=True)) == {taken.pk, fresh.pk}
    taken.refresh_from_db()
    assert (taken.rows, taken.made.count(), left.pk == taken.pk) == ([], 2, False)


def test_what_is_shared_or_moved_on_counts_as_worked_on(world):
    plain, shared = ProjectFactory.create_batch(2)
    row = CoOwnerFactory(project=shared)
    services.remove_co_owner(row, by=row.added_by)

    assert queries.moved_on([plain, shared]) == [shared]


def test_who_works_on_a_draft_that_was_undone_hears_that_it_is_gone(world):
    sheet = take_in(world, upload(world))
    project = sheet.made.first()
    services.undo_sheet(sheet, by=world.people["officer"])

    with pytest.raises(IllegalMove):
        services.edit_project(project, by=world.people["approver"], problem="Another.")
