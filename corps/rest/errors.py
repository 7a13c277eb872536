"""What went wrong, in one shape and in plain words."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

PLAIN = {
    exceptions.NotFound: "There is nothing at this address that you may see.",
    exceptions.NotAuthenticated: "Send a token: “Authorization: Bearer …”. Make one on the site.",
    exceptions.AuthenticationFailed: "This token opens nothing: it is unknown, revoked or over. "
    "Make a new one on the site.",
    exceptions.ParseError: "The body is no JSON that can be read.",
    exceptions.NotAcceptable: "Ask for application/json or text/csv.",
    exceptions.UnsupportedMediaType: "Send JSON: “Content-Type: application/json”.",
    exceptions.ValidationError: "Something is to be mended: see “errors”.",
}


def answer_error(problem, context):
    """One shape for all errors: `detail` in words, and `errors` by the name of the field."""
    if isinstance(problem, Http404):
        problem = exceptions.NotFound()
    elif isinstance(problem, PermissionDenied):
        problem = exceptions.PermissionDenied(str(problem) or None)
    if not isinstance(problem, exceptions.APIException):
        return None
    headers = {"Cache-Control": "no-store"}
    if getattr(problem, "auth_header", None):
        headers["WWW-Authenticate"] = problem.auth_header
    words = PLAIN.get(type(problem), str(problem.detail))
    if isinstance(problem, exceptions.Throttled):
        headers["Retry-After"] = str(int(problem.wait or 1))
        words = f"You ask too often. Ask again in {headers['Retry-After']} seconds."
    errors = problem.detail if isinstance(problem, exceptions.ValidationError) else {}
    context["request"].accepted_renderer = JSONRenderer()
    context["request"].accepted_media_type = JSONRenderer.media_type
    body = {"detail": words, "errors": errors if isinstance(errors, dict) else {"": errors}}
    return Response(body, status=problem.status_code, headers=headers)


def in_plain_words(form):
    """What is wrong with a form, by field, in the words of the site."""
    return {
        name: list(form[name].errors) if name in form.fields else list(words)
        for name, words in form.errors.items()
    }
