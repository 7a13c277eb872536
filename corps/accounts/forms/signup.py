"""What a person types to sign up."""

from django import forms


class SignupForm(forms.Form):
    """Adds a name to allauth's address and password."""

    name = forms.CharField(
        label="Your name",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name"},
    )
    field_order = ("name", "email", "password1")

    def signup(self, request, user):
        """Allauth asks for this; the adapter has kept the name already."""
