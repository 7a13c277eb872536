"""Reasons, and who acts for a council."""

from django import forms

from councils.forms.words import capital
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


class ColleagueForm(forms.Form):
    """Whom an administrator invites, and as what."""

    email = forms.EmailField(
        label="Their e-mail address",
        help_text="It must be on the council's own domain.",
        error_messages={
            "required": "Enter their e-mail address",
            "invalid": "Enter an e-mail address, like name@council.gov.uk",
        },
    )
    role = forms.ChoiceField(
        choices=capital(Membership.Role.choices), label="As", widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].initial = Membership.Role.OFFICER
        self.fields["role"].help_text = (
            "Officers post projects. Approvers also approve colleagues’. Finance officers say what "
            "a saving is worth. Administrators run this list, and approve too."
        )


NAMED = 50  # projects that are handed over one by one; the rest go to one person


class LeaveForm(forms.Form):
    """Why somebody goes, who takes each of their projects, and who runs the council's part."""

    reason = forms.CharField(
        label="Why?",
        max_length=2000,
        widget=forms.Textarea,
        help_text="They and the administrators read it.",
        error_messages={"required": "Give the reason"},
    )

    def __init__(self, *args, projects, colleagues, own, alone, **kwargs):
        super().__init__(*args, **kwargs)
        self.projects = projects
        self.people = {str(one.user_id): one for one in colleagues}
        people = [(key, str(one.user)) for key, one in self.people.items()]
        if own:
            self.fields["reason"].required = False
            self.fields["reason"].label = "Why? (optional)"
            self.fields["reason"].help_text = "The administrators read it."
        if alone:
            self.fields["successor"] = forms.ChoiceField(
                choices=[("", "Choose a colleague"), *people],
                label="Who runs the council’s part then?",
                error_messages={"required": "Choose who becomes administrator"},
            )
        if projects:
            self.fields["everything"] = forms.ChoiceField(
                choices=[("", "Nobody yet: they wait with the administrators"), *people],
                required=False,
                label="Who takes over the projects?",
            )
        for project in projects[:NAMED]:
            self.fields[f"project-{project.pk}"] = forms.ChoiceField(
                choices=[("", "The same person"), *people, ("nobody", "Nobody yet")],
                required=False,
                label=f"“{project.title}”",
            )
        each = [name for name in self.fields if name.startswith("project-")]
        self.order_fields(["successor", "everything", *each, "reason"])

    @property
    def whose(self):
        """Who runs the council's part, and who takes over whatever is not given to another."""
        return [self[name] for name in ("successor", "everything") if name in self.fields]

    @property
    def each(self):
        """The fields of single projects."""
        return [self[name] for name in self.fields if name.startswith("project-")]

    @property
    def more(self):
        """How many projects are not shown one by one."""
        return max(0, len(self.projects) - NAMED)

    @property
    def each_is_chosen(self):
        """Whether something was chosen for a single project: then it stays in sight."""
        return any(field.value() for field in self.each)

    @property
    def takers(self):
        """Who takes what: people, or nobody, by a project's id."""
        usual = self.cleaned_data.get("everything", "")
        chosen = {
            one.pk: self.cleaned_data.get(f"project-{one.pk}") or usual for one in self.projects
        }
        return {pk: self.people[key].user for pk, key in chosen.items() if key in self.people}

    @property
    def successor(self):
        """The membership of who runs the council's part from now on, where that was asked."""
        return self.people.get(self.cleaned_data.get("successor", ""))


class OwnerForm(forms.Form):
    """A colleague who answers for a project too, or from now on."""

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"] = forms.ModelChoiceField(
            queryset=people,
            label="Which colleague?",
            empty_label="Choose a colleague",
            error_messages={"required": "Choose a colleague"},
        )
