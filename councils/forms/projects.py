"""A project's words, and how its host gets ready."""

from django import forms

from corps.forms import DateField, MoneyField
from councils.forms.words import whatever_is_wrong
from councils.models import Project


class ProjectForm(forms.ModelForm):
    """A project's words; anything but the title may wait while it is a draft."""

    say_optional = False
    phase = forms.ChoiceField(
        choices=[("", "Not known yet"), *Project.Phase.choices],
        label="Phase (optional)",
        required=False,
    )
    start_from = DateField(label="Earliest start", required=False)
    start_by = DateField(label="Latest start", required=False)
    forecast_gbp = MoneyField(
        what="Forecast",
        label="Forecast yearly saving, in pounds (optional)",
        required=False,
        help_text="Your best estimate. It is shown as a forecast and never as a saving made.",
    )

    class Meta:
        model = Project
        fields = (
            "title",
            "problem",
            "affected",
            "outcome",
            "phase",
            "department",
            "start_from",
            "start_by",
            "forecast_gbp",
            "contact_name",
            "contact_email",
        )
        labels = {
            "title": "Project title",
            "problem": "What is the problem today?",
            "affected": "Who is affected?",
            "outcome": "What should be different afterwards?",
            "department": "Department (optional)",
            "contact_name": "Contact's name (optional)",
            "contact_email": "Contact's e-mail address",
        }
        help_texts = {
            "title": "Say what changes, for example “Cut repeat visits for housing repairs”.",
            "problem": "Two or three sentences. Do not include names or addresses of residents.",
            "contact_email": "Shown on the public page.",
        }
        error_messages = {
            "title": {"required": "Give the project a title"},
            "contact_email": {"invalid": "Enter an e-mail address, like name@council.gov.uk"},
        }

    SECTIONS = (
        ("What it is about", ("council", "title", "problem", "affected", "outcome")),
        ("Where it stands", ("phase", "department", "start_from", "start_by", "forecast_gbp")),
        ("Whom to ask", ("contact_name", "contact_email")),
    )

    def sections(self):
        """The fields under their headings, in the order of reading."""
        return [
            (title, [self[name] for name in names if name in self.fields])
            for title, names in self.SECTIONS
        ]

    def clean_title(self):
        return " ".join(self.cleaned_data["title"].split())

    def clean(self):
        super().clean()
        start, by = (self.cleaned_data.get(name) for name in ("start_from", "start_by"))
        if start and by and by < start:
            self.add_error("start_by", "The latest start must not be before the earliest")
        return self.cleaned_data

    def require_all(self):
        """Ask for everything that a colleague must see before approving."""
        words = {
            "problem": "Describe the problem",
            "affected": "Say who is affected",
            "outcome": "Say what should be different afterwards",
            "start_from": "Enter the earliest start",
            "start_by": "Enter the latest start",
            "contact_email": "Enter an e-mail address for questions",
        }
        for name in Project.ASKED:
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = words[name]


class NewProjectForm(ProjectForm):
    """A new project: also which council asks, where a person acts for several."""

    field_order = ("council", *ProjectForm.Meta.fields)

    def __init__(self, *args, councils, **kwargs):
        super().__init__(*args, **kwargs)
        only = councils[0] if len(councils) == 1 else None
        self.fields["council"] = forms.ModelChoiceField(
            queryset=councils,
            label="Lead borough",
            initial=only,
            empty_label=None if only else "Choose a borough",
            error_messages={"required": "Choose the lead borough"},
        )
        self.order_fields(self.field_order)


class ReadinessForm(forms.ModelForm):
    """What a host arranges before anybody comes; may be filled in bit by bit."""

    accounts_by = DateField(label="Equipment and accounts ready by", required=False)

    class Meta:
        model = Project
        fields = Project.READINESS
        labels = {
            "line_manager": "Who will be the expert's line manager?",
            "line_manager_hours": "How many hours a week will they give?",
            "decision_maker": "Who decides when the team needs a decision?",
            "equipment": "What equipment will the expert have?",
            "data_seen": "What data will the expert see?",
            "repository": "Where will the code be kept?",
            "deployment": "How does work get into use?",
        }
        help_texts = {
            "line_manager": "A name: somebody who has agreed to it.",
            "data_seen": "For example “none”, or “anonymised case records”.",
            "repository": "An address, or whose repository it will be.",
        }
        error_messages = {
            "line_manager_hours": whatever_is_wrong(
                "Enter hours a week from 0.5 to 40, like 3 or 2.5"
            ),
        }
        widgets = {
            "line_manager_hours": forms.TextInput(attrs={"inputmode": "decimal", "class": "short"})
        }

    def clean_line_manager_hours(self):
        hours = self.cleaned_data["line_manager_hours"]
        if hours is not None and not 0 < hours <= 40:
            raise forms.ValidationError("Enter hours a week from 0.5 to 40, like 3 or 2.5")
        return hours
