"""What may be about a person who can be known, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.consensus.maths.naming import may_name_somebody


@pytest.mark.parametrize(
    "text",
    [
        "Cllr Sample should resign.",
        "I think that Jo Sample is wrong.",
        "Jo Sample is wrong.",
        "Please tell Jo Sample that it is enough.",
        "My neighbour, J. Sample, parks here.",
        "Dr. sample is kind, and so is dr Sample.",
        "Ask @jo_sample about it.",
        "Write to jo@sample.example about it.",
        "Ring 020 7946 0000 if you agree.",
        "Ring +44 20 7946 0000 if you agree.",
        "JO SAMPLE IS WRONG",
        "Jo Sample-Example’s bins are never emptied.",
        "আমার রাস্তা পরিষ্কার নয়",
    ],
)
def test_a_person_may_be_meant(text):
    assert may_name_somebody(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "Tell me what is missing before I pay.",
        "Councils in Tower Hamlets and Hackney should share it.",
        "The NHS and TfL should publish the same numbers.",
        "Waltham Forest Council answers by e-mail.",
        "I want more trees on Brixton Hill. Our street has none.",
        "Ask London first.",
        "Stop Sunday parking in Camden High Street.",
        "fix the roads",
        "I’d rather wait longer than call. I’ve tried.",
        "In 2027 there should be 10,000 more homes; 600 are not enough.",
        "Make it 12 weeks.",
        "100 %",
        "",
    ],
)
def test_nobody_is_meant(text):
    assert may_name_somebody(text) is False


@given(st.text(max_size=200))
def test_any_text_gets_a_yes_or_a_no(text):
    assert may_name_somebody(text) in {True, False}


@given(st.sampled_from(["Jo", "Sam", "Ada"]), st.sampled_from(["Sample", "Muster", "Example"]))
def test_two_names_are_seen_wherever_they_stand(first, last):
    for text in (f"{first} {last} knows.", f"I asked {first} {last}.", f"Yes. {first} {last} did."):
        assert may_name_somebody(text)
