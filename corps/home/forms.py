"""What a person types to leave."""

from django import forms

WORDS = "delete my account"


class LeaveForm(forms.Form):
    """The typed confirmation: nobody deletes an account by a slip of the finger."""

    confirmation = forms.CharField(
        label=f"To go on, type: {WORDS}",
        max_length=40,
        error_messages={"required": f"Type “{WORDS}”"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_confirmation(self):
        """However it is capitalised or spaced."""
        typed = " ".join(self.cleaned_data["confirmation"].lower().split())
        if typed.strip("“”\"'.") != WORDS:
            raise forms.ValidationError(f"Type “{WORDS}”, as it stands above")
        return typed
