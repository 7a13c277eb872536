"""What narrows the dashboard and its evidence, and which quarter is frozen."""

from django import forms
from django.utils.dateformat import format as format_date

from corps.savings import queries
from corps.savings.models import Benefit, Category, State
from councils.models import Council


def capital(choices):
    """The same choices, beginning with a capital."""
    return [(key, f"{words[:1].upper()}{words[1:]}") for key, words in choices]


class LookForm(forms.Form):
    """A financial year, a sort of saving and a service area; each may be left out."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        years = [(year, queries.year_name(year)) for year in queries.years()]
        services = [*capital(Benefit.Service.choices), (queries.UNSTATED, "Not stated")]
        self.offer("year", "Financial year", [("", "All years"), *years])
        self.offer("category", "Sort of saving", capital(Category.choices))
        self.offer("service", "Service area", [("", "All service areas"), *services])

    def offer(self, name, label, choices):
        """Add a choice that may be left out."""
        self.fields[name] = forms.ChoiceField(choices=choices, label=label, required=False)

    def choices(self, on):
        """What is looked at; what cannot be read is passed over."""
        self.is_valid()
        chosen = self.cleaned_data
        year, service = chosen.get("year"), chosen.get("service")
        return queries.Choices(
            on,
            category=chosen.get("category") or Category.CASH_RELEASING.value,
            service={"": None, None: None, queries.UNSTATED: ""}.get(service, service),
            **queries.of_year(int(year) if year else None),
        )


class EvidenceForm(LookForm):
    """A figure: what is looked at, how sure it is, and of which council."""

    # The months of a figure that stands in a table over time, or in a frozen quarter
    since = forms.DateField(required=False, widget=forms.HiddenInput)
    until = forms.DateField(required=False, widget=forms.HiddenInput)

    SHOWN = (State.VERIFIED, State.WAITING, State.MEASURED, State.REJECTED, State.FORECAST)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer("state", "How sure", capital([(one.value, one.label) for one in self.SHOWN]))
        councils = Council.objects.values_list("slug", "name")
        self.offer("borough", "Borough", [("", "All boroughs"), *councils])

    def asked(self, on):
        """The figure that is asked for."""
        choices = self.choices(on)
        slug = self.cleaned_data.get("borough")
        return queries.Asked(
            choices,
            self.cleaned_data.get("state") or State.VERIFIED.value,
            Council.objects.get(slug=slug) if slug else None,
            since=self.cleaned_data.get("since"),
            until=self.cleaned_data.get("until"),
        )


class FreezeForm(forms.Form):
    """One of the last four quarters that have ended."""

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        quarters = {day.isoformat(): day for day in queries.quarters_to_freeze(on)}
        self.fields["ends_on"] = forms.TypedChoiceField(
            choices=[
                (key, f"The one that ended on {format_date(day, 'j F Y')}")
                for key, day in quarters.items()
            ],
            coerce=quarters.get,
            label="Quarter",
        )
