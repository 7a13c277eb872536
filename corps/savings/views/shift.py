"""What moving contacts to another channel saves. Nothing is kept."""

from django.shortcuts import render

from corps.savings import maths
from corps.savings.forms import ShiftForm


def channel_shift(request):
    """The form, and above it its answer."""
    form = ShiftForm(request.GET or None)
    answer = _answer(form) if form.is_valid() else {}
    return render(request, "corps/savings/channel_shift.html", {"form": form} | answer)


def _answer(form):
    """The saving and the change of volume, each without its sign beside the shift itself."""
    shift = maths.channel_shift(*(form.part(part) for part in ("before", "after", "cost")))
    return {
        "shift": shift,
        "pounds": abs(shift.saving),
        "contacts": abs(shift.volume_change),
    }
