"""Reasons, and who acts for a council."""

from django import forms

from councils.models import Membership


class ReasonForm(forms.Form):
    """Why something is done that others will ask about."""

    reason = forms.CharField(
        label="Why?",
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": "Give the reason"},
    )

    def __init__(self, *args, label="Why?", hint="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].help_text = hint


class ApprovalForm(forms.Form):
    """Whom a lone officer asks to approve."""

    name = forms.CharField(
        label="Their name", max_length=100, error_messages={"required": "Enter their name"}
    )
    post = forms.CharField(
        label="Their post",
        max_length=100,
        help_text="For example “Head of Planning”.",
        error_messages={"required": "Enter their post"},
    )
    email = forms.EmailField(
        label="Their e-mail address",
        help_text="At your council.",
        error_messages={
            "required": "Enter their e-mail address",
            "invalid": "Enter an e-mail address, like name@council.gov.uk",
        },
    )


class JoinForm(forms.Form):
    """Which council, where an address does not say."""

    def __init__(self, *args, councils, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["council"] = forms.ModelChoiceField(
            queryset=councils,
            initial=councils[0] if len(councils) == 1 else None,
            label="Which council do you work for?",
            widget=forms.RadioSelect,
            empty_label=None,
            error_messages={"required": "Choose your council"},
        )


class ConfirmForm(forms.Form):
    """As what a person acts for the council."""

    role = forms.ChoiceField(choices=Membership.Role.choices, label="As")


class InviteForm(forms.Form):
    """Whom corps staff invite to run a council's part."""

    email = forms.EmailField(
        label="Their e-mail address",
        help_text="It must be on the council's own domain.",
        error_messages={
            "required": "Enter their e-mail address",
            "invalid": "Enter an e-mail address, like name@council.gov.uk",
        },
    )
