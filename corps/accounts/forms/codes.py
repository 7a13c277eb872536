"""What a person types to be sent a sign-in code."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import RequestLoginCodeForm


class RequestCodeForm(RequestLoginCodeForm):
    """Finds nobody by an address that they claimed and never showed to be theirs."""

    def clean_email(self):
        """Undo such claims first, as signing up does."""
        get_adapter().clean_email(self.cleaned_data["email"])
        return super().clean_email()
