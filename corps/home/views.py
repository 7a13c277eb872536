"""The front page, the pages every site owes, and how it is with the machine."""

from django.conf import settings
from django.http import HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache

from corps.home import queries
from corps.notifications.models import Notification


def every_page(request):
    """What every page shows: unread notices, one's own doors, and whether this is a trial.

    Lazy, since the back office has no use for it.
    """
    own = {"unread_count": 0, "nav": []}
    if hasattr(request, "user") and request.user.is_authenticated:
        own = {
            "unread_count": SimpleLazyObject(Notification.objects.to(request.user).unread().count),
            "nav": SimpleLazyObject(lambda: queries.doors(request.user, request.path)),
        }
    return own | {
        "trial": not settings.REQUIRE_SECOND_FACTOR,
        "sample_data": SimpleLazyObject(queries.has_sample_data),
        "contact_email": settings.CONTACT_EMAIL,
    }


def front(request):
    """What the corps is, or what waits for who is signed in."""
    context = queries.front_page()
    if request.user.is_authenticated:
        return render(
            request,
            "corps/home/waiting.html",
            context | {"waiting": queries.waiting_for(request.user)},
        )
    return render(request, "corps/home/front.html", context)


def accessibility(request):
    """How accessible the site is, as the law asks us to say."""
    return render(request, "corps/home/accessibility.html")


def privacy(request):
    """What is kept about people, why, and for how long."""
    return render(request, "corps/home/privacy.html")


def api(request):
    """What programs may ask, told from the schema that they read."""
    site = request.build_absolute_uri("/").rstrip("/")
    context = {
        "operations": [(each, each.curl(site)) for each in queries.api_operations()],
        "address": request.build_absolute_uri(request.path),
        "rate": settings.API_RATES["address"],
    }
    return render(request, "corps/home/api.html", context)


@never_cache
def healthz(request):
    """The web process answers."""
    return JsonResponse({"ok": True})


@never_cache
def readyz(request):
    """All that the site stands on answers too, each said by name."""
    checks = queries.readiness()
    ready = all(check == "ok" for check in checks.values())
    return JsonResponse(checks, status=200 if ready else 503)


def bad_request(request, exception=None):
    """A request that could not be read."""
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    """Something that is not this person's to do."""
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def not_found(request, exception=None):
    """No such page, or none that this person may see."""
    return render(request, "404.html", status=404)


def broken(request):
    """Our fault; rendered without the database, which may be what broke."""
    return HttpResponseServerError(render_to_string("500.html"))
