"""Issues that matter: of all London, and of a borough."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from councils.models import Council
from volunteers.consensus import queries
from volunteers.consensus.forms import IssuesForm
from volunteers.consensus.maths import ranking
from volunteers.consensus.models import Conversation
from volunteers.consensus.views.conversations import PAGE

FEW = 5  # of each kind on a borough's page


def issues(request):
    """What people agree on, how many took part, and how lately: each part shown."""
    form = IssuesForm(request.GET)
    chosen = form.chosen
    ranked = {"": queries.ranked_conversations, "statements": queries.ranked_statements}
    find = ranked[chosen.get("of", "")]
    found = find(by=chosen.get("sort", "score"), council=chosen.get("borough"))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    page.object_list = queries.with_councils(page.object_list)
    context = {
        "form": form,
        "of": chosen.get("of", "conversations"),
        "page": page,
        "filtered": "borough" in chosen,
        "half_life": ranking.HALF_LIFE_DAYS,
        "many": ranking.MANY,
    }
    return render(request, "volunteers/consensus/issues.html", context)


def borough(request, slug):
    """What a borough asks, what it owes, what it develops, and what matters to people there."""
    council = get_object_or_404(Council, slug=slug)
    today = timezone.localdate()
    led = Conversation.objects.public().filter(pledges__council=council)
    context = {
        "council": council,
        "today": today,
        "owed": queries.owed_by(council, today),
        "page": Paginator(led.order_by("-opened_at", "-pk"), PAGE).get_page(
            request.GET.get("page")
        ),
        "programmes": queries.programmes().filter(council=council)[:FEW],
        "issues": queries.ranked_statements(council=council)[:FEW],
    }
    return render(request, "volunteers/consensus/borough.html", context)
