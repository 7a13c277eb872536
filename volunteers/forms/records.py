"""What stands on a certificate."""

from django import forms


class CertificateForm(forms.Form):
    """The name as it shall stand."""

    name = forms.CharField(
        label="Your name, as it shall stand on the certificate",
        max_length=100,
        error_messages={"required": "Write your name as it shall stand on the certificate"},
    )

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())
