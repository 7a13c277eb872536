"""Accepted work makes a record, a file to take along, and certificates that can be checked."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from corps.notifications.models import Event, Notification
from tests.factories.volunteers import (
    AcceptedContributionFactory,
    CertificateFactory,
    ReadyVolunteerFactory,
    SubmittedContributionFactory,
    TaskSkillFactory,
)
from volunteers import services
from volunteers.models import Certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def volunteer():
    return ReadyVolunteerFactory(user__name="Sample Volunteer")


def accepted(volunteer, hours="1.5", **fields):
    return AcceptedContributionFactory(volunteer=volunteer, hours=Decimal(hours), **fields)


def certificate(volunteer, name="Sample Volunteer"):
    return services.make_certificate(volunteer, by=volunteer.user, name=name)


def test_a_certificate_states_what_was_accepted_and_nothing_else(volunteer):
    began = timezone.now() - timedelta(days=3)
    accepted(volunteer, "1.5", claimed_at=began)
    accepted(volunteer, "0.25", claimed_at=timezone.now() - timedelta(days=1))
    SubmittedContributionFactory(volunteer=volunteer)

    made = certificate(volunteer)

    assert (made.hours, len(made.pieces)) == (Decimal("1.75"), 2)
    assert (made.since, made.until) == (timezone.localdate(began), timezone.localdate())
    assert {piece.hours for piece in made.pieces} == {Decimal("1.50"), Decimal("0.25")}


def test_without_accepted_work_there_is_no_certificate(volunteer):
    with pytest.raises(services.NothingAccepted, match="No work of yours has been accepted yet"):
        certificate(volunteer)


def test_the_same_work_gives_the_same_certificate_and_more_work_another(volunteer):
    accepted(volunteer)
    first, again = certificate(volunteer), certificate(volunteer)
    other_name = certificate(volunteer, "S. Volunteer")
    accepted(volunteer)
    later = certificate(volunteer)

    assert again == first
    assert len({first.pk, other_name.pk, later.pk}) == 3


def test_a_withdrawn_certificate_says_why_and_is_not_given_again(volunteer, world):
    accepted(volunteer)
    first = certificate(volunteer)

    services.withdraw_certificate(first, by=world.people["corps_staff"], reason="By mistake.")
    services.withdraw_certificate(first, by=world.people["corps_staff"], reason="Again.")

    first.refresh_from_db()
    assert (first.withdrawn_reason, certificate(volunteer) == first) == ("By mistake.", False)
    assert Notification.objects.to(volunteer.user).count() == 1


def test_the_file_is_a_tagged_pdf_that_states_the_same(volunteer):
    accepted(volunteer)

    made = services.certificate_file(certificate(volunteer))

    assert made.startswith(b"%PDF-1.7")
    assert [words in made for words in (b"/StructTreeRoot", b"/MarkInfo", b"pdfuaid")] == [True] * 3


def test_numbers_are_long_and_can_be_read_out(volunteer):
    codes = {one.code for one in CertificateFactory.create_batch(20, volunteer=volunteer)}

    assert len(codes) == 20
    assert {len(code) for code in codes} == {19}
    assert set("".join(codes)) <= set("ABCDEFGHJKLMNPQRSTUVWXYZ23456789-")


def test_a_record_is_hidden_until_its_volunteer_shows_it(volunteer):
    own = services.record_of(volunteer)

    shown = services.show_record(own, by=volunteer.user, public=True)
    services.show_record(own, by=volunteer.user, public=True)

    assert (own.is_public, shown.is_public) == (False, True)
    assert services.record_of(volunteer) == own
    assert Event.objects.filter(kind="volunteers.record_shown").count() == 1


def test_the_export_holds_all_of_it_and_is_json(volunteer):
    work = accepted(volunteer, evidence="Ten letters read.")
    need = TaskSkillFactory(task=work.task)
    made = certificate(volunteer)

    facts = json.loads(json.dumps(services.export(volunteer)))

    [one] = facts["accepted"]
    assert (one["task"], one["hours"]) == (work.task.title, "1.50")
    assert (one["skills"], one["what_was_done"]) == ([need.skill.name], "Ten letters read.")
    assert [row["code"] for row in facts["certificates"]] == [made.code]


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"hours": 0}, "certificate_states_some_hours"),
        ({"name": ""}, "certificate_has_a_name"),
        (
            {"until": timezone.localdate() - timedelta(days=9)},
            "certificate_ends_after_it_begins",
        ),
    ],
)
def test_the_database_keeps_what_a_certificate_must_be(fields, rule):
    made = CertificateFactory()

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Certificate.objects.filter(pk=made.pk).update(**fields)
