"""A conversation: what is asked, one statement after another, and what came of it."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from volunteers.consensus import permissions, queries
from volunteers.consensus.forms import ConversationFilterForm
from volunteers.consensus.models import Conversation
from volunteers.consensus.views.voters import voter_of

PAGE = 20
ENOUGH = 5  # votes from which somebody may have a place on the map, where little is asked


def find(request, pk):
    """The conversation, where this person may see it."""
    return get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)


def conversations(request):
    """What Londoners are asked, and what came of what they said."""
    form = ConversationFilterForm(request.GET)
    found = queries.listed(Conversation.objects.public(), **form.chosen)
    context = {
        "form": form,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "filtered": bool(form.chosen),
        "may_moderate": permissions.can_moderate_any(request.user),
    }
    return render(request, "volunteers/consensus/conversations.html", context)


@never_cache
def conversation(request, pk):
    """The question, the next statement, and what people said so far."""
    found = find(request, pk)
    number = request.GET.get("statement", "")
    return show(
        request,
        found,
        voter=voter_of(request, pk),
        number=int(number) if number.isdecimal() else None,
    )


def show(request, found, *, voter, number=None, notice="", status=200):
    """The conversation's page: with this statement, or with the next one."""
    key = voter.key(found.pk) if voter else ""
    card = queries.next_card(found.pk, key, number=number)
    if number is not None and card.number is None:
        card, number = queries.next_card(found.pk, key), None
    made, kept = queries.map_of(found), list(queries.frozen_of(found))
    context = {
        "conversation": found,
        "pledges": found.pledges.select_related("council"),
        "card": card,
        "again": queries.vote_of(found.pk, key, number=number) if number else None,
        "stored": _stored(request, found, key),
        "notice": notice,
        "may_lead": permissions.can_lead(request.user, found),
        "results": queries.read_results(made.published) if made else None,
        "mine": queries.place_in(found, key) if made and card.done >= ENOUGH else None,
        "kept": kept,
        "being_frozen": queries.being_frozen(found, kept),
    }
    return render(request, "volunteers/consensus/conversation.html", context, status=status)


def _stored(request, found, key):
    """The vote that was just stored, where the page follows one."""
    number = request.GET.get("voted", "")
    return queries.vote_of(found.pk, key, number=int(number)) if number.isdecimal() else None
