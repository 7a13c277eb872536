"""Who may open which door of the asking side."""

from datetime import timedelta

from django.utils import timezone

from councils import services
from councils.models import ApprovalLink, Invitation, Membership
from tests.factories.accounts import UserFactory
from tests.matrix import Row, check, each

OWN = ("officer", "approver", "administrator")
REASON = {"reason": "No money"}


def own(status, **others):
    """The council's own people get this."""
    return dict.fromkeys(OWN, status) | others


def project(stage):
    return lambda world: [world.project(stage).pk]


def role(stage):
    return lambda world: [world.role(stage).pk]


def waiting_member(world):
    """Somebody who has asked to act for the council."""
    return [Membership.objects.create(council=world.council, user=UserFactory()).pk]


def link(world):
    """A link that was sent to the approver, as if they were a head of service."""
    sent = ApprovalLink.objects.create(
        project=world.project("submitted"),
        name="Sample Head",
        post="Head",
        email=world.people["approver"].email,
        by=world.people["officer"],
    )
    return [sent.token]


def invitation(world):
    """An invitation to the administrator's own address."""
    sent = Invitation.objects.create(
        council=world.council,
        email=world.people["administrator"].email,
        by=world.people["corps_staff"],
    )
    return [sent.token]


def token(world):
    """The officer's own."""
    membership = Membership.objects.get(user=world.people["officer"])
    return [services.make_token(membership, name="Import", days=30, by=membership.user)[0].pk]


def new_token(world):
    membership = Membership.objects.get(user=world.people["officer"])
    return {"name": "Import", "days": 30, "membership": membership.pk}


def slug(world):
    return [world.council.slug]


def new_project(world):
    return {"title": "Fewer letters", "council": world.council.pk}


def new_role(_world):
    start = timezone.localdate()
    return {
        "title": "Developer",
        "places": 1,
        "days_a_week": 2,
        "starts_on": start,
        "ends_on": start + timedelta(days=90),
        "clearance": "none",
        "rank": 1,
        "needs-skill-0": "User research methods",
        "needs-level-0": "2",
        "needs-kind-0": "required",
    }


def sponsorship(world):
    """The other council asks to stand behind the open project."""
    return [
        services.ask_to_sponsor(
            world.project("open"), council=world.other_council, by=world.people["other_officer"]
        ).pk
    ]


def acts(name, legal, *, data=REASON, form=True, done=302):
    """Rows of an act: its form, and doing it, on a project at a legal stage."""
    hidden = 404 if legal in {"draft", "submitted", "returned"} else 403
    others = {"rest": hidden, "corps_staff": 403}
    if form:
        yield Row(name, legal, args=project(legal), **own(200), **others)
    else:
        yield Row(name, legal, args=project(legal), rest=405)
    yield Row(
        name, legal, method="POST", args=project(legal), data=lambda _w: data, **own(done), **others
    )


ROWS = [
    Row("councils:projects", everyone=200),
    *(
        Row("councils:project", stage, args=project(stage), everyone=200)
        for stage in ("open", "staffed", "in_delivery", "completed", "cancelled")
    ),
    *(
        Row(
            "councils:project",
            stage,
            args=project(stage),
            anonymous=404,
            **own(200, corps_staff=200),
            rest=404,
        )
        for stage in ("draft", "submitted", "returned", "withdrawn")
    ),
    Row("councils:project-new", other_officer=200, **own(200), rest=302),
    Row(
        "councils:project-new",
        method="POST",
        data=new_project,
        other_officer=200,  # the form again: the council is not theirs
        **own(302),
        rest=302,
    ),
    *acts("councils:project-edit", "draft", data={"title": "Fewer letters"}),
    *acts("councils:project-edit", "returned", data={"title": "Fewer letters"}),
    Row("councils:project-edit", "open", args=project("open"), **own(302), rest=403),
    *acts("councils:project-ready", "draft", data={"equipment": "A laptop"}),
    *acts("councils:project-ready", "open", data={"equipment": "A laptop"}),
    *acts("councils:project-submit", "draft", form=False),
    *acts("councils:project-submit", "open", form=False),
    Row("councils:project-approve", "submitted", args=project("submitted"), rest=405),
    Row(
        "councils:project-approve",
        "submitted",
        method="POST",
        args=project("submitted"),
        officer=403,
        approver=302,
        administrator=302,
        corps_staff=403,
        rest=404,
    ),
    Row(
        "councils:project-approve",
        "open",
        method="POST",
        args=project("open"),
        **own(302),  # told that somebody was there first
        rest=403,
    ),
    Row(
        "councils:project-return",
        "submitted",
        args=project("submitted"),
        officer=403,
        approver=200,
        administrator=200,
        corps_staff=403,
        rest=404,
    ),
    Row(
        "councils:project-return",
        "submitted",
        method="POST",
        args=project("submitted"),
        data=lambda _w: REASON,
        officer=403,
        approver=302,
        administrator=302,
        corps_staff=403,
        rest=404,
    ),
    *acts("councils:project-withdraw", "draft"),
    *acts("councils:project-withdraw", "submitted"),
    *acts("councils:project-cancel", "open"),
    *acts("councils:project-cancel", "in_delivery"),
    *acts("councils:project-complete", "in_delivery", form=False),
    Row(
        "councils:approval-send",
        "submitted",
        args=project("submitted"),
        **own(403, corps_staff=403),  # colleagues may approve
        rest=404,
    ),
    Row("councils:approval", "submitted", args=link, anonymous=200, approver=200, rest=403),
    Row(
        "councils:approval",
        "submitted",
        method="POST",
        args=link,
        data=lambda _w: {"approve": "1"},
        anonymous=200,
        approver=302,
        rest=403,
    ),
    Row("councils:role-new", "draft", args=project("draft"), **own(200, corps_staff=403), rest=404),
    Row(
        "councils:role-new",
        "draft",
        method="POST",
        args=project("draft"),
        data=new_role,
        **own(302, corps_staff=403),
        rest=404,
    ),
    Row("councils:role-edit", "draft", args=role("draft"), **own(200, corps_staff=403), rest=404),
    Row(
        "councils:role-edit",
        "draft",
        method="POST",
        args=role("draft"),
        data=new_role,
        **own(302, corps_staff=403),
        rest=404,
    ),
    Row("councils:role-edit", "open", args=role("open"), **own(302), rest=403),
    Row("councils:role-remove", "draft", args=role("draft"), **own(200, corps_staff=403), rest=404),
    Row(
        "councils:role-remove",
        "draft",
        method="POST",
        args=role("draft"),
        **own(302, corps_staff=403),
        rest=404,
    ),
    Row("councils:tokens", other_officer=200, **own(200), rest=302),  # to say where one works
    Row(
        "councils:tokens",
        method="POST",
        data=new_token,
        other_officer=200,  # the form again: the membership is not theirs
        **own(200),
        rest=302,
    ),
    Row("councils:token-revoke", args=token, rest=405),
    Row("councils:token-revoke", method="POST", args=token, officer=302, rest=404),
    Row("councils:join", rest=200),
    Row("councils:directory", corps_staff=200, rest=403),
    Row("councils:members", args=slug, **own(200, corps_staff=200), rest=403),
    Row("councils:member-confirm", args=waiting_member, rest=405),
    Row(
        "councils:member-confirm",
        method="POST",
        args=waiting_member,
        data=lambda _w: {"role": "officer"},
        administrator=302,
        officer=403,
        approver=403,
        corps_staff=403,
        rest=404,
    ),
    Row(
        "councils:member-refuse",
        args=waiting_member,
        administrator=200,
        officer=403,
        approver=403,
        corps_staff=403,
        rest=404,
    ),
    Row(
        "councils:member-refuse",
        method="POST",
        args=waiting_member,
        data=lambda _w: REASON,
        administrator=302,
        officer=403,
        approver=403,
        corps_staff=403,
        rest=404,
    ),
    Row("councils:administrator-invite", args=slug, corps_staff=200, rest=403),
    Row(
        "councils:administrator-invite",
        method="POST",
        args=slug,
        data=lambda _w: {"email": "head@lambeth.gov.uk"},
        corps_staff=302,
        rest=403,
    ),
    Row("councils:invitation", args=invitation, rest=200),
    Row("councils:invitation", method="POST", args=invitation, administrator=302, rest=403),
    Row("councils:favourites", rest=200),
    Row("councils:project-star", args=project("open"), rest=405),
    Row("councils:project-star", "open", method="POST", args=project("open"), rest=302),
    Row(
        "councils:project-star",
        "draft",
        method="POST",
        args=project("draft"),
        **own(302, corps_staff=302),
        rest=404,
    ),
    *acts("councils:project-similar", "draft", data={}),
    Row("councils:project-similar", "open", args=project("open"), **own(302), rest=403),
    Row(
        "councils:project-copy",
        "open",
        args=project("open"),
        **own(200, other_officer=200),
        rest=403,
    ),
    Row(
        "councils:project-copy",
        "open",
        method="POST",
        args=project("open"),
        data=lambda world: {"council": world.council.pk},
        other_officer=200,  # the form again: the council is not theirs
        **own(302),
        rest=403,
    ),
    Row(
        "councils:project-copy",
        "draft",
        args=project("draft"),
        **own(200, corps_staff=403),
        rest=404,
    ),
    Row("councils:sponsor-ask", "open", args=project("open"), other_officer=200, rest=403),
    Row(
        "councils:sponsor-ask",
        "open",
        method="POST",
        args=project("open"),
        data=lambda world: {"council": world.other_council.pk},
        other_officer=302,
        rest=403,
    ),
    Row("councils:sponsor-ask", "completed", args=project("completed"), rest=403),
    *acts("councils:sponsor-invite", "open", data={"council": ""}, done=200),
    Row("councils:sponsorship-accept", args=sponsorship, rest=405),
    Row(
        "councils:sponsorship-accept",
        method="POST",
        args=sponsorship,
        **own(302, other_officer=403),
        rest=404,
    ),
    *(
        Row(
            "councils:sponsorship-decline",
            method=method,
            args=sponsorship,
            data=lambda _w: REASON,
            **own(status, other_officer=403),
            rest=404,
        )
        for method, status in (("GET", 200), ("POST", 302))
    ),
    *(
        Row(
            "councils:sponsorship-withdraw",
            method=method,
            args=sponsorship,
            data=lambda _w: REASON,
            other_officer=status,
            **own(403),
            rest=404,
        )
        for method, status in (("GET", 200), ("POST", 302))
    ),
]


@each(ROWS)
def test_the_door_opens_for_those_it_should(row, lasting_world):
    check(row, lasting_world)
