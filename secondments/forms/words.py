"""What every act may ask for."""

from django import forms


class ReasonForm(forms.Form):
    """Why somebody says no, or stops what was agreed."""

    reason = forms.CharField(
        label="Your reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Everybody concerned reads it.",
        error_messages={"required": "Give a reason"},
    )
