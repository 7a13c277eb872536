"""What people type about a proposal."""

from django import forms
from django.utils import timezone

from corps.forms import DateField


class ReasonForm(forms.Form):
    """Why a proposal ends."""

    reason = forms.CharField(
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Everybody on this proposal can read it.",
        error_messages={"required": "Write the reason, so that the others understand"},
    )

    def __init__(self, *args, label="Your reason", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label


class MessageForm(forms.Form):
    """A message to the others."""

    text = forms.CharField(
        label="Your message",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write something before you send it"},
    )


class MeetingForm(forms.Form):
    """The day on which people met."""

    met_on = DateField(
        label="The day you met",
        help_text="A call counts as well.",
        error_messages={"required": "Enter the day you met, like 3 March 2027"},
    )

    def clean_met_on(self):
        """One cannot have met in the future."""
        day = self.cleaned_data["met_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("That day is still to come: note it once you have met")
        return day
