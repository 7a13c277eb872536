"""What a person says of a token before it is made."""

from django import forms

from councils.models import Membership


class TokenForm(forms.Form):
    """What a token is for, which council's drafts it writes, and for how long."""

    name = forms.CharField(
        label="What is it for?",
        max_length=60,
        help_text="So that you know it again, for example “Import from our planning system”.",
        error_messages={"required": "Say what the token is for"},
    )
    days = forms.TypedChoiceField(
        coerce=int,
        choices=[(30, "30 days"), (90, "90 days"), (365, "One year")],
        initial=90,
        label="How long should it work?",
    )

    def __init__(self, *args, memberships, **kwargs):
        super().__init__(*args, **kwargs)
        only = memberships[0] if len(memberships) == 1 else None
        self.fields["membership"] = MembershipField(
            queryset=Membership.objects.filter(pk__in=[each.pk for each in memberships]),
            label="For which council?",
            initial=only,
            empty_label=None if only else "Choose a council",
            error_messages={"required": "Choose a council"},
        )
        self.order_fields(["name", "membership", "days"])


class MembershipField(forms.ModelChoiceField):
    """One's own memberships, by the council's name."""

    def __init__(self, *, queryset, **kwargs):
        super().__init__(queryset=queryset.select_related("council"), **kwargs)

    def label_from_instance(self, obj):
        """The council's name: whose membership it is goes without saying."""
        return obj.council.name
