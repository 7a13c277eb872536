"""What a volunteer types about the work."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.organisations import MembershipFactory
from tests.factories.volunteers import ContributionFactory
from volunteers.forms import HoursField, WorkForm

LATE = "Give at most 500 hours: a longer piece of work is several tasks"
SAY = "Say how long it took, like 2, 1.5 or 20 min"


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("2", "2"),
        ("1.5", "1.5"),
        ("1,5", "1.5"),
        (" 2 hours ", "2"),
        ("1h", "1"),
        ("1 h 30", "1.5"),
        ("1 hour and 30 minutes", "1.5"),
        ("20 min", "0.33"),
        ("90m", "1.5"),
        ("500", "500"),
        ("", None),
    ],
)
def test_a_time_is_read_as_people_type_it(typed, hours):
    cleaned = HoursField(required=False).clean(typed)

    assert cleaned == (Decimal(hours) if hours else None)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", SAY),
        ("all day", SAY),
        ("-2", "Give at least 3 minutes"),
        ("0", "Give at least 3 minutes"),
        ("1 min", "Give at least 3 minutes"),
        ("0.001", "Give at least 3 minutes"),
        ("501", LATE),
        ("99999 h", LATE),
        ("9" * 40, "Give at most 500 hours"),
        ("1e400", "Give at most 500 hours"),
        ("nan", SAY),
        ("inf", "Give at most 500 hours"),
        ("٢٠ min", SAY),
    ],
)
def test_a_time_that_is_none_says_how_to_mend_it(typed, words):
    with pytest.raises(Exception, match=words.replace(".", r"\.")):
        HoursField().clean(typed)


def form(data, *, sends=True, file=None, **work):
    made = ContributionFactory(**work)
    files = {"evidence_file": file} if file else None
    return WorkForm(data, files, instance=made, user=made.volunteer.user, sends=sends)


@pytest.mark.django_db
def test_nothing_is_asked_of_what_is_kept_for_later():
    assert form({}, sends=False).is_valid()


@pytest.mark.django_db
def test_what_is_sent_in_shows_something():
    found = form({"hours": "1"})

    assert found.errors == {"evidence": ["Say what you did, or give a link or a file"]}


@pytest.mark.django_db
@pytest.mark.parametrize("kept", ["", "volunteers/evidence/kept.pdf"])
def test_a_file_that_was_kept_is_something_to_show(kept):
    assert form({"hours": "1"}, evidence_file=kept).is_valid() is bool(kept)


@pytest.mark.django_db
def test_a_file_that_is_not_what_it_says_is_refused_beside_its_field():
    fake = SimpleUploadedFile("letter.pdf", b"MZ\x90\x00 not a letter")

    found = form({"hours": "1", "evidence": "Done."}, file=fake)

    assert list(found.errors) == ["evidence_file"]
    assert "This says it is a PDF, but is not" in found.errors["evidence_file"][0]


@pytest.mark.django_db
def test_a_file_comes_with_its_name():
    note = SimpleUploadedFile("My notes.txt", b"Ten letters.")

    found = form({"hours": "1"}, file=note)

    assert found.is_valid()
    assert found.values()["evidence_name"] == "my-notes.txt"


@pytest.mark.django_db
def test_a_link_that_is_none_is_said_beside_it():
    found = form({"hours": "1", "evidence_link": "javascript:alert(1)"})

    assert found.errors == {
        "evidence_link": ["Enter a whole web address, like https://example.org"]
    }


@pytest.mark.django_db
def test_time_is_given_for_bodies_that_one_acts_for():
    work = ContributionFactory()
    body = MembershipFactory(user=work.volunteer.user).organisation
    other = MembershipFactory().organisation

    def named(pk):
        data = {"hours": "1", "evidence": "Done.", "organisation": pk}
        return WorkForm(data, None, instance=work, user=work.volunteer.user, sends=True)

    assert named(body.pk).is_valid()
    assert not named(other.pk).is_valid()
