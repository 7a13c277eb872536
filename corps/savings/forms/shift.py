"""What contacts by channel cost, before and after."""

from django import forms

from corps.forms import MoneyField

CHANNELS = (
    ("face", "In person"),
    ("phone", "Telephone"),
    ("post", "Post"),
    ("web", "Web"),
)
MOST_CONTACTS, MOST_COST_GBP = 100_000_000, 10_000


class CountField(forms.IntegerField):
    """Contacts, typed as people type them: 12000 or 12,000."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "short"})

    def __init__(self, **kwargs):
        words = "Enter a whole number of contacts, like 12000, or nothing"
        super().__init__(
            min_value=0,
            max_value=MOST_CONTACTS,
            required=False,
            error_messages={
                "invalid": words,
                "min_value": words,
                "max_value": "This is more contacts than there are: check the noughts",
            },
            **kwargs,
        )

    def to_python(self, value):
        """Take away commas and spaces."""
        return super().to_python("".join(str(value or "").replace(",", "").split()))


class ShiftForm(forms.Form):
    """How many came by each channel before and after, and what one contact costs the council."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for channel, name in CHANNELS:
            self.fields[f"before_{channel}"] = CountField(label=f"{name}: before")
            self.fields[f"after_{channel}"] = CountField(label=f"{name}: now")
            self.fields[f"cost_{channel}"] = MoneyField(
                what="The cost of a contact",
                label=f"{name}: pounds each",
                required=False,
                max_value=MOST_COST_GBP,
                max_digits=None,
                error_messages={"max_value": "One contact cannot cost so much: check the point"},
            )

    def rows(self):
        """The fields of each channel, to be drawn."""
        for channel, _ in CHANNELS:
            yield [self[f"{part}_{channel}"] for part in ("before", "after", "cost")]

    def clean(self):
        super().clean()
        for channel, _ in CHANNELS:
            came = any(self.cleaned_data.get(f"{part}_{channel}") for part in ("before", "after"))
            cost = f"cost_{channel}"
            if came and cost not in self.errors and self.cleaned_data.get(cost) is None:
                self.add_error(cost, "Enter what one such contact costs")
        for part, words in (
            ("before", "Enter how many came before, by one channel at least"),
            ("after", "Enter how many come now, by one channel at least"),
        ):
            names = [f"{part}_{channel}" for channel, _ in CHANNELS]
            if not set(names) & set(self.errors) and not any(self.part(part).values()):
                self.add_error(names[0], words)
        return self.cleaned_data

    def part(self, part):
        """One figure by channel; nothing typed is none."""
        return {channel: self.cleaned_data.get(f"{part}_{channel}") or 0 for channel, _ in CHANNELS}
