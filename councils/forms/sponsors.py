"""Who stands behind a project, and for whom one is begun from another."""

from django import forms


class SponsorForm(forms.Form):
    """Which council, and why."""

    words = forms.CharField(
        label="What would it bring?",
        required=False,
        max_length=300,
        help_text="For example “we have the same form, and two researchers to lend”.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, councils, label, **kwargs):
        super().__init__(*args, **kwargs)
        only = list(councils[:2])
        self.fields["council"] = forms.ModelChoiceField(
            councils,
            label=label,
            empty_label="Choose a council",
            initial=only[0] if len(only) == 1 else None,
            error_messages={"required": "Choose a council"},
        )
        self.order_fields(["council", "words"])


class CopyForm(forms.Form):
    """For which of one's councils."""

    def __init__(self, *args, councils, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["council"] = forms.ModelChoiceField(
            councils,
            label="Your council",
            empty_label=None,
            error_messages={"required": "Choose the council that asks"},
        )
