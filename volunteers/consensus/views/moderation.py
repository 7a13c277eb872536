"""Moderation: what waits, what is decided by which rule, and the log that everybody can read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from corps.stages import IllegalMove
from volunteers.consensus import permissions, queries, services
from volunteers.consensus.forms import DecisionForm, QueueForm
from volunteers.consensus.models import Statement
from volunteers.consensus.views.conversations import PAGE, find
from volunteers.consensus.views.voters import keys_of


@login_required
def moderation(request):
    """What waits to be read, the oldest first; and what was decided, to be decided anew."""
    if not permissions.can_moderate_any(request.user):
        raise PermissionDenied(_("Statements are read by the councils that lead a conversation."))
    mine = queries.conversations_to_moderate(request.user)
    form = QueueForm(request.GET, conversations=mine)
    found = queries.to_moderate(request.user, **form.chosen)
    context = {
        "form": form,
        "stage": form.chosen["stage"],
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "volunteers/consensus/moderation.html", context)


@login_required
def statement_decide(request, pk, number):
    """Show a statement, or do not, and say by which rule."""
    found = find(request, pk)
    one = queries.statement_of(found, number)
    if one is None:
        raise Http404
    if not permissions.can_moderate(request.user, one, keys_of(request, pk)):
        raise PermissionDenied(
            _("The councils that lead the conversation decide, and nobody on their own statement.")
        )
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.moderate(one, by=request.user, **form.cleaned_data)
        except IllegalMove:
            messages.warning(request, _("That is decided already: nothing changed."))
        else:
            messages.success(request, _("Decided. The log says so, without your name."))
        return redirect("consensus:moderation")
    context = {"form": form, "conversation": found, "statement": one}
    return render(request, "volunteers/consensus/moderation_decide.html", context)


def policy(request):
    """What is shown and what is not, by whom it is decided, and how to object."""
    return render(request, "volunteers/consensus/policy.html")


def log(request, pk):
    """Every decision of a conversation's moderators: the rule and the day, never the person."""
    found = find(request, pk)
    page = Paginator(queries.log_of(found), PAGE).get_page(request.GET.get("page"))
    waiting = Statement.objects.held().filter(conversation=found).count()
    context = {
        "conversation": found,
        "page": page,
        "waiting": waiting,
        "exclusions": found.exclusions.all()[:PAGE],
    }
    return render(request, "volunteers/consensus/log.html", context)
