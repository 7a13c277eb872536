"""What narrows a list."""

from django import forms

from corps.skills.models import Skill
from councils.forms.words import capital
from councils.models import Council, Project


class ListForm(forms.Form):
    """A form of filters, each of which may be left out."""

    def offer(self, **choices):
        """Add one choice field for each name, in this order."""
        for name, offered in choices.items():
            self.fields[name] = forms.ChoiceField(
                choices=[("", f"Any {name}"), *offered], label=name.capitalize(), required=False
            )

    @property
    def chosen(self):
        """Cleaned values of the filters that can be read; others are passed over."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def boroughs():
    """Every council, as a choice."""
    return Council.objects.values_list("slug", "name")


def skills_needed():
    """Every skill that some role asks for, as a choice."""
    return Skill.objects.filter(needs__isnull=False).distinct().values_list("pk", "name")


class FilterForm(ListForm):
    """What narrows the list of projects."""

    q = forms.CharField(
        label="Search", required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer(borough=boroughs(), skill=skills_needed(), stage=capital(Project.Stage.choices))


class RoleFilterForm(ListForm):
    """What narrows the list of roles, which no page shows on its own."""

    project = forms.IntegerField(label="Project", required=False, min_value=1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer(borough=boroughs(), skill=skills_needed())
