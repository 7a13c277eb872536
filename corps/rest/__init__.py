"""What all answers of the API share: pages, filters, tags, limits, formats, tokens and errors.

Settings name these, and view sets of the apps stand on `Published`. Nothing here may import the
framework's views: they load this package while they are loaded themselves.
"""

from corps.rest.answers import Csv, PageField, Published, Tagged
from corps.rest.doors import ByAddress, ByToken, Negotiation, Token
from corps.rest.errors import answer_error, in_plain_words
from corps.rest.lists import Filter, Pages, number, one_of, read_filters, several, tick
from corps.rest.schema import finish_schema

__all__ = [
    "ByAddress",
    "ByToken",
    "Csv",
    "Filter",
    "Negotiation",
    "PageField",
    "Pages",
    "Published",
    "Tagged",
    "Token",
    "answer_error",
    "finish_schema",
    "in_plain_words",
    "number",
    "one_of",
    "read_filters",
    "several",
    "tick",
]
