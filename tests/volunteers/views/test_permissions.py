"""Who may open the doors of suggestions, repositories, records and certificates."""

from django.utils import timezone

from tests.factories.volunteers import (
    AcceptedContributionFactory,
    CertificateFactory,
    ReadyVolunteerFactory,
    RecordFactory,
    SourceFactory,
    SuggestionFactory,
)
from tests.matrix import Row, check, each
from volunteers.models import Volunteer


def suggestion(world, **fields):
    """What the expert put to the officer's council."""
    given = {"council": world.council, "by": world.people["expert"]} | fields
    return [SuggestionFactory(**given).pk]


def to_all(world):
    """What the officer put to all councils."""
    return suggestion(world, council=None, by=world.people["officer"])


def answered(world):
    """What was answered already."""
    return suggestion(
        world,
        stage="not_taken_up",
        answer="We do this already.",
        answered_at=timezone.now(),
        answered_by=world.people["officer"],
        answered_for=world.council,
    )


def source(world):
    """A repository of the officer's council, with an address."""
    return [
        SourceFactory(
            council=world.council,
            owner=world.people["officer"],
            url="https://example.org/issues",
            only_label="good first issue",
            effort="from_1",
            done_when="The change is merged.",
            personal_data="none",
        ).pk
    ]


def experts_profile(world):
    """The expert as a volunteer, with one piece of work accepted."""
    expert = world.people["expert"]
    own = Volunteer.objects.filter(user=expert).first() or ReadyVolunteerFactory(user=expert)
    if not own.contributions.exists():
        AcceptedContributionFactory(volunteer=own)
    return own


def record(world, *, public=False):
    return [RecordFactory(volunteer=experts_profile(world), is_public=public).key]


def certificate(world):
    return [CertificateFactory(volunteer=experts_profile(world)).code]


def own_pages(world):
    """Nothing in the address, but the expert is a volunteer."""
    experts_profile(world)
    return []


ANSWER = {"take_up": "no", "words": "We do this already."}
SUGGESTED = {"kind": "task", "title": "Bins", "text": "Somebody could count them."}
REASON = {"reason": "It names a resident."}
COUNCIL = {"officer": 200, "approver": 200, "administrator": 200}
COUNCIL_DOES = {"officer": 302, "approver": 302, "administrator": 302}


def passed_on(world):
    return {"council": world.other_council.pk}


ROWS = [
    Row("volunteers:suggestions", everyone=200),
    Row("volunteers:suggestion-new", rest=200),
    Row("volunteers:suggestion-new", method="POST", data=lambda _: SUGGESTED, rest=302),
    Row("volunteers:suggestion", args=suggestion, everyone=200),
    Row("volunteers:suggestion-answer", args=suggestion, **COUNCIL, rest=403),
    Row(
        "volunteers:suggestion-answer",
        method="POST",
        args=suggestion,
        data=lambda _: ANSWER,
        **COUNCIL_DOES,
        rest=403,
    ),
    Row(
        "volunteers:suggestion-answer",
        "to all",
        args=to_all,
        **(COUNCIL | {"officer": 403}),
        other_officer=200,
        rest=403,
    ),
    Row("volunteers:suggestion-answer", "answered", args=answered, rest=302),
    Row("volunteers:suggestion-pass-on", args=suggestion, **COUNCIL, corps_staff=200, rest=403),
    Row(
        "volunteers:suggestion-pass-on",
        method="POST",
        args=suggestion,
        data=passed_on,
        **COUNCIL_DOES,
        corps_staff=302,
        rest=403,
    ),
    Row("volunteers:suggestion-pass-on", "answered", args=answered, rest=302),
    Row("volunteers:suggestion-hide", args=suggestion, **COUNCIL, corps_staff=200, rest=403),
    Row(
        "volunteers:suggestion-hide",
        method="POST",
        args=suggestion,
        data=lambda _: REASON,
        **COUNCIL_DOES,
        corps_staff=302,
        rest=403,
    ),
    Row("volunteers:sources", **COUNCIL, other_officer=200, corps_staff=200, rest=403),
    Row("volunteers:source-new", corps_staff=200, rest=403),
    Row("volunteers:source", args=source, **COUNCIL, corps_staff=200, rest=404),
    Row(
        "volunteers:source-edit",
        args=source,
        officer=403,
        approver=403,
        administrator=403,
        corps_staff=200,
        rest=404,
    ),
    Row("volunteers:source-import", args=source, rest=405),
    Row(
        "volunteers:source-import",
        method="POST",
        args=source,
        **COUNCIL_DOES,
        corps_staff=302,
        rest=404,
    ),
    Row("volunteers:source-declare", args=source, rest=405),
    Row(
        "volunteers:source-declare",
        method="POST",
        args=source,
        **COUNCIL_DOES,
        corps_staff=403,
        rest=404,
    ),
    Row("volunteers:my-record", args=own_pages, rest=302),
    Row("volunteers:record", args=record, anonymous=404, expert=200, corps_staff=200, rest=404),
    Row(
        "volunteers:record",
        "shown",
        args=lambda world: record(world, public=True),
        everyone=200,
    ),
    Row("volunteers:record-show", args=own_pages, expert=200, rest=404),
    Row("volunteers:record-show", method="POST", args=own_pages, expert=302, rest=404),
    Row("volunteers:record-export", args=own_pages, expert=200, rest=404),
    Row("volunteers:certificate-new", args=own_pages, expert=200, rest=404),
    Row(
        "volunteers:certificate-new",
        method="POST",
        args=own_pages,
        data=lambda _: {"name": "Sample Volunteer"},
        expert=302,
        rest=404,
    ),
    Row("volunteers:certificate", args=certificate, everyone=200),
    Row("volunteers:certificate-file", args=certificate, expert=200, rest=404),
    Row("volunteers:certificate-withdraw", args=certificate, expert=200, corps_staff=200, rest=403),
    Row(
        "volunteers:certificate-withdraw",
        method="POST",
        args=certificate,
        data=lambda _: REASON,
        expert=302,
        corps_staff=302,
        rest=403,
    ),
]


@each(ROWS)
def test_the_door_opens_for_those_it_should(row, lasting_world):
    check(row, lasting_world)
