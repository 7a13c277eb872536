"""What an expert writes to the employer about roles of interest."""

from django import forms


class ShareForm(forms.Form):
    """A word to one's employer."""

    note = forms.CharField(
        label="A word to your employer (optional)",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The administrators of your company read it, and nobody else.",
    )
