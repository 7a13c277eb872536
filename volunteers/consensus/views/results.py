"""What people said, for programs too, and as it was frozen."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from volunteers.consensus import queries
from volunteers.consensus.models import Conversation, Frozen

FOR_EVER = cache_control(public=True, max_age=31_536_000, immutable=True)


def results_json(request, pk):
    """Exactly what the page shows, for programs."""
    found = get_object_or_404(Conversation.objects.public(), pk=pk)
    made = queries.map_of(found)
    if made is None:
        raise Http404(_("There is no result yet."))
    return _json({"at": made.at.isoformat()} | made.published)


def _json(words):
    return JsonResponse(words, json_dumps_params={"indent": 1, "ensure_ascii": False})


def _find(pk):
    rows = Frozen.objects.select_related("conversation").defer("archive")
    return get_object_or_404(rows, pk=pk)


def frozen(request, pk):
    """A result as it stood at the end of a stage."""
    found = _find(pk)
    context = {
        "frozen": found,
        "conversation": found.conversation,
        "results": queries.read_results(found.published),
    }
    return render(request, "volunteers/consensus/frozen.html", context)


@FOR_EVER
def frozen_json(request, pk):
    """The same, for programs."""
    found = _find(pk)
    about = {
        "question": found.conversation.question,
        "stage": found.stage,
        "at": found.at.isoformat(),
        "votes_sha256": found.votes_sha256,
        "licence": "CC BY 4.0",
    }
    return _json(about | found.published)


@FOR_EVER
def frozen_file(request, pk):
    """The downloads: votes under pseudonyms, statements, groups."""
    found = get_object_or_404(Frozen, pk=pk)
    name = f"conversation-{found.conversation_id}-{found.stage}.zip"
    return HttpResponse(
        bytes(found.archive),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
