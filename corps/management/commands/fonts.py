"""Makes the site's web fonts from the installed font packages; the site works without them."""

import logging
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import fontpkg  # type: ignore[import-untyped]  # it brings no types
from django.conf import settings
from django.core.management.base import BaseCommand
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FOLDER = settings.BASE_DIR / "static/fonts"

# Latin with the letters of European names, and the punctuation that our pages use.
LETTERS = [*range(0x20, 0x7F), *range(0xA0, 0x180), *map(ord, "ȘșȚțẀẁẂẃẄẅỲỳ–—‘’‚“”„†•…‹›€−×½¼¾")]
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "tnum", "lnum"]

# How often the space and each letter occur in a thousand characters of English, and how wide they
# are in Arial and Arial Bold, in thousandths of an em: what stands in is measured by that.
TEXT = " etaoinshrdlucmfwypvbgkjqxz"
SHARES = [183, 102, 75, 65, 62, 58, 57, 53, 50, 48, 34, 33, 23, 22, 20, 19, 18, 17, 15, 11, 10]
SHARES += [13, 5, 2, 1, 1, 1]
ARIAL = [278, 556, 278, 556, 556, 222, 556, 500, 556, 333, 556, 222, 556, 500, 833, 278, 722, 500]
ARIAL += [556, 500, 556, 556, 500, 222, 556, 500, 500]
ARIAL_BOLD = [278, 556, 333, 556, 611, 278, 611, 556, 611, 389, 611, 278, 611, 556, 889, 333, 778]
ARIAL_BOLD += [556, 611, 556, 611, 611, 556, 278, 611, 556, 500]
STAND_INS = {400: ("Arial", "ArialMT", "Liberation Sans")}
STAND_INS |= {700: ("Arial Bold", "Arial-BoldMT", "Liberation Sans Bold")}


@dataclass(frozen=True)
class Face:
    """One file to make: a family's weight, and where its other axes stand."""

    family: str
    weight: int
    file: str
    fallback: str
    axes: tuple[tuple[str, float], ...] = ()


FACES = [
    Face(
        "Bricolage Grotesque",
        700,
        "display.woff2",
        "Bricolage fallback",
        (("wght", 700), ("wdth", 100), ("opsz", 24)),
    ),
    Face("Atkinson Hyperlegible", 400, "text.woff2", "Atkinson fallback"),
    Face("Atkinson Hyperlegible", 700, "bold.woff2", "Atkinson fallback"),
]


class Command(BaseCommand):
    help = "Makes the web fonts under static/fonts; does nothing where they are made already."

    def handle(self, **options):
        sources = {face: fontpkg.path(face.family, face.weight) for face in FACES}
        stamp = f"/* {fingerprint(sources.values())} */\n"
        sheet = FOLDER / "fonts.css"
        if sheet.exists() and sheet.read_text().startswith(stamp):
            return
        logging.getLogger("fontTools").setLevel(logging.ERROR)  # it reports every glyph
        try:
            FOLDER.mkdir(parents=True, exist_ok=True)
            rules = [make(face, source) for face, source in sources.items()]
            for source in sources.values():
                add_licence(source)
            sheet.write_text(stamp + "".join(rules))  # last: it says that all is there
        except OSError as error:
            self.stderr.write(f"No web fonts ({error}): pages use the system's fonts.")


def fingerprint(paths):
    """What the fonts are made of and how, as one short word."""
    known = sha256(Path(__file__).read_bytes())
    for path in paths:
        known.update(path.read_bytes())
    return known.hexdigest()[:16]


def add_licence(source):
    """Fonts under the Open Font License travel with its text."""
    name = source.stem.partition("[")[0].partition("-")[0]
    (FOLDER / f"{name}.txt").write_bytes((source.parent.parent / "LICENSE").read_bytes())


def make(face, source):
    """Write the face's file; return its rule, and that of the font that stands in for it."""
    font = TTFont(source)
    if face.axes:
        font = instantiateVariableFont(font, dict(face.axes))
    rules = web_font(face) + stand_in(face, font)
    subsetter = Subsetter(Options(layout_features=FEATURES, hinting=False, notdef_outline=True))
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(FOLDER / face.file)
    return rules


def web_font(face):
    """The rule that names the file."""
    return (
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; '
        f'font-display: swap; src: url("{face.file}") format("woff2"); }}\n'
    )


def stand_in(face, font):
    """A rule that gives Arial the face's widths and heights, so that nothing moves later."""
    size = mean_width(font) / mean(ARIAL if face.weight == 400 else ARIAL_BOLD) * 1000
    em = font["head"].unitsPerEm * size
    up, down, gap = (
        f"{100 * abs(value) / em:.2f}%"
        for value in (font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap)
    )
    sources = ", ".join(f'local("{name}")' for name in STAND_INS[face.weight])
    return (
        f'@font-face {{ font-family: "{face.fallback}"; font-weight: {face.weight}; '
        f"src: {sources}; size-adjust: {100 * size:.2f}%; ascent-override: {up}; "
        f"descent-override: {down}; line-gap-override: {gap}; }}\n"
    )


def mean_width(font):
    """The mean width of a character of English in this font, in ems."""
    names, widths = font.getBestCmap(), font["hmtx"]
    return mean([widths[names[ord(letter)]][0] for letter in TEXT]) / font["head"].unitsPerEm


def mean(widths):
    """The mean of widths in the order of TEXT, each as often as it occurs."""
    total = sum(share * width for share, width in zip(SHARES, widths, strict=True))
    return total / sum(SHARES)
