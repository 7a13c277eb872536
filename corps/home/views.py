"""The front page, the pages every site owes, and how it is with the machine."""

from datetime import timedelta
from ipaddress import ip_address

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseServerError,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from corps.accounts.permissions import ask_again, was_here_lately
from corps.accounts.queries import LENS
from corps.home import formats, queries, services
from corps.home.forms import LeaveForm
from councils.models import Council
from councils.permissions import can_see_members

PAGE = 20


def every_page(request):
    """What every page shows: unread notices, one's own places and roles, and whether it is a trial.

    Lazy, since the back office has no use for it.
    """
    own = {
        "unread_count": 0,
        "nav": [],
        "roles": [],
        "acting_as": None,
        "sample_data": SimpleLazyObject(queries.has_sample_data),
    }
    if hasattr(request, "user") and request.user.is_authenticated:
        own = {
            "unread_count": SimpleLazyObject(lambda: _header(request).unread),
            "nav": SimpleLazyObject(lambda: _nav(request)),
            "roles": SimpleLazyObject(lambda: _roles(request)),
            "acting_as": SimpleLazyObject(lambda: _chosen(request, _roles(request))),
            "sample_data": SimpleLazyObject(lambda: _header(request).sample_data),
        }
    return own | {
        "trial": not settings.REQUIRE_SECOND_FACTOR,
        "contact_email": settings.CONTACT_EMAIL,
        "look": getattr(request, "looked_at", None),
    }


def _header(request):
    """What its top says, asked for once a request; whoever looks as another is another."""
    if request.user.pk not in (kept := request.__dict__.setdefault("header_by_user", {})):
        kept[request.user.pk] = queries.header(request.user)
    return kept[request.user.pk]


def _roles(request):
    """All that the person is."""
    return _header(request).roles


def _nav(request):
    """The places of the header."""
    roles = _roles(request)
    return queries.doors(roles, _chosen(request, roles), request.path)


def _chosen(request, roles):
    """The role that was chosen in this session, while the person still has it."""
    return queries.acting_as(roles, request.session.get(LENS))


def front(request):
    """What the corps is, or what waits for who is signed in."""
    if request.user.is_authenticated:
        return _waiting(request)
    return render(request, "corps/home/front.html", queries.front_page())


def _waiting(request):
    """What waits for a person, in the role that was chosen; the rest is counted."""
    found = _roles(request)
    waiting, chosen = queries.waiting_for(request.user, found), _chosen(request, found)
    shown = queries.waiting_as(waiting, chosen)
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "elsewhere": len(waiting) - page.paginator.count if chosen else 0,
        "projects": queries.open_now(),
        "boroughs": queries.open_by_borough(),
    }
    return render(request, "corps/home/waiting.html", context)


@login_required
@require_POST
def act_as(request):
    """Choose the role whose home one sees; it changes nothing that one may do."""
    chosen = queries.acting_as(_roles(request), request.POST.get("role"))
    if chosen:
        request.session[LENS] = chosen.key
        messages.success(request, f"You see what concerns you as: {chosen.label}.")
    else:
        request.session.pop(LENS, None)
        messages.success(request, "You see what concerns you in all your roles.")
    return redirect("home:front")


@login_required
def my_data(request):
    """What is kept about oneself, a file of it, and the way out."""
    exports = request.user.exports.all()[:5]
    context = {
        "parts": queries.parts_about(request.user),
        "exports": exports,
        "waits": any(export.ready_at is None for export in exports),
        "all_parts": len(queries.PARTS),
        "days": settings.EXPORT_DAYS,
    }
    return render(request, "corps/home/my_data.html", context)


@login_required
@require_POST
def export_ask(request):
    """Have a file of one's own data made."""
    ask_again(request)
    services.ask_for_export(request.user)
    messages.success(request, "Your file is being made. You hear by e-mail when it is ready.")
    return redirect("home:my-data")


@login_required
def export_file(request, pk):
    """One's own file, while it is kept; nobody else's."""
    export = get_object_or_404(request.user.exports.exclude(ready_at=None), pk=pk)
    if export.ready_at < timezone.now() - timedelta(days=settings.EXPORT_DAYS):
        raise Http404
    return FileResponse(export.file.open(), as_attachment=True, filename="your-data.zip")


@login_required
@never_cache
def leave(request):
    """What becomes of one's data, what stands in the way, and the last word."""
    ask_again(request)
    held = queries.obstacles(request.user)
    lately = was_here_lately(request)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and lately and not held and form.is_valid():
        departure = services.leave(request.user)
        logout(request)
        return render(request, "corps/home/left.html", {"departure": departure})
    context = {
        "form": form,
        "parts": queries.parts_about(request.user),
        "obstacles": held,
        "lately": lately,
        "days": settings.LEAVING_DAYS,
    }
    return render(request, "corps/home/leave.html", context)


def borough(request, slug):
    """What a borough asks for, who is at work there, what was saved, and what people say."""
    council = get_object_or_404(Council, slug=slug)
    context = queries.borough(council, request.user) | {
        "council": council,
        "may_see_members": can_see_members(request.user, council),
    }
    return render(request, "corps/home/borough.html", context)


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


@never_cache
def metrics(request):
    """Numbers for those who watch over the machine, from their networks alone."""
    address = ip_address(get_adapter().get_client_ip(request))
    if not any(address in network for network in settings.METRICS_FROM):
        raise Http404
    return HttpResponse(
        formats.exposition(queries.measures()), content_type="text/plain; version=0.0.4"
    )


def bad_request(request, exception=None):
    """A request that could not be read."""
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    """Something that is not this person's to do."""
    return _refusal(request, 403, "That is not yours to do.", {"reason": str(exception or "")})


def not_found(request, exception=None):
    """No such page, or none that this person may see."""
    return _refusal(request, 404, "There is no such page.", {})


def _refusal(request, status, words, context):
    """A page for people; a line for programs that ask for plain text."""
    if request.get_preferred_type(["text/html", "text/plain"]) == "text/plain":
        return HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=status)
    return render(request, f"{status}.html", context, status=status)


def broken(request):
    """Our fault; rendered without the database, which may be what broke."""
    return HttpResponseServerError(render_to_string("500.html"))
