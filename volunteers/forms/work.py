"""What a volunteer types about the work, and who reviews it."""

import re
from decimal import Decimal, InvalidOperation

from django import forms

from corps.forms import UploadField
from volunteers.forms.people import offer_bodies
from volunteers.models import Contribution
from volunteers.models.contributions import MOST_HOURS

MINUTES = r"(?P<minutes>[0-9]{1,5})\s*"
HOURS = re.compile(
    r"(?P<hours>[0-9]{1,5}(?:\.[0-9]{1,5})?)\s*h(?:rs?|ours?)?"
    rf"(?:\s*(?:and\s*)?{MINUTES}(?:m|mins?|minutes?)?)?"
)
ONLY_MINUTES = re.compile(rf"{MINUTES}(?:m|mins?|minutes?)")


class HoursField(forms.DecimalField):
    """A time that work took, typed as people type it: 2, 1.5, 20 min, 1 h 30."""

    widget = forms.TextInput(attrs={"class": "short"})
    default_error_messages = {
        "required": "Say how long it took, like 2, 1.5 or 20 min",
        "invalid": "Say how long it took, like 2, 1.5 or 20 min",
        "min_value": "Give at least 3 minutes",
        "max_value": f"Give at most {MOST_HOURS} hours: a longer piece of work is several tasks",
        "max_whole_digits": f"Give at most {MOST_HOURS} hours",
        "max_digits": f"Give at most {MOST_HOURS} hours",
    }

    def __init__(self, **kwargs):
        super().__init__(min_value=Decimal("0.05"), max_value=MOST_HOURS, **kwargs)

    def to_python(self, value):
        """Hours as a number with two places."""
        typed = str(value or "").strip().lower().replace(",", ".")
        if not typed:
            return None
        if match := HOURS.fullmatch(typed) or ONLY_MINUTES.fullmatch(typed):
            parts = match.groupdict()
            hours = Decimal(parts.get("hours") or 0) + Decimal(parts["minutes"] or 0) / 60
            return round(hours, 2)
        try:
            return round(Decimal(super().to_python(typed) or 0), 2)
        except InvalidOperation as error:
            raise forms.ValidationError(self.error_messages["max_digits"]) from error


class WorkForm(forms.ModelForm):
    """What was done, and how long it took; kept at any point, sent in when whole."""

    hours = HoursField(
        label="How long did it take?",
        required=False,
        help_text="In hours, like 2 or 1.5, or in minutes, like 20 min.",
    )
    evidence_file = UploadField(
        label="A file (optional)",
        required=False,
        help_text="A PDF, picture, office document or text of at most 10 MB.",
    )

    class Meta:
        model = Contribution
        fields = ("hours", "evidence", "evidence_link", "organisation")
        labels = {
            "evidence": "What did you do?",
            "evidence_link": "A link to it (optional)",
            "organisation": "For whom?",
        }
        help_texts = {
            "evidence": "A few words for the person who reviews it. Leave out personal data.",
            "evidence_link": "For example a document or a change to code.",
        }
        error_messages = {
            "evidence_link": {"invalid": "Enter a whole web address, like https://example.org"},
        }

    field_order = ("hours", "evidence", "evidence_link", "evidence_file", "organisation")

    def __init__(self, *args, user, sends=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.sends = sends
        self.fields["hours"].required = sends
        offer_bodies(self, user)

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        shown = any(cleaned.get(name) for name in ("evidence", "evidence_link", "evidence_file"))
        wrong = {"evidence", "evidence_link", "evidence_file"}.intersection(self.errors)
        if self.sends and not (shown or wrong or self.instance.evidence_file):
            self.add_error("evidence", "Say what you did, or give a link or a file")
        return cleaned

    def values(self):
        """What the service takes; a file that was sent before stays where no new one comes."""
        return file_values(self.cleaned_data.get("evidence_file")) | {
            name: value for name, value in self.cleaned_data.items() if name != "evidence_file"
        }


def file_values(file):
    """A file and the name it came under; nothing where none came."""
    return {"evidence_file": file, "evidence_name": file.name} if file else {}


class AcceptForm(forms.Form):
    """A line about the work, if the reviewer likes."""

    endorsement = forms.CharField(
        label="A line for their record (optional)",
        required=False,
        max_length=300,
        help_text="What they did well. It stands on their record with your name.",
    )
