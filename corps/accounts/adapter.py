"""Where allauth asks us."""

from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    """Keeps the name given at sign-up."""

    def save_user(self, request, user, form, commit=True):
        """Take the name from our sign-up form; addresses are kept in lower case."""
        user.name = form.cleaned_data.get("name", "")
        return super().save_user(request, user, form, commit=commit)
