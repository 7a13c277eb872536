"""What people type is cleaned, or sent back with words that help."""

from datetime import timedelta

import pytest
from django.utils import timezone

from secondments.matching.forms import MeetingForm, MessageForm, ReasonForm


def test_a_meeting_may_be_today():
    today = timezone.localdate()

    form = MeetingForm({"met_on": today.isoformat()})

    assert (form.is_valid(), form.cleaned_data["met_on"]) == (True, today)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter the day you met, like 3 March 2027"),
        ("soon", "Enter a date, like 3 March 2027"),
        ("3 March 0027", "The year is 27. Enter a date, like 3 March 2027"),
        ("9999-12-31", "The year is 9999. Enter a date, like 3 March 2027"),
        (
            (timezone.localdate() + timedelta(days=2)).isoformat(),
            "That day is still to come: note it once you have met",
        ),
    ],
)
def test_a_day_that_is_none_is_sent_back(typed, words):
    assert MeetingForm({"met_on": typed}).errors == {"met_on": [words]}


def test_a_message_wants_words():
    assert MessageForm({"text": "  "}).errors == {"text": ["Write something before you send it"]}


def test_a_reason_is_asked_for_in_the_words_of_the_page():
    form = ReasonForm({"reason": ""}, label="Why do you say no?")

    assert form.fields["reason"].label == "Why do you say no?"
    assert form.errors == {"reason": ["Write the reason, so that the others understand"]}
