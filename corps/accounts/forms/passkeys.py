"""What a person types to add a passkey."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms


class PasskeyForm(AddWebAuthnForm):
    """Allauth's form, in our words; a passkey opens the account alone unless one says otherwise."""

    name = forms.CharField(
        label="Name of the passkey",
        required=False,
        max_length=100,
        help_text="So that you know it again. For example: Work laptop.",
    )
    passwordless = forms.BooleanField(
        label="Sign in with it alone",
        required=False,
        initial=True,
        help_text="Your device then asks for your finger, face or PIN. Without this, the key is "
        "asked for after your password.",
    )
