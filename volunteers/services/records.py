"""What a volunteer can show of accepted work: a page, a file, a certificate."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date

from corps import formats
from corps.accounts.models import User
from corps.notifications.services import record
from volunteers.models import Certificate, Record, Volunteer

LONGEST_NAME = 100


class NothingAccepted(Exception):
    """A certificate states accepted work, and there is none yet."""


def record_of(volunteer: Volunteer) -> Record:
    """The volunteer's record; it is made, hidden, the first time somebody asks for it."""
    return Record.objects.get_or_create(volunteer=volunteer)[0]


@transaction.atomic
def show_record(own: Record, *, by: User, public: bool) -> Record:
    """Let everybody see a record, or nobody but the volunteer and corps staff."""
    own = Record.objects.select_for_update().get(pk=own.pk)
    if own.is_public != public:
        own.is_public = public
        own.save(update_fields=["is_public"])
        name = "record_shown" if public else "record_hidden"
        record(f"volunteers.{name}", about=own, by=by)
    return own


@transaction.atomic
def make_certificate(volunteer: Volunteer, *, by: User, name: str) -> Certificate:
    """State what was accepted until now; the same work under the same name gives the same one."""
    volunteer = Volunteer.objects.select_for_update(of=("self",)).get(pk=volunteer.pk)
    work = volunteer.contributions.for_a_record()
    if not work:
        raise NothingAccepted("No work of yours has been accepted yet.")
    lines = [
        {
            "title": one.task.title,
            "asker": str(one.task.asker),
            "on": _day(one.reviewed_at).isoformat(),
            "hours": f"{one.hours:f}",
        }
        for one in work
    ]
    same = Certificate.objects.valid().filter(volunteer=volunteer, name=name, lines=lines).first()
    if same:
        return same
    made: Certificate = Certificate.objects.create(
        volunteer=volunteer,
        name=name,
        hours=sum((one.hours or Decimal(0) for one in work), Decimal(0)),
        since=min(_day(one.claimed_at) for one in work),
        until=max(_day(one.reviewed_at) for one in work),
        lines=lines,
    )
    record("volunteers.certificate_made", about=made, by=by)
    return made


def _day(at: datetime | None) -> date:
    """The day in London of a moment."""
    return timezone.localdate(at)


@transaction.atomic
def withdraw_certificate(certificate: Certificate, *, by: User, reason: str) -> Certificate:
    """Say to everybody who checks it that it does not hold any more."""
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if certificate.withdrawn_at is None:
        certificate.withdrawn_at = timezone.now()
        certificate.withdrawn_reason = reason
        certificate.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        record(
            "volunteers.certificate_withdrawn",
            about=certificate,
            by=by,
            tell=[certificate.volunteer.user],
            reason=reason,
        )
    return certificate


def certificate_file(certificate: Certificate) -> bytes:
    """The certificate as a tagged PDF: the same facts whenever it is made."""
    return formats.pdf(
        "volunteers/certificate.typ",
        {
            "name": certificate.name,
            "hours": _plain(certificate.hours),
            "count": str(len(certificate.lines)),
            "since": _in_words(certificate.since),
            "until": _in_words(certificate.until),
            "code": certificate.code,
            "made": _in_words(timezone.localdate(certificate.made_at)),
            "address": settings.SITE_URL + certificate.get_absolute_url(),
            "sample": certificate.volunteer.user.is_sample,
            "tasks": [
                {
                    "title": piece.title,
                    "asker": piece.asker,
                    "on": _in_words(piece.on),
                    "hours": _plain(piece.hours),
                }
                for piece in certificate.pieces
            ],
        },
    )


def _in_words(day: date) -> str:
    return format_date(day, "j F Y")


def _plain(hours: Decimal) -> str:
    """Hours without idle noughts: 2, 2.5."""
    return f"{hours.normalize():f}"


def export(volunteer: Volunteer) -> dict[str, Any]:
    """All of a volunteer's record, as JSON can hold it: theirs to take along."""
    user = volunteer.user
    return {
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "site": settings.SITE_URL,
        "sample_data": user.is_sample,
        "volunteer": {
            "name": user.name,
            "gives_time_as": volunteer.get_kind_display(),
            "for": str(volunteer.organisation) if volunteer.organisation else None,
            "since": volunteer.since.isoformat(timespec="seconds"),
        },
        "accepted": [
            {
                "task": one.task.title,
                "address": settings.SITE_URL + one.task.get_absolute_url(),
                "asker": str(one.task.asker),
                "given_for": str(one.organisation) if one.organisation else None,
                "hours": f"{one.hours:f}",
                "began_on": _day(one.claimed_at).isoformat(),
                "accepted_on": _day(one.reviewed_at).isoformat(),
                "skills": sorted(need.skill.name for need in one.task.needs.all()),
                "what_was_done": one.evidence,
                "link": one.evidence_link,
                "endorsement": one.endorsement,
            }
            for one in volunteer.contributions.for_a_record()
        ],
        "certificates": [
            {
                "code": one.code,
                "name": one.name,
                "hours": f"{one.hours:f}",
                "made_on": _day(one.made_at).isoformat(),
                "withdrawn_on": _day(one.withdrawn_at).isoformat() if one.withdrawn_at else None,
                "address": settings.SITE_URL + reverse("volunteers:certificate", args=[one.code]),
            }
            for one in Certificate.objects.filter(volunteer=volunteer)
        ],
    }
