"""A search is the same text however it was typed."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corps.notifications.formats import LONGEST_QUERY, clean_query, searched


@pytest.mark.parametrize(
    ("raw", "query"),
    [
        ("", ""),
        ("?q=bins&page=3", "q=bins"),
        ("stage=&q= bins ", "q=bins"),
        ("b=2&a=1&b=1&a=1", "a=1&b=1&b=2"),
        ("q=%00a%0d", "q=a"),
        ("csrfmiddlewaretoken=x", ""),
    ],
)
def test_a_search_is_kept_without_order_page_and_empty_fields(raw, query):
    assert clean_query(raw) == query


@pytest.mark.parametrize("raw", ["q=" + "x" * LONGEST_QUERY, "&".join(["a=1"] * 51)])
def test_a_search_that_is_too_long_is_refused(raw):
    with pytest.raises(ValueError, match=r"characters|fields"):
        clean_query(raw)


PAIRS = st.lists(st.tuples(st.sampled_from("abq"), st.text("xyz &=%é", max_size=5)), max_size=6)


@given(PAIRS)
def test_cleaning_twice_is_cleaning_once_and_order_does_not_matter(pairs):
    once = clean_query(urlencode(pairs))

    assert clean_query(once) == once
    assert clean_query(urlencode(pairs[::-1])) == once
    assert searched(once) == {
        name: max(v.strip() for n, v in pairs if n == name)
        for name, _ in filter(lambda pair: pair[1].strip(), pairs)
    }
