"""What somebody types to declare an interest."""

from django import forms

from councils.contracts.models import Interest
from councils.models import Council


class InterestForm(forms.Form):
    """A council, the kind of interest, and a note for oneself and corps staff."""

    say_optional = True

    council = forms.ModelChoiceField(
        Council.objects.all(),
        empty_label="Choose a council",
        error_messages={
            "required": "Choose a council",
            "invalid_choice": "Choose a council from the list",
        },
    )
    kind = forms.ChoiceField(
        label="What is the interest?",
        choices=[(kind.value, f"Our group {kind.label}") for kind in Interest.Kind],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what the interest is",
            "invalid_choice": "Choose what the interest is",
        },
    )
    note = forms.CharField(
        label="Which contract or tender?",
        max_length=300,
        required=False,
        help_text="You and corps staff see this note, and nobody else.",
    )
