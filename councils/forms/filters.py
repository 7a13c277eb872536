"""What narrows a list."""

from django import forms
from django.db.models import Exists, OuterRef

from corps.skills.models import Skill
from councils.forms.words import capital
from councils.models import Council, Need, Project

WINDOWS = [
    ("now", "This month or before"),
    ("soon", "In the three months after"),
    ("later", "In the three months after that"),
    ("far", "Later"),
]
SORTS = [
    ("", "Best match first"),
    ("latest", "Latest first"),
    ("soonest", "Starts soonest first"),
    ("people", "Most people wanted first"),
]


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
    needed = Need.objects.filter(skill=OuterRef("pk"))
    return Skill.objects.filter(Exists(needed)).values_list("pk", "name")


class FacetField(forms.MultipleChoiceField):
    """Values of which several may be ticked; as a GET form, each under its count."""

    widget = forms.CheckboxSelectMultiple

    def count(self, counts, chosen):
        """Say beside each value how many there are, and leave out those without any."""
        self.choices = [
            (key, f"{words} ({counts[str(key)]:,})")
            for key, words in self.widget.choices
            if counts[str(key)] or str(key) in chosen
        ]


class FilterForm(ListForm):
    """What narrows the list of projects."""

    q = forms.CharField(
        label="Search", required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    sort = forms.ChoiceField(label="Order", required=False, choices=SORTS)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label, choices in (
            ("borough", "Borough", boroughs()),
            ("skill", "Skill", skills_needed()),
            ("phase", "Phase", capital(Project.Phase.choices)),
            ("stage", "Stage", capital(Project.Stage.choices)),
            ("start", "Earliest start", WINDOWS),
        ):
            self.fields[name] = FacetField(label=label, choices=choices, required=False)

    def count(self, counts):
        """Show only what there is, with its counts; without words nothing fits better."""
        for name, found in counts.items():
            facet = self.fields[name]
            if isinstance(facet, FacetField):
                facet.count(found, self.chosen.get(name, ()))
        if not self.chosen.get("q"):
            self.fields["sort"] = forms.ChoiceField(
                label="Order", required=False, choices=[("", "Latest first"), *SORTS[2:]]
            )

    @property
    def facets(self):
        """The facets that have anything to offer: name, label, whether ticked, and their options.

        Plain values: two hundred boxes drawn by widgets would take longer than all the rest.
        """
        ticked = self.chosen
        return [
            (name, field.label, name in ticked, self.options(field, ticked.get(name, ())))
            for name, field in self.fields.items()
            if isinstance(field, FacetField) and field.choices
        ]

    def options(self, field, ticked):
        """Each value with its words and whether it is ticked."""
        return [(str(key), words, str(key) in ticked) for key, words in field.choices]


class RoleFilterForm(ListForm):
    """What narrows the list of roles, which no page shows on its own."""

    project = forms.IntegerField(label="Project", required=False, min_value=1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer(borough=boroughs(), skill=skills_needed())
