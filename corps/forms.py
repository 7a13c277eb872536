"""How forms are drawn, and the fields that many of them share."""

import io
import re
import zipfile
import zlib
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

import puremagic
from django import forms
from django.core.validators import EmailValidator, URLValidator
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Script
from django.utils.text import slugify

# Django's own words, and what we say instead: how to mend it. {0} is the field's label.
PLAINER = [
    (forms.Field.default_error_messages["required"], "Fill in “{0}”"),
    (forms.ChoiceField.default_error_messages["invalid_choice"], "Choose from the list: {0}"),
    (forms.ModelChoiceField.default_error_messages["invalid_choice"], "Choose from the list: {0}"),
    (EmailValidator.message, "Enter an e-mail address, like name@example.org"),
    (URLValidator.message, "Enter a whole web address, like https://example.org"),
    (forms.IntegerField.default_error_messages["invalid"], "{0} must be a number, like 3"),
    (forms.DecimalField.default_error_messages["invalid"], "{0} must be a number, like 2.5"),
]


class OurBoundField(BoundField):
    """Knows which input an error leads to, and says Django's own errors in plainer words."""

    @property
    def first_id(self):
        """The id of the field's only, or first, input."""
        if self.id_for_label:
            return self.id_for_label
        first = next(iter(self.subwidgets), None)
        return first.id_for_label if first else self.auto_id

    @property
    def kind(self):
        """What the templates draw it as: a checkbox, a date, a select and so on."""
        return self.widget_type

    @property
    def errors(self):
        """What is wrong; words that the form gives itself are kept."""
        found = super().errors
        if not found:
            return found
        return self.form.error_class(
            [self.in_plain_words(error) for error in found.as_data()],
            error_class=found.error_class.removeprefix("errorlist").strip() or None,
            renderer=self.form.renderer,
            field_id=self.auto_id,
        )

    def in_plain_words(self, error):
        """One error's words."""
        label = str(self.label).rstrip("?")
        for theirs, ours in PLAINER:
            if error.message == theirs:
                return ours.format(label)
        return next(iter(error))


class Renderer(TemplatesSetting):
    """Label, hint and error above each field; a summary of the errors above the form."""

    form_template_name = "components/forms/form.html"
    field_template_name = "components/forms/field.html"
    bound_field_class = OurBoundField


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DateField(forms.DateField):
    """A date, with words that help where it is none, or of no time that anybody means."""

    widget = DateInput
    input_formats = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]
    default_error_messages = {"invalid": "Enter a date, like 3 March 2027"}
    YEARS = range(1900, 2200)  # beyond, a digit slipped; and sums of days would run over

    def clean(self, value):
        """A date whose year is as people write them."""
        day = super().clean(value)
        if day and day.year not in self.YEARS:
            raise forms.ValidationError(f"The year is {day.year}. {self.error_messages['invalid']}")
        return day


class MoneyField(forms.DecimalField):
    """Pounds, typed as people type them: £45,000, 45000.50, 45k or 1.2m."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "short"})
    SHORT = {"k": 1_000, "m": 1_000_000}

    def __init__(self, *, what="The amount", **kwargs):
        kwargs = {"min_value": 0, "max_digits": 12, "decimal_places": 2} | kwargs
        super().__init__(**kwargs)
        too_large = f"{what} is too large: give at most ten digits before the pence"
        name = f"the {what[:1].lower()}{what[1:]}".replace("the the ", "the ")
        given = kwargs.get("error_messages") or {}
        self.error_messages |= {
            "required": f"Enter {name}",
            "invalid": f"{what} must be a number, like 45000",
            "max_digits": too_large,
            "max_whole_digits": too_large,
            "max_decimal_places": f"{what} can have at most two digits for pence",
            "min_value": f"{what} cannot be less than %(limit_value)s",
        } | given

    def to_python(self, value):
        """Take away the pound sign, commas and spaces."""
        if value in self.empty_values:
            return None
        typed = re.sub(r"[£,\s]", "", str(value)).lower()
        times = self.SHORT.get(typed[-1:], 1)
        try:
            return super().to_python(Decimal(typed[:-1] if times > 1 else typed) * times)
        except InvalidOperation as error:
            message = self.error_messages["invalid"]
            raise forms.ValidationError(message, code="invalid") from error


LEVELS = [("", "Level"), (1, "Awareness"), (2, "Working"), (3, "Practitioner"), (4, "Expert")]
RANKS = {"1", "2", "3", "4"}
SPARE_ROWS = 4
LEAST_ROWS = 6
MOST_ROWS = 60


class SkillRowsWidget(forms.Widget):
    """Rows of skill, level and kind; a few empty ones wait at the end. A script adds more."""

    template_name = "components/forms/skill_rows.html"
    use_fieldset = True

    class Media:
        js = (Script("js/skill_rows.js", type="module"),)

    def __init__(self, attrs=None, kinds=(), kind_label="Kind"):
        super().__init__(attrs)
        self.kinds = list(kinds)
        self.kind_label = kind_label
        self.names = []
        self.wrong = {}  # the numbers of wrong rows, and whether their skill or level is wrong

    def value_from_datadict(self, data, files, name):
        """What was typed, row by row, empty rows left out."""
        rows = []
        for number in range(MOST_ROWS):
            row = tuple(
                (data.get(f"{name}-{part}-{number}") or "").strip()
                for part in ("skill", "level", "kind")
            )
            if row[0]:
                rows.append(row)
        return rows

    def value_omitted_from_data(self, data, files, name):
        """Empty rows are an answer too."""
        return f"{name}-skill-0" not in data

    def id_for_label(self, id_):
        """Errors lead to the first wrong row, or else to the first."""
        return id_

    def get_context(self, name, value, attrs):
        """Rows to draw: those filled, then some to fill."""
        context = super().get_context(name, value, attrs)
        filled = list(value or [])
        spare = max(SPARE_ROWS, LEAST_ROWS - len(filled))
        rows = filled + [("", "", self.kinds[0][0])] * spare
        first = min(self.wrong, default=0)
        context["widget"] |= {
            "rows": [
                {
                    "number": number,
                    "skill": skill,
                    "level": str(level or ""),
                    "kind": kind,
                    "wrong": self.wrong.get(number),
                    "is_first": number == first,
                }
                for number, (skill, level, kind) in enumerate(rows[:MOST_ROWS])
            ],
            "names": self.names,
            "levels": [(str(key), words) for key, words in LEVELS],
            "kinds": self.kinds,
            "kind_label": self.kind_label,
        }
        return context


class SkillRowsField(forms.Field):
    """Skills with a level and a kind each; cleans to a list of (skill id, level or None, kind).

    `skills` are (id, name) pairs; `kinds` are (key, words) pairs, the first being the usual one;
    a kind in `level_free` needs no level, and of the kind `at_least_one` there must be a row.
    Initial values are rows of (name, level, kind).
    """

    widget: Any = SkillRowsWidget

    def __init__(self, *, skills, kinds, level_free=(), at_least_one=None, **kwargs):
        kwargs.setdefault("widget", SkillRowsWidget(kinds=kinds))
        super().__init__(**kwargs)
        self.kinds, self.level_free = dict(kinds), set(level_free)
        self.at_least_one = at_least_one
        pairs = list(skills)
        self.ids = {name.casefold(): key for key, name in pairs}
        self.widget.names = [name for _, name in pairs]

    def clean(self, value):
        """Rows as ids and numbers; every wrong row is named."""
        wrong, rows = [], []
        seen: set[int | None] = set()
        self.widget.wrong = {}
        for number, (skill, level, kind) in enumerate(value):
            key = self.ids.get(" ".join(skill.split()).casefold())
            part, words = self.fault(skill, key, level, kind, seen)
            if words:
                self.widget.wrong[number] = part
                wrong.append(words)
            seen.add(key)
            rows.append((key, int(level) if level in RANKS else None, kind))
        if self.required and not value:
            wrong.append(self.error_messages["required"])
        elif self.at_least_one and self.at_least_one not in {kind for *_, kind in rows}:
            wrong.append(f"Mark at least one skill as “{self.kinds[self.at_least_one]}”")
        if wrong:
            raise forms.ValidationError(wrong)
        return rows

    def fault(self, skill, key, level, kind, seen):
        """Which part of a row is wrong and what to do about it; nothing if it is right."""
        if key is None:
            return "skill", f"“{skill}” is not in the framework: {self.advice(skill)}"
        if key in seen:
            return "skill", f"“{skill}” is there twice: keep one of them"
        if kind not in self.kinds:
            return "skill", f"Say for “{skill}”: {' or '.join(self.kinds.values())}"
        if level not in RANKS and kind not in self.level_free:
            return "level", f"Choose a level for “{skill}”"
        return None, None

    def advice(self, skill):
        """The names that come closest to what was typed."""
        names = {name.casefold(): name for name in self.widget.names}
        close = [names[one] for one in get_close_matches(skill.casefold(), names, n=2, cutoff=0.6)]
        close = close or [name for low, name in names.items() if skill.casefold() in low][:2]
        if close:
            return "did you mean " + " or ".join(f"“{name}”" for name in close) + "?"
        return "choose a skill from the list"

    def has_changed(self, initial, data):
        """Compared as typed."""
        return [tuple(map(str, row)) for row in initial or []] != [
            tuple(map(str, row)) for row in data or []
        ]


LARGEST_UPLOAD = 10 * 1024 * 1024  # bytes
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_SHEET, _TEXT = f"{_OFFICE}spreadsheetml.sheet", "text/plain"
# What is taken: the name's ending, the type its content must have, and what people call it.
UPLOADS = {
    "pdf": ("application/pdf", "a PDF"),
    "png": ("image/png", "a PNG picture"),
    "jpg": ("image/jpeg", "a JPEG picture"),
    "jpeg": ("image/jpeg", "a JPEG picture"),
    "gif": ("image/gif", "a GIF picture"),
    "webp": ("image/webp", "a WebP picture"),
    "docx": (f"{_OFFICE}wordprocessingml.document", "a Word document"),
    "xlsx": (_SHEET, "an Excel workbook"),
    "pptx": (f"{_OFFICE}presentationml.presentation", "a PowerPoint presentation"),
    "odt": (f"{_OPEN}text", "an OpenDocument text"),
    "ods": (f"{_OPEN}spreadsheet", "an OpenDocument spreadsheet"),
    "odp": (f"{_OPEN}presentation", "an OpenDocument presentation"),
    "csv": (_TEXT, "a CSV sheet in UTF-8"),
    "txt": (_TEXT, "plain text in UTF-8"),
}
_CALLED = dict(UPLOADS.values())
TAKEN = "a PDF, a picture, an office document, plain text or CSV"


def content_type(raw):
    """The type that a file's content shows, of those we take; None for every other."""
    if raw.startswith(b"PK\x03\x04"):
        return _office_type(raw)
    try:
        guess = puremagic.magic_string(raw)[0].mime_type
    except (puremagic.PureError, ValueError):
        guess = ""
    if guess in _CALLED and guess != _TEXT:
        return guess
    return _TEXT if _is_text(raw) else None


def _is_text(raw):
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not re.search(r"[\x00-\x08\x0e-\x1f]", text)


def _office_type(raw):
    """What an archive says it holds; macros are never taken."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = archive.namelist()
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return None
            said = "mimetype" if "mimetype" in names else "[Content_Types].xml"
            with archive.open(said) as file:
                words = file.read(200_000).decode("utf-8", "replace").strip()
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, zlib.error):
        return None
    if said == "mimetype":
        return words if words in _CALLED else None
    return next((mime for mime in _CALLED if f'"{mime}.main+xml"' in words), None)


class UploadField(forms.FileField):
    """A file of a kind in UPLOADS, which is what its name says, under a name that is safe."""

    default_error_messages = {
        "required": "Choose a file",
        "missing": "Choose the file again",
        "empty": "The file is empty: choose another",
        "large": "The file is larger than 10 MB: choose a smaller one, or give a link to it",
        "ending": "“%(name)s” is not a kind of file that we take: choose %(taken)s",
        "unlike": "This says it is %(said)s, but is not: %(seen)s",
        "max_length": "The file's name is too long: give it a shorter one",
    }

    def __init__(self, **kwargs):
        ends = ",".join(f".{end}" for end in UPLOADS)
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ends}))
        super().__init__(**kwargs)

    def to_python(self, data):
        """Hold the content against the name."""
        file: Any = super().to_python(data)
        if file is None:
            return None
        stem, _, ending = str(file.name).rpartition(".")
        ending = ending.lower()
        if ending not in UPLOADS:
            self.refuse("ending", name=file.name, taken=TAKEN)
        if file.size > LARGEST_UPLOAD:
            self.refuse("large")
        file.seek(0)
        seen = content_type(file.read())
        file.seek(0)
        mime, said = UPLOADS[ending]
        if seen != mime:
            self.refuse("unlike", said=said, seen=self.advice(seen))
        file.name = f"{slugify(stem)[:60].strip('-_') or 'file'}.{ending}"
        file.content_type = mime
        return file

    def refuse(self, code, **words):
        """Say what is wrong with the file and what to do about it."""
        raise forms.ValidationError(self.error_messages[code], code=code, params=words)

    def advice(self, seen):
        """What the content looks like, and how to mend that."""
        if seen:
            return f"it looks like {_CALLED[seen]}. Give it the name that fits, or save it again"
        return "open it in the program that made it, and save it again"
