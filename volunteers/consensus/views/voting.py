"""Voting, changing one's votes, and what one chooses to say of oneself."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from volunteers.consensus import queries, services
from volunteers.consensus.forms import BackgroundForm, VoteForm
from volunteers.consensus.models import Statement, Vote
from volunteers.consensus.views.conversations import PAGE, find, show
from volunteers.consensus.views.voters import newcomer, remember, voter_of

BUTTONS = (Vote.Value.AGREE, Vote.Value.DISAGREE, Vote.Value.PASS)


@require_POST
def vote(request, pk, number):
    """Store one vote and ask the next statement: four queries, none of them for a whole page."""
    form = VoteForm(request.POST)
    voter = voter_of(request, pk) or newcomer(request)
    if not form.is_valid():
        messages.error(request, _("Press Agree, Disagree or Pass."))
        return redirect(_card(pk, statement=number))
    value = form.cleaned_data["value"]
    try:
        statement = services.cast(pk, number, voter=voter, value=value)
    except Statement.DoesNotExist:
        raise Http404 from None
    except services.TooFast as why:
        return remember(request, _slower(request, pk, number, voter, str(why)), voter)
    except services.NotCounted as why:
        messages.warning(request, str(why))
        url = reverse("consensus:conversation", args=[pk])
        return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
    return remember(request, _next(request, statement, voter, value), voter)


def _card(pk, **query):
    """The address of the card on the conversation's page."""
    return reverse("consensus:conversation", args=[pk], query=query, fragment="vote")


def _next(request, statement, voter, value):
    pk = statement.conversation_id
    if request.htmx:
        stored = Vote(statement=statement, value=value)
        return HttpResponse(_fragment(request, statement.conversation, voter, stored=stored))
    if request.POST.get("from") == "mine":
        return redirect(f"{_mine(request, pk)}#s{statement.number}")
    return redirect(_card(pk, voted=statement.number))


def _mine(request, pk):
    page = request.POST.get("page", "")
    query = {"page": page} if page.isdecimal() else None
    return reverse("consensus:mine", args=[pk], query=query)


def _fragment(request, conversation, voter, *, number=None, **more):
    """The card alone, drawn without what only whole pages need."""
    key = voter.key(conversation.pk)
    context = {
        "conversation": conversation,
        "card": queries.next_card(conversation.pk, key, number=number),
        "csrf_token": get_token(request),
        "swapped": True,
    }
    return render_to_string("volunteers/consensus/card.html", context | more)


def _slower(request, pk, number, voter, notice):
    """The same statement again, and why its vote has to wait."""
    found = find(request, pk)
    if request.htmx:
        return HttpResponse(_fragment(request, found, voter, number=number, notice=notice))
    return show(request, found, voter=voter, number=number, notice=notice, status=429)


@never_cache
def mine(request, pk):
    """One's own votes, each of which may be changed while the conversation is open."""
    found = find(request, pk)
    voter = voter_of(request, pk)
    votes = queries.votes_of(pk, voter.key(pk) if voter else "")
    context = {
        "conversation": found,
        "page": Paginator(votes, PAGE).get_page(request.GET.get("page")),
        "choices": [(one.value, one.label) for one in BUTTONS],
    }
    return render(request, "volunteers/consensus/mine.html", context)


@never_cache
def background(request, pk):
    """Where one lives and how old one is: held apart from the votes, and removed when asked."""
    found = find(request, pk)
    voter = voter_of(request, pk)
    participant = queries.participant_of(pk, voter.key(pk)) if voter else None
    if participant is None:
        messages.info(request, _("Vote first: then you may say a little of yourself."))
        return redirect(found)
    said = queries.background_of(participant)
    form = BackgroundForm(request.POST or None, instance=said)
    if request.method == "POST" and "remove" in request.POST:
        services.forget_background(participant)
        messages.success(request, _("What you said of yourself is removed. Your votes stay."))
        return redirect(found)
    if request.method == "POST" and form.is_valid():
        services.say_background(participant, **form.cleaned_data)
        messages.success(request, _("Thank you. It is kept apart from your votes."))
        return redirect(found)
    context = {"conversation": found, "form": form, "said": said}
    return render(request, "volunteers/consensus/background.html", context)
