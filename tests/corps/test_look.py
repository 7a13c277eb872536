"""The colours of the site, read from its style sheet: every pair that meets can be read."""

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
SHEET = re.sub(r"/\*.*?\*/", "", (STATIC / "css/site.css").read_text(), flags=re.DOTALL)
TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", SHEET))
RULES = re.findall(r"([^{}]+)\{([^{}]*)\}", SHEET)

# Text and the ground it stands on, where they come from different rules.
INHERITED = [
    *[(ink, "white") for ink in ("text", "night", "slate", "river", "ramp-4", "wrong")],
    *[(ink, "mist") for ink in ("text", "night", "slate", "river", "ramp-4", "wrong")],
    *[(ink, "night") for ink in ("pale", "white", "sun")],
    ("river", "white"),
    ("leaf", "white"),
    ("text", "sun-soft"),
    *[("white", f"group-{letter}") for letter in "abcde"],
]
# What is no text but must be seen: borders of fields, the mark of the current page, the focus.
SHAPES = [
    *[("slate", "white"), ("slate", "mist"), ("bus", "white"), ("bus", "mist"), ("river", "mist")],
    *[("night", "sun"), ("sun", "night"), ("night", "white"), ("dusk-line", "night")],
    *[("ramp-3", "ash"), ("wrong", "white"), ("white", "night")],
    *[("leaf", "white"), ("dusk-line", "white")],
    *[(f"group-{letter}", "mist") for letter in "abcde"],
]


def luminance(colour):
    """Relative luminance, as WCAG 2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one, other):
    """Contrast of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def contrast(ink, ground):
    """Contrast of two tokens."""
    return ratio(TOKENS[ink], TOKENS[ground])


def declared(body, name):
    """The token that a rule gives to a property, if any."""
    found = re.search(rf"(?:^|[\s;]){name}:\s*var\(--([\w-]+)\)", body)
    return found.group(1) if found else None


def pairs_of_rules():
    """(selector, ink, ground) of every rule that sets both."""
    for selector, body in RULES:
        ink, ground = declared(body, "color"), declared(body, "background")
        if ink and ground and ground != "group":  # one of five, which stand above
            yield selector.strip(), ink, ground


def pairs_of_the_map():
    """(selector, ink, ground) of every level of the map: its text's fill and its hexagon's."""
    fills = {selector.strip(): declared(body, "fill") for selector, body in RULES}
    for selector, ink in fills.items():
        if ink and f"{selector} polygon" in fills:
            yield selector, ink, fills[f"{selector} polygon"]


def test_the_formula_knows_black_and_grey_on_white():
    assert (ratio("#000", "#fff"), round(ratio("#767676", "#ffffff"), 2)) == (21.0, 4.54)


def test_both_maps_are_looked_at():
    assert len(list(pairs_of_the_map())) == 10


@pytest.mark.parametrize(("selector", "ink", "ground"), [*pairs_of_rules(), *pairs_of_the_map()])
def test_text_can_be_read_where_a_rule_sets_its_ground(selector, ink, ground):
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(("ink", "ground"), INHERITED)
def test_text_can_be_read_on_the_grounds_it_inherits(ink, ground):
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_can_be_told_from_their_ground(shape, ground):
    assert contrast(shape, ground) >= 3


def test_no_colour_stands_outside_the_tokens():
    outside = [body for selector, body in RULES if ":root" not in selector]

    assert [body for body in outside if re.search(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", body)] == []


def test_every_token_is_used_and_every_use_has_a_token():
    used = set(re.findall(r"var\(--([\w-]+)\)", SHEET))

    assert used == set(re.findall(r"--([\w-]+):", SHEET))


def test_the_style_sheet_keeps_its_budget():
    assert len(gzip.compress((STATIC / "css/site.css").read_bytes())) < 10_000


def test_scripts_keep_their_budget():
    ours = b"".join(path.read_bytes() for path in (STATIC / "js").glob("*.js"))

    assert len(gzip.compress(ours)) < 20_000


def test_nothing_borrowed_from_elsewhere_is_in_the_style_sheets():
    text = " ".join(path.read_text() for path in (STATIC / "css").glob("*.css")).lower()
    foreign = ("gds transport", "crown", "govuk", "http:", "https:", "@import")

    assert [word for word in foreign if word in text] == []
