"""Why votes are left out, or count again."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LeaveOutForm(forms.Form):
    """A reason that everybody can read."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Everybody can read this beside the results. Name nobody."),
        error_messages={"required": _("Say why: everybody is to be able to judge it")},
    )
