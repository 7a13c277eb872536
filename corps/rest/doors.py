"""Who asks, how often they may, and in which format they are answered."""

from django.conf import settings
from django.utils.module_loading import import_string
from rest_framework import authentication, exceptions, negotiation, throttling


class Token(authentication.TokenAuthentication):
    """Who acts: the person whose token came along; `request.auth` is the token.

    Settings name who reads tokens, since this module stands below every table.
    """

    keyword = "Bearer"

    def authenticate_credentials(self, key):
        """Find the token's owner."""
        token = import_string(settings.API_TOKEN_READER)(key)
        if token is None:
            raise exceptions.AuthenticationFailed
        return token.membership.user, token


class ByAddress(throttling.AnonRateThrottle):
    """So many questions a minute from one address, without a token."""

    scope = "address"


class ByToken(throttling.UserRateThrottle):
    """More of them for who holds a token, counted for the person however many they hold."""

    scope = "token"

    def get_cache_key(self, request, view):
        """Count who is known; `ByAddress` counts the others."""
        return super().get_cache_key(request, view) if request.auth else None


class Negotiation(negotiation.DefaultContentNegotiation):
    """JSON or CSV, by `format` or `Accept`; another format is told apart from a missing page."""

    def filter_renderers(self, renderers, format):
        """Those of this format."""
        found = [each for each in renderers if each.format == format]
        if not found:
            formats = " or ".join(each.format for each in renderers)
            raise exceptions.ValidationError({"format": [f"Choose {formats}."]})
        return found
