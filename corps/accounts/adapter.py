"""Where allauth asks us."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.shortcuts import render

from corps import mail
from corps.accounts import services

# What the button of an e-mail says, where the e-mail holds a link
ACTIONS = {
    "account/email/account_already_exists": "Choose a new password",
    "account/email/email_confirmation": "Confirm the address",
    "account/email/email_confirmation_signup": "Confirm the address",
    "account/email/password_reset_key": "Choose a new password",
    "account/email/unknown_account": "Sign up",
}


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

    def render_mail(self, template_prefix, email, context, headers=None):
        """The same words as HTML too, in the frame of all our e-mails."""
        message = super().render_mail(template_prefix, email, context, headers=headers)
        return mail.framed(message, ACTIONS.get(template_prefix, "Open the page"))

    def clean_email(self, email):
        """Undo what others claimed of an address and never showed to be theirs."""
        services.drop_claims(email)
        return super().clean_email(email)

    def pre_login(self, request, user, **how):
        """Whoever shows by a code that an address is theirs does not share it with a first comer.

        A password that was chosen before anybody ever signed in may be somebody else's.
        """
        records = get_authentication_records(request, user)
        by_code = bool(records) and records[-1]["method"] == "code"
        if by_code and services.drop_first_password(user):
            messages.warning(
                request,
                "A password was chosen for this address before it was shown to be yours. It no "
                "longer works: choose a new one, or go on signing in with codes.",
            )
        return super().pre_login(request, user, **how)

    def post_login(self, request, user, **how):
        """Signing in calls off the deletion of one's account."""
        response = super().post_login(request, user, **how)
        if services.stay(user):
            messages.success(request, "Welcome back. Your account will not be deleted.")
        return response


class FactorAdapter(DefaultMFAAdapter):
    """Names of passkeys, and of the site on the device that keeps them."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That did not work. Try again, or choose another way.",
        "unverified_email": "Confirm or remove every address of yours first: the passkey must not "
        "outlast an address that is not yours.",
    }

    def generate_authenticator_name(self, user, type):
        """Passkey, Passkey 2 and so on."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {count + 1}" if count else "Passkey"

    def _get_site_name(self):
        return "London Digital Corps"


class CouncilAdapter(DefaultSocialAccountAdapter):
    """A council's own sign-in opens the account of an address that it verified and speaks for.

    What it says of second factors is not taken for one of ours: it differs from council to council,
    and nobody here could check it. So acts that bind a council ask for one of ours as ever.
    """

    def can_authenticate_by_email(self, login, email):
        """Only by an address of the council's own domains."""
        domain = email.rpartition("@")[2].lower()
        return domain in login.provider.app.settings["domains"]

    def authenticate_by_email(self, sociallogin):
        """Find the person at the address; what others claimed of it is undone first."""
        if email := self._shown(sociallogin):
            services.drop_claims(email)
        return super().authenticate_by_email(sociallogin)

    def pre_social_login(self, request, sociallogin):
        """Refuse every other address, and each address that is not of who is signed in."""
        email = self._shown(sociallogin)
        if not email:
            self._refuse(request, sociallogin, "address")
        if request.user.is_authenticated and not (
            EmailAddress.objects.filter(user=request.user, email=email, verified=True).exists()
        ):
            self._refuse(request, sociallogin, "other")
        if sociallogin.is_existing:
            services.prove_address(sociallogin.user, email)

    def populate_user(self, request, sociallogin, data):
        """Take the whole name, as people write it."""
        user = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        user.name = (data.get("name") or " ".join(filter(None, parts)))[:100]
        return user

    def on_authentication_error(
        self, request, provider, error=None, exception=None, extra_context=None
    ):
        """Say that it failed, and what else one can do."""
        context = {"provider": provider, "why": "failed"}
        response = render(request, "socialaccount/refused.html", context, status=403)
        raise ImmediateHttpResponse(response)

    def _shown(self, sociallogin):
        """The address that the council verified and speaks for; empty where there is none."""
        shown = [
            one.email.lower()
            for one in sociallogin.email_addresses
            if one.verified is True and self.can_authenticate_by_email(sociallogin, one.email)
        ]
        return shown[0] if shown else ""

    def _refuse(self, request, sociallogin, why):
        context = {"provider": sociallogin.provider, "why": why}
        context["domains"] = sociallogin.provider.app.settings["domains"]
        response = render(request, "socialaccount/refused.html", context, status=403)
        raise ImmediateHttpResponse(response)
