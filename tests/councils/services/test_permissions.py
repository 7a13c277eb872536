"""Who may open which door to a council's people, to who answers for projects, and to its lists."""

from django.core.files.uploadedfile import SimpleUploadedFile

from councils.models import Membership
from tests.councils.test_permissions import REASON, own, project, slug
from tests.factories.councils import CoOwnerFactory, InvitationFactory, ProjectSheetFactory
from tests.matrix import Row, check, each


def sheet(stage):
    """A list that the officer brought, of one good row."""

    def made(world):
        row = ProjectSheetFactory(
            council=world.council,
            by=world.people["officer"],
            stage=stage,
            mapping={"title": "title"},
        )
        return [row.pk]

    return made


def file(_world):
    return {"file": SimpleUploadedFile("list.csv", b"title\nMore light\n")}


def officers_membership(world):
    return [Membership.objects.get(user=world.people["officer"]).pk]


def co_owner(world):
    """The approver, on the officer's open project."""
    people = world.people
    project = world.project("open")
    row = CoOwnerFactory(project=project, user=people["approver"], added_by=people["officer"])
    return [row.pk]


def colleagues_invitation(world):
    return [InvitationFactory(council=world.council, by=world.people["administrator"]).pk]


def only_administrator(**others):
    return {"administrator": 302, "officer": 403, "approver": 403} | others


ROWS = [
    Row(
        "councils:member-end",
        args=officers_membership,
        **own(200, approver=403),
        rest=404,
        corps_staff=403,
    ),
    Row(
        "councils:member-end",
        method="POST",
        args=officers_membership,
        data=lambda _w: REASON,
        **own(302, approver=403, corps_staff=403),
        rest=404,
    ),
    Row("councils:member-invite", args=slug, administrator=200, rest=403),
    Row(
        "councils:member-invite",
        method="POST",
        args=slug,
        data=lambda _w: {"email": "new@lambeth.gov.uk", "role": "officer"},
        administrator=302,
        rest=403,
    ),
    Row("councils:invitation-withdraw", args=colleagues_invitation, rest=405),
    Row(
        "councils:invitation-withdraw",
        method="POST",
        args=colleagues_invitation,
        **only_administrator(corps_staff=302),
        rest=404,
    ),
    Row("councils:people-confirm", args=slug, rest=405),
    Row("councils:people-confirm", method="POST", args=slug, **only_administrator(), rest=403),
    Row("councils:owners", "open", args=project("open"), **own(200, corps_staff=200), rest=403),
    Row("councils:owners", "draft", args=project("draft"), **own(200, corps_staff=200), rest=404),
    Row(
        "councils:owners",
        "open",
        method="POST",
        args=project("open"),
        data=lambda world: {"user": world.people["approver"].pk},
        **own(302, approver=403, corps_staff=302),  # who reassign what is stuck
        rest=403,
    ),
    Row("councils:co-owner-remove", args=co_owner, rest=405),
    Row(
        "councils:co-owner-remove",
        method="POST",
        args=co_owner,
        **own(302, corps_staff=302),
        rest=403,
    ),
    Row("councils:imports", args=slug, **own(200), rest=403),
    Row("councils:imports", method="POST", args=slug, data=file, **own(302), rest=403),
    *(
        Row("councils:import", stage, args=sheet(stage), **own(200), rest=404)
        for stage in ("checked", "waiting", "taken", "undone")
    ),
    Row("councils:import-columns", args=sheet("opened"), **own(200), rest=404),
    Row(
        "councils:import-columns",
        method="POST",
        args=sheet("opened"),
        data=lambda _w: {"title": "title"},
        **own(302),
        rest=404,
    ),
    Row("councils:import-faults", args=sheet("checked"), **own(200), rest=404),
    *(
        Row(f"councils:import-{act}", method=method, args=sheet(stage), data=data, **expected)
        for act, stage, data in (
            ("file", "checked", file),
            ("take", "checked", lambda _w: {}),
            ("undo", "taken", lambda _w: {}),
            ("discard", "checked", lambda _w: {}),
        )
        for method, expected in (("GET", {"rest": 405}), ("POST", own(302, rest=404)))
    ),
]


@each(ROWS)
def test_the_door_opens_for_those_it_should(row, lasting_world):
    check(row, lasting_world)
