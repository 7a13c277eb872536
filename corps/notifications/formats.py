"""The search of a list page, as an address holds it."""

from urllib.parse import parse_qsl, urlencode

LONGEST_QUERY = 500
_NOT_SEARCHED = {"page", "csrfmiddlewaretoken", "cursor", "format"}
MOST_FIELDS = 50


def clean_query(raw: str) -> str:
    """Return a search in one form whatever the order of its parts; a page's number is no part.

    Searches for the same rows are thus the same text. ValueError where it is too long to keep.
    """
    parts = parse_qsl(raw.removeprefix("?"), max_num_fields=MOST_FIELDS)
    kept = {(name, _clean(value)) for name, value in parts if name not in _NOT_SEARCHED}
    query = urlencode(sorted(pair for pair in kept if pair[1]))
    if len(query) > LONGEST_QUERY:
        raise ValueError(f"a search of {len(query)} characters")
    return query


def _clean(value: str) -> str:
    """Return a field's words without spaces around them and what a database cannot keep."""
    return value.replace("\0", "").strip()


def searched(query: str) -> dict[str, str]:
    """Return what a search asks for, by field; of a field that is there twice, the last."""
    return dict(parse_qsl(query))
