"""A person's inbox, wishes and saved searches; what came back; and a trial site's outbox."""

from datetime import time

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from corps import mail
from corps.accounts.permissions import second_factor_required
from corps.notifications import permissions, queries, services
from corps.notifications.forms import WishesForm
from corps.notifications.models import Bounce, Notification, SavedSearch

PAGE = 20


@login_required
def inbox(request):
    """One's own notices, newest first."""
    notices = Notification.objects.to(request.user).select_related("event")
    page = Paginator(notices, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "bounce": queries.bounce_of(request.user)}
    return render(request, "corps/notifications/inbox.html", context)


@login_required
def notice(request, pk):
    """One notice in full; opening it marks it read."""
    found = get_object_or_404(Notification.objects.to(request.user).select_related("event"), pk=pk)
    services.read(Notification.objects.filter(pk=found.pk))
    return render(request, "corps/notifications/notice.html", {"notice": found})


@login_required
@require_POST
def inbox_read(request):
    """Mark all of one's notices as read."""
    count = services.read(Notification.objects.to(request.user))
    messages.success(request, f"Marked {count} as read.")
    return redirect("notifications:inbox")


@login_required
def searches(request):
    """The searches one keeps, and where to stop them; the one just deleted can be taken back."""
    page = Paginator(SavedSearch.objects.of(request.user), PAGE).get_page(request.GET.get("page"))
    deleted = request.session.pop("search-deleted", None)
    return render(request, "corps/notifications/searches.html", {"page": page, "deleted": deleted})


@login_required
@require_POST
def search_save(request):
    """Keep a search, and go back to its list."""
    given = {name: request.POST.get(name, "") for name in ("label", "query", "name")}
    try:
        search = services.save_search(user=request.user, **given)
    except services.NotSaved as error:
        messages.error(request, str(error))
        return redirect("notifications:searches")
    messages.success(request, "Saved. What is new in it comes by e-mail, once a day.")
    return redirect("notifications:searches" if "undo" in request.POST else search)


@login_required
@require_POST
def search_daily(request, pk):
    """Begin or stop a search's e-mail."""
    search = get_object_or_404(SavedSearch.objects.of(request.user), pk=pk)
    search = services.set_daily(search, daily=request.POST.get("daily") == "yes")
    words = "comes by e-mail, once a day" if search.daily else "is not e-mailed any more"
    messages.success(request, f"What is new in “{search}” {words}.")
    return redirect(search if "list" in request.POST else "notifications:searches")


@login_required
@require_POST
def search_delete(request, pk):
    """Forget a search; the next page offers to take it back."""
    search = get_object_or_404(SavedSearch.objects.of(request.user), pk=pk)
    request.session["search-deleted"] = {
        "label": search.label,
        "query": search.query,
        "name": search.name,
    }
    search.delete()
    return redirect("notifications:searches")


@csrf_exempt  # the link is the proof: mail programs post to it without a cookie
def search_stop(request, token):
    """Stop a search's e-mail by the link in it, signed in or not.

    A mail program's one click (RFC 8058) stops the e-mail as a whole: all searches of that list.
    """
    search = get_object_or_404(SavedSearch, token=token)
    if request.method == "POST":
        if "List-Unsubscribe" in request.POST:
            services.stop_searches(search)
        search = services.set_daily(search, daily=False)
    return render(request, "corps/notifications/search_stop.html", {"search": search})


@login_required
def wishes(request):
    """How fast one wants which notices by e-mail; what was just changed can be taken back."""
    kept = queries.wishes_of(request.user)
    form = WishesForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        hours = services.Hours(*(form.cleaned_data[n] for n in ("starts", "ends", "weekends")))
        services.save_wishes(request.user, form.paces, hours)
        if "undo" in request.POST:
            messages.success(request, "It is as it was before.")
        else:
            request.session["wishes-before"] = {
                name: str(value)[:5] if isinstance(value, time) else value
                for name in form.fields
                if (value := form[name].initial)
            }
        return redirect("notifications:wishes")
    context = {"form": form}
    if request.method == "GET":
        context["before"] = request.session.pop("wishes-before", None)
    return render(request, "corps/notifications/wishes.html", context)


@csrf_exempt  # the token is the proof: mail programs post to it without a cookie
def stop(request, token):
    """Stop a group's e-mail, or a digest, by the link in it; reading the page stops nothing."""
    try:
        if request.method != "POST":
            found = services.find_stop(token)
        elif "again" in request.POST:
            found = services.start_again(token)
        else:
            found = services.stop(token)
    except ValueError as error:
        raise Http404 from error
    return render(request, "corps/notifications/stop.html", {"stop": found})


@login_required
@require_POST
def address_try(request):
    """Write to one's own address, whose e-mail came back."""
    try:
        services.try_address(request.user)
    except services.NotTried as error:
        messages.error(request, str(error))
    except OSError:
        messages.error(request, "The address still takes no e-mail. Choose another one instead.")
    else:
        messages.success(request, "We wrote to it. Open the link in that e-mail.")
    return redirect("notifications:inbox")


def address(request, token):
    """Say that e-mail reaches an address again, by a link that was sent there."""
    try:
        words = services.read_proof(token)
    except ValueError as error:
        raise Http404 from error
    if request.method == "POST":
        services.prove_address(token)
    context = {"address": words, "proved": request.method == "POST"}
    return render(request, "corps/notifications/address.html", context)


@login_required
@second_factor_required
def bounces(request):
    """Whose e-mail comes back, and sending to them again."""
    if not permissions.can_mend_addresses(request.user):
        raise PermissionDenied("E-mail that came back is for corps staff.")
    page = Paginator(queries.addresses_held(), PAGE).get_page(request.GET.get("page"))
    return render(request, "corps/notifications/bounces.html", {"page": page})


@login_required
@second_factor_required
@require_POST
def bounce_clear(request, pk):
    """Send to an address again."""
    if not permissions.can_mend_addresses(request.user):
        raise PermissionDenied("E-mail that came back is for corps staff.")
    bounce = get_object_or_404(Bounce, pk=pk)
    services.send_again([bounce], by=request.user)
    messages.success(request, f"E-mail goes to {bounce} again, with what was held.")
    return redirect("notifications:bounces")


@login_required
@second_factor_required
def outbox(request):
    """E-mails that were written to the folder, newest first."""
    if settings.MAIL_SERVER:
        raise Http404
    if not permissions.can_read_outbox(request.user):
        raise PermissionDenied("The outbox is for corps staff.")
    page = Paginator(mail.letter_names(), PAGE).get_page(request.GET.get("page"))
    letters = [mail.read_letter(name) for name in page]
    return render(request, "corps/notifications/outbox.html", {"page": page, "letters": letters})


@login_required
@second_factor_required
def letter(request, name):
    """One e-mail as it was written: it may hold somebody's sign-in code."""
    if settings.MAIL_SERVER:
        raise Http404
    if not permissions.can_read_outbox(request.user):
        raise PermissionDenied("The outbox is for corps staff.")
    return render(request, "corps/notifications/letter.html", {"letter": _letter(name)})


# No script, no form, nothing from elsewhere: only the styles that stand in the e-mail itself.
@csp_replace({"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "sandbox": []})
@login_required
@second_factor_required
def letter_look(request, name):
    """An e-mail's HTML as a mail program shows it, shut off from the rest of the site."""
    if settings.MAIL_SERVER:
        raise Http404
    if not permissions.can_read_outbox(request.user):
        raise PermissionDenied("The outbox is for corps staff.")
    html = _letter(name).html
    if not html:
        raise Http404
    return HttpResponse(html)


def _letter(name):
    try:
        return mail.read_letter(name)
    except FileNotFoundError as error:
        raise Http404 from error
