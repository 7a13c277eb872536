"""Votes that others help to give: a library's tablet, and sheets of paper."""

import secrets

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from volunteers.consensus import permissions, queries, services
from volunteers.consensus.forms import KioskForm, SheetForm, VoteForm
from volunteers.consensus.models import Kiosk, Statement, Vote
from volunteers.consensus.views.conversations import PAGE, find

COOKIE = "kiosk"
SALT = "consensus.kiosk"
IDLE = 60  # seconds after which a tablet asks whether anybody is there…
PATIENCE = 30  # …and after which it is the next person's
LONGEST = 60 * 60  # seconds that one person has


def _entered(request, pk):
    """The conversation, for those who may enter others' votes in it."""
    found = find(request, pk)
    if not permissions.can_enter_votes(request.user, found):
        raise PermissionDenied(_("This is for the councils that lead the conversation."))
    return found


@login_required
def kiosks(request, pk):
    """The tablets of a conversation, and a new one."""
    found = _entered(request, pk)
    form = KioskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.set_up_kiosk(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("Open its link on the tablet."))
        return redirect("consensus:kiosks", pk)
    page = Paginator(found.kiosks.all(), PAGE).get_page(request.GET.get("page"))
    context = {"conversation": found, "form": form, "page": page}
    return render(request, "volunteers/consensus/kiosks.html", context)


@login_required
@require_POST
def kiosk_end(request, pk, kiosk):
    """Take no more votes by a tablet's link."""
    found = _entered(request, pk)
    services.end_kiosk(get_object_or_404(found.kiosks, pk=kiosk), by=request.user)
    messages.success(request, _("Its link takes no more votes. Those it brought stay."))
    return redirect("consensus:kiosks", pk)


def _kiosk(token):
    rows = Kiosk.objects.select_related("conversation").filter(ended_at=None)
    return get_object_or_404(rows, token=token)


def _path(kiosk):
    return reverse("consensus:kiosk", args=[kiosk.token])


def _person(request, kiosk):
    """Who uses the tablet now; nobody, once they are done or gone."""
    held = request.get_signed_cookie(COOKIE, default=None, salt=SALT, max_age=LONGEST)
    return services.kiosk_voter(kiosk, held) if held else None


@never_cache
def kiosk(request, token):
    """Where the next person begins: whoever was here before is forgotten."""
    found = _kiosk(token)
    context = {"kiosk": found, "conversation": found.conversation}
    response = render(request, "volunteers/consensus/kiosk.html", context)
    response.delete_cookie(COOKIE, path=_path(found))
    return response


@require_POST
def kiosk_start(request, token):
    """Begin as somebody new."""
    found = _kiosk(token)
    response = redirect("consensus:kiosk-card", token)
    response.set_signed_cookie(
        COOKIE,
        secrets.token_urlsafe(16),
        salt=SALT,
        path=_path(found),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@never_cache
def kiosk_card(request, token):
    """The next statement; after a minute without a touch, whether anybody is there."""
    found = _kiosk(token)
    voter = _person(request, found)
    if voter is None:
        return redirect(_path(found))
    pk, key = found.conversation_id, voter.key(found.conversation_id)
    number = request.GET.get("voted", "")
    context = {
        "kiosk": found,
        "conversation": found.conversation,
        "card": queries.next_card(pk, key),
        "stored": queries.vote_of(pk, key, number=int(number)) if number.isdecimal() else None,
    }
    response = render(request, "volunteers/consensus/kiosk_card.html", context)
    response["Refresh"] = f"{IDLE}; url={reverse('consensus:kiosk-idle', args=[token])}"
    return response


@never_cache
def kiosk_idle(request, token):
    """Is anybody there? If nobody says so, it is the next person's turn."""
    found = _kiosk(token)
    context = {"kiosk": found, "conversation": found.conversation, "seconds": PATIENCE}
    response = render(request, "volunteers/consensus/kiosk_idle.html", context)
    response["Refresh"] = f"{PATIENCE}; url={_path(found)}"
    return response


@require_POST
def kiosk_vote(request, token, number):
    """Store one vote of who uses the tablet now."""
    found = _kiosk(token)
    voter, form = _person(request, found), VoteForm(request.POST)
    if voter is None:
        return redirect(_path(found))
    card = reverse("consensus:kiosk-card", args=[token])
    if not form.is_valid():
        return redirect(card)
    try:
        services.cast(found.conversation_id, number, voter=voter, **form.cleaned_data)
    except Statement.DoesNotExist:
        raise Http404 from None
    except services.NotCounted as why:
        messages.warning(request, str(why))
        return redirect(card)
    return redirect(f"{card}?voted={number}")


@login_required
def paper(request, pk):
    """Enter one person's sheet; those that one entered today can be undone."""
    found = _entered(request, pk)
    if not found.takes_votes:
        messages.warning(request, _("Voting is over: no sheet is entered any more."))
        return redirect(found)
    statements = queries.on_paper(found)
    form = SheetForm(request.POST or None, statements=statements)
    if request.method == "POST" and form.is_valid():
        try:
            services.enter_sheet(found, by=request.user, votes=form.votes())
        except services.NothingEntered:
            form.add_error(None, _("Enter at least one vote, as it stands on the sheet"))
        except services.NotCounted as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("The sheet is entered. Here is the form for the next."))
            return redirect("consensus:paper", pk)
    sheets = queries.sheets_of(found, request.user)
    page = Paginator(sheets, PAGE).get_page(request.GET.get("page"))
    context = {"conversation": found, "form": form, "page": page}
    return render(request, "volunteers/consensus/paper.html", context)


@login_required
@require_POST
def paper_undo(request, pk, sheet):
    """Remove a sheet that one entered wrongly today."""
    found = _entered(request, pk)
    entered = get_object_or_404(queries.sheets_of(found, request.user), pk=sheet)
    try:
        services.undo_sheet(entered, by=request.user)
    except services.NotCounted as why:
        messages.warning(request, str(why))
        return redirect(found)
    messages.success(request, _("The sheet is removed. Enter it again, if you like."))
    return redirect("consensus:paper", pk)


def paper_form(request, pk):
    """A form to be printed, with what is voted on now."""
    found = find(request, pk)
    context = {
        "conversation": found,
        "statements": queries.on_paper(found),
        "values": [Vote.Value.AGREE, Vote.Value.DISAGREE, Vote.Value.PASS],
    }
    return render(request, "volunteers/consensus/paper_form.html", context)
