"""Where allauth asks us."""

from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    """Keeps the name given at sign-up, and says what went wrong in plain words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": "That is not the code. Look at the newest e-mail, or ask for another.",
        "email_password_mismatch": "The address or the password is not right. Try again, or sign "
        "in with a code that we send by e-mail.",
    }

    def save_user(self, request, user, form, commit=True):
        """Take the name from our sign-up form; addresses are kept in lower case."""
        user.name = form.cleaned_data.get("name", "")
        return super().save_user(request, user, form, commit=commit)
