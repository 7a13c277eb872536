"""How fast a person wants which notices by e-mail, and when not at all."""

from django import forms

from corps.notifications.formats import GROUPS
from corps.notifications.models import Pace

OPTIONAL = [group for group in GROUPS.values() if group.optional]


class WishesForm(forms.Form):
    """A row of radio buttons for each group that may be switched, and the quiet hours."""

    starts = forms.TimeField(
        label="From",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M"),
        error_messages={"invalid": "Enter a time, like 22:00"},
    )
    ends = forms.TimeField(
        label="Until",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M"),
        error_messages={"invalid": "Enter a time, like 07:00"},
    )
    weekends = forms.BooleanField(label="All of Saturday and Sunday too", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for group in OPTIONAL:
            self.fields[group.key] = forms.ChoiceField(
                label=group.label,
                help_text=group.hint,
                choices=Pace,
                widget=forms.RadioSelect,
                initial=Pace.AT_ONCE,
            )

    @property
    def groups(self):
        """The rows of radio buttons."""
        return [self[group.key] for group in OPTIONAL]

    def clean(self):
        """Quiet hours have two ends that differ, or none."""
        super().clean()
        cleaned = self.cleaned_data
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if not {"starts", "ends"} & set(self.errors):
            if starts and not ends:
                self.add_error("ends", "Say until when, or empty both fields")
            elif ends and not starts:
                self.add_error("starts", "Say from when, or empty both fields")
            elif starts and starts == ends:
                self.add_error("ends", "Choose another time than that of the beginning")
        return cleaned

    @property
    def paces(self):
        """What was chosen, by group."""
        return {group.key: self.cleaned_data[group.key] for group in OPTIONAL}
