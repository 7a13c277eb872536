"""Who may open which door of casework."""

from datetime import timedelta

from django.utils import timezone

from corps.casework.models import Complaint, Look
from councils.models import Membership
from tests.factories.accounts import UserFactory
from tests.matrix import Row, check, each

STAFF = {"corps_staff": 200, "rest": 403}
REASON = {"reason": "They asked us to."}


def somebody(world):
    return [world.people["officer"].pk]


def complaint(world):
    """The officer's, to corps staff."""
    made = Complaint.objects.create(
        by=world.people["officer"],
        subject="Nobody answers",
        text="For weeks.",
        due_on=timezone.localdate(),
    )
    return [made.token]


def answered(world):
    [token] = complaint(world)
    Complaint.objects.filter(token=token).update(
        stage="answered",
        answer="We do now.",
        answered_at=timezone.now(),
        answered_by=world.people["corps_staff"],
    )
    return [token]


def handler(world):
    return {"handler": world.people["corps_staff"].pk}


def look(world):
    """Corps staff as the officer."""
    made = Look.objects.create(
        by=world.people["corps_staff"],
        of=world.people["officer"],
        reason="They cannot see it.",
        ends_at=timezone.now() + timedelta(minutes=9),
    )
    return [made.pk]


def waiting(world):
    """Somebody who has waited for a week to act for the council."""
    made = Membership.objects.create(
        council=world.council,
        user=UserFactory(),
        asked_at=timezone.now() - timedelta(days=7),
    )
    return ["members", made.pk]


def suspended(world):
    person = world.people["officer"]
    person.is_active = False
    person.save()
    return [person.pk]


def organisation(world):
    return [world.people["employer"].organisations.get().pk]


ROWS = [
    Row("casework:stuck", **STAFF),
    Row("casework:stuck-kind", args=lambda _: ["members"], **STAFF),
    Row("casework:chase", method="POST", args=waiting, corps_staff=302, rest=403),
    Row("casework:record", args=lambda w: ["accounts.user", *somebody(w)], **STAFF),
    Row(
        "casework:record",
        method="POST",
        args=lambda w: ["accounts.user", *somebody(w)],
        data=lambda _: {"text": "Rang."},
        corps_staff=302,
        rest=403,
    ),
    Row("casework:complaints", **STAFF),
    Row("casework:complaint-new", rest=200),
    Row(
        "casework:complaint-new",
        method="POST",
        data=lambda _: {"subject": "Late", "text": "Very"},
        rest=302,
    ),
    Row("casework:complaint", args=complaint, officer=200, corps_staff=200, rest=404),
    *(
        Row(
            f"casework:complaint-{act}",
            method="POST",
            args=complaint,
            data=data,
            officer=403,
            corps_staff=302,
            rest=404,
        )
        for act, data in (
            ("take-up", lambda _: {}),
            ("assign", handler),
            ("answer", lambda _: {"words": "Done."}),
        )
    ),
    Row("casework:complaint-answer", args=complaint, officer=403, corps_staff=200, rest=404),
    Row("casework:complaint-object", args=answered, officer=200, corps_staff=403, rest=404),
    Row(
        "casework:complaint-object",
        method="POST",
        args=answered,
        data=lambda _: {"words": "No."},
        officer=302,
        corps_staff=403,
        rest=404,
    ),
    Row("casework:people", **STAFF),
    Row("casework:person", args=somebody, **STAFF),
    Row("casework:person-suspend", args=somebody, **STAFF),
    Row(
        "casework:person-suspend",
        method="POST",
        args=somebody,
        data=lambda _: REASON,
        corps_staff=302,
        # Who is suspended is signed out, and this is what the officer asks for themselves.
        rest=403,
    ),
    Row("casework:person-reinstate", args=lambda w: [UserFactory(is_active=False).pk], **STAFF),
    Row(
        "casework:person-reinstate",
        method="POST",
        args=lambda w: [UserFactory(is_active=False).pk],
        data=lambda _: REASON,
        corps_staff=302,
        rest=403,
    ),
    Row("casework:person-merge", args=somebody, **STAFF),
    Row(
        "casework:person-merge",
        method="POST",
        args=somebody,
        data=lambda _: REASON | {"duplicate": UserFactory().email, "merge": ""},
        corps_staff=302,
        rest=403,
    ),
    Row("casework:person-look", args=somebody, **STAFF),
    Row(
        "casework:person-look",
        method="POST",
        args=somebody,
        data=lambda _: REASON,
        corps_staff=302,
        rest=403,
    ),
    Row("casework:organisation-merge", args=organisation, **STAFF),
    Row("casework:project-merge", args=lambda w: [w.project("open").pk], **STAFF),
    Row(
        "casework:project-merge",
        method="POST",
        args=lambda w: [w.project("open").pk],
        data=lambda w: REASON | {"duplicate": w.project("draft").pk, "merge": ""},
        corps_staff=302,
        rest=403,
    ),
    Row("casework:looks", **STAFF),
    Row("casework:look", args=look, **STAFF),
    Row("casework:look-end", method="POST", args=look, corps_staff=302, rest=403),
    Row("casework:look-front", args=look, **STAFF),
    Row("casework:look-page", args=lambda w: [*look(w), "councils/projects/"], **STAFF),
    Row(
        "casework:look-page",
        method="POST",
        args=lambda w: [*look(w), "councils/projects/new/"],
        rest=403,
    ),
]


@each(ROWS)
def test_the_door_opens_for_those_it_should(row, lasting_world):
    check(row, lasting_world)
