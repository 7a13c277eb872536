"""Who may open which door of a project's papers, its end, and what comes after."""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from councils import queries
from councils.models import Project
from tests.factories.councils import (
    AnsweredQuestionFactory,
    AttachmentFactory,
    CompletionFactory,
    QuestionFactory,
    ReuseFactory,
    UseCheckFactory,
)
from tests.matrix import Row, check, each

OWN = ("officer", "approver", "administrator")
REASON = {"reason": "It named somebody"}
HIDDEN = {"rest": 404, "corps_staff": 403}
HOME = {
    "maintainer": "Sample maintainer",
    "maintainer_email": "maintainer@lambeth.gov.uk",
    "licence": "MIT",
}


def own(status, **others):
    """The council's own people get this."""
    return dict.fromkeys(OWN, status) | others


def project(stage):
    return lambda world: [world.project(stage).pk]


def file(stage):
    return lambda world: [AttachmentFactory(project=world.project(stage)).pk]


def question(factory=QuestionFactory):
    return lambda world: [factory(project=world.project("open"), by=world.people["expert"]).pk]


def new_file(_world):
    return {"title": "Map", "file": SimpleUploadedFile("map.txt", b"A map")}


def addendum(_world):
    start = timezone.localdate() + timedelta(days=90)
    return {
        "text": "It starts later.",
        "start_from": start,
        "start_by": start + timedelta(days=30),
        "contact_email": "officer@lambeth.gov.uk",
    }


def signable(world):
    CompletionFactory(project=world.project("in_delivery"), signed_by=None, signed_at=None)
    return [world.project("in_delivery").pk]


def asked(world):
    """The token of a nudge that was sent."""
    found = world.project("open")
    Project.objects.filter(pk=found.pk).update(nudged_at=timezone.now() + timedelta(seconds=1))
    return [queries.truth_token(Project.objects.get(pk=found.pk))]


def in_use(world):
    return [queries.use_token(UseCheckFactory(project=world.project("completed")))]


def reuse(world):
    """What the other council has declared."""
    return [ReuseFactory(project=world.project("completed"), council=world.other_council).pk]


def new_reuse(world):
    return {"council": world.other_council.pk, "since": date(2026, 6, 1), "how": "The form."}


def both(name, args, data, *, get=200, post=302, **others):
    """Rows of a form: looking at it, and sending it."""
    yield Row(name, args=args, **own(get), **others)
    yield Row(name, method="POST", args=args, data=data, **own(post), **others)


def posted(name, args, data=lambda _w: {}, **expected):
    """Rows of an act without a form."""
    yield Row(name, args=args, rest=405)
    yield Row(name, method="POST", args=args, data=data, **expected)


def reason(_world):
    return REASON


ROWS = [
    *both("councils:attachment-new", project("draft"), new_file, **HIDDEN),
    Row("councils:attachment-new", "open", args=project("open"), **own(302), rest=403),
    Row("councils:attachment", args=file("open"), everyone=200),
    Row(
        "councils:attachment",
        args=file("draft"),
        anonymous=404,
        **own(200, corps_staff=200),
        rest=404,
    ),
    *both("councils:attachment-remove", file("draft"), reason, **HIDDEN),
    Row("councils:attachment-remove", "open", args=file("open"), **own(200), rest=403),
    Row("councils:questions", args=project("open"), everyone=200),
    *both(
        "councils:question-answer",
        question(),
        lambda _w: {"published": "Which?", "answer": "Django."},
        rest=404,
        expert=403,
        corps_staff=403,
    ),
    *both("councils:question-decline", question(), reason, rest=404, expert=403, corps_staff=403),
    Row(
        "councils:question-answer",
        "answered",
        args=question(AnsweredQuestionFactory),
        **own(302),
        rest=403,
    ),
    Row("councils:addenda", args=project("open"), everyone=200),
    *both("councils:addendum-new", project("open"), addendum, rest=403),
    Row("councils:addendum-new", "completed", args=project("completed"), **own(302), rest=403),
    Row("councils:history", args=project("open"), everyone=200),
    Row(
        "councils:history",
        args=project("draft"),
        anonymous=404,
        **own(200, corps_staff=200),
        rest=404,
    ),
    *posted("councils:project-confirm", project("open"), **own(302), rest=403),
    Row("councils:still-true", args=asked, everyone=200),
    Row("councils:still-true", method="POST", args=asked, everyone=302),
    *both("councils:completion", project("in_delivery"), lambda _w: HOME, rest=403),
    Row("councils:completion", "draft", args=project("draft"), **own(302), **HIDDEN),
    *posted("councils:completion-sign", signable, **own(302), rest=403),
    Row("councils:in-use", args=in_use, everyone=200),
    Row(
        "councils:in-use",
        method="POST",
        args=in_use,
        data=lambda _w: {"answer": "yes"},
        everyone=302,
    ),
    Row("councils:reuse-new", args=project("completed"), other_officer=200, rest=403),
    Row(
        "councils:reuse-new",
        method="POST",
        args=project("completed"),
        data=new_reuse,
        other_officer=302,
        rest=403,
    ),
    Row(
        "councils:reuse-new", "draft", args=project("draft"), **own(403, corps_staff=403), rest=404
    ),
    Row("councils:reuse-withdraw", args=reuse, other_officer=200, rest=403),
    Row(
        "councils:reuse-withdraw",
        method="POST",
        args=reuse,
        data=reason,
        other_officer=302,
        rest=403,
    ),
]


@each(ROWS)
def test_the_door_opens_for_those_it_should(row, lasting_world):
    check(row, lasting_world)
