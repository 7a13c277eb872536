"""What is typed at a project's end and after it."""

from django import forms
from django.utils import timezone

from corps.forms import DateField, MoneyField
from councils.models import Completion, Council, Licence, Project, UseCheck


class CompletionForm(forms.ModelForm):
    """Where the work lives; may be filled in bit by bit until the project is completed."""

    licence = forms.ChoiceField(
        choices=[("", "Not chosen yet"), *Licence.choices], label="Licence", required=False
    )
    repository = forms.URLField(
        label="Where is the code?",
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text="A whole web address, like https://github.com/your-council/planning-form",
    )
    yearly_cost_gbp = MoneyField(
        what="Yearly cost",
        label="What does it cost a year, in pounds?",
        required=False,
        help_text="Hosting, licences and care in all. 0 if it truly costs nothing.",
    )

    class Meta:
        model = Completion
        fields = (
            "maintainer",
            "maintainer_team",
            "maintainer_email",
            "repository",
            "licence",
            "licence_other",
            "hosting_payer",
            "yearly_cost_gbp",
            "handed_over",
        )
        labels = {
            "maintainer": "Who maintains it from now on?",
            "maintainer_team": "Their team (optional)",
            "maintainer_email": "Their e-mail address",
            "licence_other": "The other licence’s name, or “none” and why",
            "hosting_payer": "Who pays for the hosting?",
            "handed_over": "What was handed over, and to whom?",
        }
        help_texts = {
            "maintainer": "A named person who has agreed to it. Their name is public.",
            "maintainer_email": "Not published. After 6 and 12 months we ask there whether it is "
            "still in use.",
            "licence_other": "Only where you chose “Another one, or none”.",
            "hosting_payer": "The budget that carries it, for example “Planning, cost centre 104”.",
            "handed_over": "Documents, passwords by the council’s own vault, a walk through the "
            "code, who was there. A colleague of yours signs for it.",
        }
        widgets = {"handed_over": forms.Textarea(attrs={"rows": 5})}

    def clean(self):
        super().clean()
        if self.cleaned_data.get("licence") == Licence.OTHER:
            if not self.cleaned_data.get("licence_other"):
                self.add_error("licence_other", "Name the other licence, or write “none” and why")
        else:
            self.cleaned_data["licence_other"] = ""
        return self.cleaned_data

    def require_all(self):
        """Ask for everything that a completed project must have."""
        words = {
            "maintainer": "Name who maintains it",
            "maintainer_email": "Enter the maintainer’s e-mail address",
            "repository": "Enter the address of the code repository",
            "licence": "Choose the licence",
            "hosting_payer": "Say who pays for the hosting",
            "yearly_cost_gbp": "Enter the yearly cost, 0 if there is none",
            "handed_over": "Say what was handed over, and to whom",
        }
        for name in Completion.ASKED:
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = words[name]


class UseForm(forms.Form):
    """Whether something is still in use; the pressed button is the answer."""

    answer = forms.ChoiceField(choices=UseCheck.Answer.choices)
    words = forms.CharField(
        label="Anything to add? (optional)",
        max_length=300,
        required=False,
        help_text="Everybody can read it. One or two sentences.",
    )


class ReuseForm(forms.Form):
    """Which council uses a project's work, since when and how."""

    since = DateField(label="In use since", error_messages={"required": "Enter since when"})
    how = forms.CharField(
        label="How do you use it?",
        max_length=300,
        help_text="For example “The form, with our own fees; live for householders”.",
        error_messages={"required": "Say how you use it"},
    )
    link = forms.URLField(
        label="Where it can be seen (optional)",
        max_length=300,
        required=False,
        assume_scheme="https",
    )

    def __init__(self, *args, councils, **kwargs):
        super().__init__(*args, **kwargs)
        only = councils[0] if len(councils) == 1 else None
        self.fields["council"] = forms.ModelChoiceField(
            queryset=Council.objects.filter(pk__in=[each.pk for each in councils]),
            label="Which council uses it?",
            initial=only,
            empty_label=None if only else "Choose a council",
            error_messages={"required": "Choose a council"},
        )
        self.fields["for_project"] = forms.ModelChoiceField(
            queryset=Project.objects.filter(council__in=councils),
            label="In which of your projects? (optional)",
            required=False,
            empty_label="None of them",
            help_text="What developing it saved is counted by the council that developed it, and "
            "not a second time in yours.",
        )
        self.order_fields(["council", "since", "how", "link", "for_project"])

    def clean_since(self):
        since = self.cleaned_data["since"]
        if since > timezone.localdate():
            raise forms.ValidationError("Record it once you use it: this day is still to come")
        return since

    def clean(self):
        super().clean()
        council, project = (self.cleaned_data.get(name) for name in ("council", "for_project"))
        if council and project and project.council_id != council.pk:
            self.add_error("for_project", f"Choose a project of {council}’s, or none")
        return self.cleaned_data
