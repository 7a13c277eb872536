"""What people say: adding a statement, and reading one."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from volunteers.consensus import permissions, queries, services
from volunteers.consensus.forms import StatementForm
from volunteers.consensus.models import Statement
from volunteers.consensus.views.conversations import find
from volunteers.consensus.views.voters import keys_of, newcomer, remember, voter_of


@never_cache
def say(request, pk):
    """Add a statement: what may say the same is shown first."""
    found = find(request, pk)
    if not found.takes_votes:
        messages.warning(request, _("This conversation takes no statements now."))
        return redirect(found)
    form = StatementForm(request.POST or None, initial={"language": found.language})
    context = {"conversation": found, "form": form}
    if request.method == "POST" and form.is_valid():
        alike = queries.similar_to(found, form.cleaned_data["text"])
        if not alike or "anyway" in request.POST:
            return _say(request, found, form, context)
        context["alike"] = alike
    return render(request, "volunteers/consensus/statement_form.html", context)


def _say(request, found, form, context):
    """Store it, or say why not: nothing that was typed is lost."""
    voter = voter_of(request, found.pk) or newcomer(request)
    try:
        made = services.say(found, voter=voter, **form.cleaned_data)
    except services.SaidAlready as known:
        context["known"] = known.statement
    except services.NotCounted as why:
        form.add_error(None, str(why))
    else:
        if made.stage == Statement.Stage.HELD:
            words = _("Thank you. Somebody reads it before it is shown; your agreement is kept.")
        else:
            words = _("Thank you. It is shown, with your agreement.")
        messages.success(request, words)
        return remember(request, redirect(found), voter)
    return render(request, "volunteers/consensus/statement_form.html", context)


@never_cache
def statement(request, pk, number):
    """One statement: its words where they are shown, and what was decided about it."""
    found = find(request, pk)
    one = queries.statement_of(found, number)
    if one is None:
        raise Http404
    keys = keys_of(request, pk)
    leads = permissions.can_lead(request.user, found)
    own = one.author is not None and one.author.key in keys
    voter = voter_of(request, pk)
    context = {
        "conversation": found,
        "statement": one,
        "readable": _is_readable(one) or leads or own,
        "own": own,
        "mine": queries.vote_of(pk, voter.key(pk), number=number) if voter else None,
        "decisions": one.decisions.all(),
        "may_moderate": leads and not own,
    }
    return render(request, "volunteers/consensus/statement.html", context)


def _is_readable(one):
    if one.stage == Statement.Stage.REJECTED:
        return not one.unrepeated
    return one.stage == Statement.Stage.SHOWN
