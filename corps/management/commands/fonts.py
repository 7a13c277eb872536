"""Builds the site's fonts from their packages: one weight each, Latin letters, WOFF2."""

from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FOLDER = settings.BASE_DIR / "static" / "fonts"
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027), 0x20AC, 0x2190, 0x2192]
LATIN += [0x2212, 0x25CB, 0x25CF, 0x25D0]
# family, package, the package's files at a weight, weight
FACES = [
    ("Bricolage Grotesque", "fontpkg_bricolage_grotesque", ("BricolageGrotesque",), 700),
    ("Atkinson Hyperlegible", "fontpkg_atkinson_hyperlegible", ("Hyperlegible-Regular",), 400),
    ("Atkinson Hyperlegible", "fontpkg_atkinson_hyperlegible", ("Hyperlegible-Bold",), 700),
]
# What stands in until they have come, drawn so wide that nothing shifts.
FALLBACKS = """
@font-face { font-family: "Bricolage fallback"; src: local("Arial"); size-adjust: 97%; }
@font-face { font-family: "Atkinson fallback"; src: local("Arial"); size-adjust: 101%; }
"""


class Command(BaseCommand):
    help = "Build the site's fonts from the installed packages, once."

    def handle(self, *_args, **_options):
        sheet = FOLDER / "fonts.css"
        if sheet.exists():
            return
        FOLDER.mkdir(parents=True, exist_ok=True)
        rules = []
        for family, package, names, weight in FACES:
            source = find(package, names)
            if source is None:
                self.stderr.write(f"{family} {weight} is not in {package}; system fonts are used.")
                continue
            target = FOLDER / f"{source.stem.split('[')[0].lower()}-{weight}.woff2"
            build(source, target, weight)
            rules.append(
                f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
                f'font-display: swap; src: url("{target.name}") format("woff2"); }}'
            )
        if rules:
            sheet.write_text("\n".join(rules) + FALLBACKS)


def find(package, names):
    """The package's font file whose name holds one of these, upright."""
    folder = Path(import_module(package).__file__).parent
    found = sorted(folder.rglob("*.ttf"))
    return next(
        (path for path in found if any(n in path.name for n in names) and "Italic" not in path.name),
        None,
    )


def build(source, target, weight):
    """Pin a variable font's axes, keep the Latin letters, write WOFF2."""
    font = TTFont(source)
    if "fvar" in font:
        axes = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
        instantiateVariableFont(font, axes | {"wght": weight}, inplace=True)
    options = Options()
    options.layout_features = ["kern", "liga", "tnum", "mark", "mkmk", "ccmp", "locl"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=LATIN)
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)
