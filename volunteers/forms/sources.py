"""Where a repository's issues are, and what its labels mean."""

from typing import cast

from django import forms

from corps.accounts.models import User
from corps.skills.models import Level, Skill
from councils.models import Project
from councils.queries import is_member
from volunteers.formats import LARGEST_LIST, IssuesError, partial_fields, read_issues
from volunteers.models import Source

LABELS_HINT = (
    "One a line: the label, a colon, the skill. For example “accessibility: User research”. "
    "Issues with the label ask for the skill at working level."
)


class SourceForm(forms.ModelForm):
    """A repository's list of issues, and what all of its tasks have in common."""

    project = forms.ModelChoiceField(
        queryset=Project.objects.filter(opened_at__isnull=False).select_related("council"),
        required=False,
        label="Project (optional)",
        empty_label="None",
    )
    owner = forms.EmailField(
        label="E-mail address of who looks after it",
        help_text="An officer of the council. Its tasks are drafted in their name.",
        error_messages={"required": "Enter the officer's e-mail address"},
    )
    labels = forms.CharField(
        label="Labels and their skills (optional)",
        required=False,
        widget=forms.Textarea,
        help_text=LABELS_HINT,
    )
    field_order = ("council", "project", "owner", "name", "url", "only_label", "labels")

    class Meta:
        model = Source
        fields = (
            *("council", "project", "name", "url", "only_label"),
            *("effort", "done_when", "personal_data", "active"),
        )
        labels = {
            "name": "What the repository is called",
            "url": "Address of the list of issues (optional)",
            "only_label": "Only issues with this label (optional)",
            "effort": "Time a task takes (optional)",
            "done_when": "A task is done when… (optional)",
            "personal_data": "Personal data in the tasks (optional)",
            "active": "Keep it fresh every few hours",
        }
        help_texts = {
            "url": "Of the GitHub or GitLab interface, with all issues, for example "
            "https://api.github.com/repos/council/code/issues?state=all",
            "only_label": "For example “good first issue”. Who runs the repository sets labels, so "
            "nobody else can put a task on the site.",
        }
        error_messages = {
            "council": {"required": "Choose the council whose tasks they are"},
            "name": {"required": "Say what the repository is called"},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField", self.fields["council"]).empty_label = "Choose"
        for name in ("effort", "personal_data"):
            field = cast("forms.ChoiceField", self.fields[name])
            field.choices = [("", "Not said"), *field.widget.choices[1:]]
        if self.instance.pk:
            self.initial["owner"] = self.instance.owner.email
            rows = self.instance.labels.select_related("skill")
            self.initial["labels"] = "\n".join(f"{row.label}: {row.skill}" for row in rows)

    def clean_url(self):
        address = self.cleaned_data["url"]
        if address and not address.startswith(("https://", "http://")):
            raise forms.ValidationError("Enter an address that begins with https://")
        if partial := partial_fields(address):
            raise forms.ValidationError(
                f"Take “{', '.join(sorted(partial))}” out of the address: issues that it leaves "
                "out would look as if they were closed"
            )
        others = Source.objects.exclude(pk=self.instance.pk).exclude(url="")
        if others.filter(url=address).exists():
            raise forms.ValidationError("Another source has this address already")
        return address

    def clean_labels(self):
        skills = {skill.name.casefold(): skill for skill in Skill.objects.all()}
        rows, wrong = [], []
        for number, line in enumerate(self.cleaned_data["labels"].splitlines(), start=1):
            if not line.strip():
                continue
            label, colon, name = (part.strip() for part in line.rpartition(":"))
            skill = skills.get(" ".join(name.split()).casefold())
            if not (colon and label):
                wrong.append(f"Line {number}: write the label, a colon, and the skill")
            elif skill is None:
                wrong.append(f"Line {number}: “{name}” is not a skill of the framework")
            else:
                rows.append((label[:100], skill.pk, Level.WORKING))
        if wrong:
            raise forms.ValidationError(wrong)
        return list(dict.fromkeys(rows))

    def clean(self):
        super().clean()
        council, project = (self.cleaned_data.get(name) for name in ("council", "project"))
        if council and project and project.council_id != council.pk:
            self.add_error("project", f"This project is {project.council}'s: choose another")
        if council and (email := self.cleaned_data.get("owner")):
            owner = User.objects.filter(email=email.strip().lower(), is_active=True).first()
            if owner is None or not is_member(owner, council):
                self.add_error("owner", f"Nobody with this address acts for {council} here")
            self.cleaned_data["owner"] = owner
        return self.cleaned_data

    def values(self):
        """What the services take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "council"}


class ListForm(forms.Form):
    """An exported list, instead of the address."""

    file = forms.FileField(
        label="The list as a file (optional)",
        required=False,
        help_text="JSON, as exported by GitHub or GitLab: all issues, also the closed ones. "
        "Without a file, the list is fetched from the address.",
    )

    def __init__(self, *args, source, **kwargs):
        super().__init__(*args, **kwargs)
        self.source = source

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file is None:
            if not self.source.url:
                raise forms.ValidationError("Choose a file: this source has no address")
            return None
        if file.size > LARGEST_LIST:
            raise forms.ValidationError("The file is larger than 10 MB: split it")
        try:
            read_issues(file.read())
        except IssuesError as error:
            raise forms.ValidationError(str(error)) from error
        file.seek(0)
        return file
