"""A person's inbox and saved searches, and the outbox of a site without a mail server."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from corps import mail
from corps.accounts.permissions import second_factor_required
from corps.notifications import permissions, services
from corps.notifications.models import Notification, SavedSearch

PAGE = 20


@login_required
def inbox(request):
    """One's own notices, newest first."""
    notices = Notification.objects.to(request.user).select_related("event")
    page = Paginator(notices, PAGE).get_page(request.GET.get("page"))
    return render(request, "corps/notifications/inbox.html", {"page": page})


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


def search_stop(request, token):
    """Stop a search's e-mail by the link in it, signed in or not."""
    search = get_object_or_404(SavedSearch, token=token)
    if request.method == "POST":
        search = services.set_daily(search, daily=False)
    return render(request, "corps/notifications/search_stop.html", {"search": search})


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
    try:
        found = mail.read_letter(name)
    except FileNotFoundError as error:
        raise Http404 from error
    return render(request, "corps/notifications/letter.html", {"letter": found})
