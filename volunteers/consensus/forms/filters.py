"""What orders and narrows the issues that matter, and the lists of the API."""

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.models import Council


class BoroughForm(forms.Form):
    """One borough, or any."""

    borough = forms.ModelChoiceField(
        queryset=Council.objects.all(),
        to_field_name="slug",
        required=False,
        label=_("Borough"),
        empty_label=_("Any borough"),
    )

    @property
    def chosen(self):
        """Cleaned values of the filters that can be read; others are passed over."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class OfConversationForm(BoroughForm):
    """One conversation, or those of a borough."""

    conversation = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)


class IssuesForm(BoroughForm):
    """Conversations or statements, in which order, and of which borough."""

    of = forms.ChoiceField(
        label=_("Show"),
        choices=[("", _("Conversations")), ("statements", _("Statements"))],
        required=False,
    )
    sort = forms.ChoiceField(
        label=_("Order by"),
        choices=[
            ("", _("What matters most")),
            ("consensus", _("What all groups agree on")),
            ("participation", _("How many took part")),
            ("recency", _("The newest")),
        ],
        required=False,
    )

    field_order = ("of", "sort", "borough")
