"""How forms are drawn, and the fields that many of them share."""

import re
from decimal import Decimal, InvalidOperation

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting


class OurBoundField(BoundField):
    """Knows which input an error leads to."""

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
    """A date, with words that help where it is none."""

    widget = DateInput
    input_formats = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]
    default_error_messages = {"invalid": "Enter a date, like 3 March 2027"}


class MoneyField(forms.DecimalField):
    """Pounds, typed as people type them: £45,000 or 45000.50."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "short"})

    def __init__(self, *, what="The amount", **kwargs):
        kwargs = {"min_value": 0, "max_digits": 12, "decimal_places": 2} | kwargs
        super().__init__(**kwargs)
        self.error_messages |= {
            "invalid": f"{what} must be a number, like 45000",
            "max_digits": f"{what} is too large: give at most ten digits before the pence",
            "max_decimal_places": f"{what} can have at most two digits for pence",
            "max_whole_digits": f"{what} is too large: give at most ten digits before the pence",
        }
        self.error_messages.setdefault("required", f"Enter {what.lower()}")

    def to_python(self, value):
        """Take away the pound sign, commas and spaces."""
        if isinstance(value, str):
            value = re.sub(r"[£,\s]", "", value)
        try:
            return super().to_python(Decimal(value)) if value not in {None, ""} else None
        except InvalidOperation as error:
            raise forms.ValidationError(
                self.error_messages["invalid"], code="invalid"
            ) from error


LEVELS = [("", "Level"), (1, "Awareness"), (2, "Working"), (3, "Practitioner"), (4, "Expert")]
SPARE_ROWS = 4


class SkillRowsWidget(forms.Widget):
    """Rows of skill, level and kind; a few empty ones wait at the end. Needs no script."""

    template_name = "components/forms/skill_rows.html"
    use_fieldset = True

    def __init__(self, attrs=None, kinds=()):
        super().__init__(attrs)
        self.kinds = list(kinds)
        self.names = []

    def value_from_datadict(self, data, files, name):
        """What was typed, row by row, empty rows left out."""
        rows = []
        for number in range(60):
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
        """Errors lead to the first row."""
        return id_

    def get_context(self, name, value, attrs):
        """Rows to draw: those filled, then some to fill."""
        context = super().get_context(name, value, attrs)
        rows = list(value or []) + [("", "", self.kinds[0][0])] * SPARE_ROWS
        rows += [("", "", self.kinds[0][0])] * max(0, 6 - len(rows))
        context["widget"] |= {
            "rows": [
                {"number": number, "skill": skill, "level": str(level or ""), "kind": kind}
                for number, (skill, level, kind) in enumerate(rows)
            ],
            "names": self.names,
            "levels": [(str(key), words) for key, words in LEVELS],
            "kinds": self.kinds,
        }
        return context


class SkillRowsField(forms.Field):
    """Skills with a level and a kind each; cleans to a list of (skill id, level or None, kind).

    `skills` are (id, name) pairs; `kinds` are (key, words) pairs, the first being the usual one;
    a kind in `level_free` needs no level. Initial values are rows of (name, level, kind).
    """

    widget = SkillRowsWidget

    def __init__(self, *, skills, kinds, level_free=(), **kwargs):
        kwargs.setdefault("widget", SkillRowsWidget(kinds=kinds))
        super().__init__(**kwargs)
        self.kinds, self.level_free = dict(kinds), set(level_free)
        pairs = list(skills)
        self.ids = {name.casefold(): key for key, name in pairs}
        self.widget.names = [name for _, name in pairs]

    def clean(self, value):
        """Rows as ids and numbers; every wrong row is named."""
        wrong, rows, seen = [], [], set()
        for skill, level, kind in value:
            key = self.ids.get(skill.casefold())
            if key is None:
                wrong.append(f"“{skill}” is not in the framework: choose a skill from the list")
            elif key in seen:
                wrong.append(f"“{skill}” is there twice: keep one of them")
            elif level not in {"1", "2", "3", "4"} and kind not in self.level_free:
                wrong.append(f"Choose a level for “{skill}”")
            elif kind not in self.kinds:
                wrong.append(f"Say for “{skill}”: {' or '.join(self.kinds.values())}")
            seen.add(key)
            rows.append((key, int(level) if level.isdigit() else None, kind))
        if self.required and not value:
            wrong.append(self.error_messages["required"])
        if wrong:
            raise forms.ValidationError(wrong)
        return rows

    def has_changed(self, initial, data):
        """Compared as typed."""
        return [tuple(map(str, row)) for row in initial or []] != [
            tuple(map(str, row)) for row in data or []
        ]
