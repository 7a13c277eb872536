"""What a project is to bring."""

from django import forms
from django.core.validators import validate_slug
from django.utils.text import slugify

from corps.forms import DateField
from corps.savings import queries
from corps.savings.forms.fields import (
    TOO_MANY_PERCENT,
    saving_field,
    too_many_percent,
    value_field,
)
from corps.savings.models import Benefit, Kind
from councils.forms.filters import ListForm, boroughs
from councils.forms.words import capital

LEAST_ROWS, MOST_ROWS = 3, 60
CASH_IS_THE_COUNCILS = (
    "Only cash of the council's own budget is released: choose the council as who gains,"
    " or another sort of gain"
)


class ForecastRows:
    """Numbered rows of first day, last day and amount, as fields of the form they belong to."""

    PARTS = ("from", "to", "amount")

    def __init__(self, form, initial):
        self.form = form
        typed = 0
        while f"forecast_amount_{typed}" in form.data and typed < MOST_ROWS:
            typed += 1
        self.number = typed or min(max(LEAST_ROWS, len(initial) + 1), MOST_ROWS)
        for at in range(self.number):
            row = initial[at] if at < len(initial) else (None, None, None)
            self._add(at, row)

    def _add(self, at, row):
        words = (f"First day, row {at + 1}", f"Last day, row {at + 1}")
        fields = (
            DateField(label=words[0], required=False, initial=row[0]),
            DateField(label=words[1], required=False, initial=row[1]),
            saving_field("Forecast", label=f"Pounds, row {at + 1}", required=False, initial=row[2]),
        )
        for part, field in zip(self.PARTS, fields, strict=True):
            self.form.fields[f"forecast_{part}_{at}"] = field

    def __iter__(self):
        """The rows' bound fields, to be drawn."""
        for at in range(self.number):
            yield [self.form[f"forecast_{part}_{at}"] for part in self.PARTS]

    def clean(self):
        """The rows as (first, last, amount), in order; what is wrong is said at its field."""
        rows: list[tuple] = []
        for at in range(self.number):
            names = [f"forecast_{part}_{at}" for part in self.PARTS]
            values = [self.form.cleaned_data.get(name) for name in names]
            if any(name in self.form.errors for name in names) or values == [None] * 3:
                continue
            if self._is_whole(at + 1, names, values):
                self._refuse_overlap(names[0], values, rows)
                rows.append(tuple(values))
        return sorted(rows)

    def _is_whole(self, number, names, values):
        words = [
            f"Enter {what} of row {number}"
            for what in ("the first day", "the last day", "the pounds")
        ]
        for name, value, missing in zip(names, values, words, strict=True):
            if value is None:
                self.form.add_error(name, missing)
        if None in values:
            return False
        if values[1] < values[0]:
            self.form.add_error(
                names[1], f"The last day of row {number} must not be before the first"
            )
            return False
        return True

    def _refuse_overlap(self, name, values, rows):
        for first, last, _ in rows:
            if values[0] <= last and values[1] >= first:
                self.form.add_error(
                    name, f"This overlaps the period from {first:%-d %B %Y}: change one of them"
                )


class ReusedField(forms.ModelChoiceField):
    """Benefits told apart by their councils."""

    def label_from_instance(self, benefit):
        """Title and council."""
        return f"{benefit} ({benefit.project.council})"


class BenefitForm(forms.ModelForm):
    """A benefit's plan; anything but the title may wait while it is a draft."""

    say_optional = False
    kind = forms.ChoiceField(choices=capital(Kind.choices), label="What sort of gain is it?")
    beneficiary = forms.ChoiceField(
        choices=capital(Benefit.Beneficiary.choices), label="Who gains?"
    )
    service = forms.ChoiceField(
        choices=[("", "Not said yet"), *capital(Benefit.Service.choices)],
        label="Service area",
        required=False,
    )
    unit = forms.ChoiceField(choices=capital(Benefit.Unit.choices), label="Unit")
    baseline_value = value_field("The baseline", label="How much is it today?", required=False)
    baseline_from = DateField(label="Measured from", required=False)
    baseline_to = DateField(label="Measured to", required=False)
    one_off_cost_gbp = saving_field(
        "The one-off cost", label="One-off cost, in pounds (optional)", required=False
    )
    running_cost_gbp = saving_field(
        "The cost to run", label="Cost to run each year, in pounds (optional)", required=False
    )
    goes_on = DateField(label="Date the budget goes", required=False)
    product = forms.CharField(
        label="Product (optional)",
        max_length=80,
        required=False,
        help_text="Where other councils may use the same: one short name, like “form-checker”.",
    )
    is_development = forms.BooleanField(
        label="This counts what is saved by not developing the product again",
        required=False,
        help_text="The development of a product is saved once, however many councils use it.",
    )

    class Meta:
        model = Benefit
        fields = (
            "title",
            "description",
            "kind",
            "beneficiary",
            "service",
            "measure",
            "unit",
            "baseline_value",
            "baseline_from",
            "baseline_to",
            "baseline_source",
            "method",
            "officer_name",
            "officer_email",
            "one_off_cost_gbp",
            "running_cost_gbp",
            "cost_centre",
            "budget_line",
            "goes_on",
            "product",
            "is_development",
            "reuses",
        )
        labels = {
            "title": "What gets better?",
            "description": "Describe it (optional)",
            "measure": "What is measured?",
            "baseline_source": "Where is that figure from?",
            "method": "How do you turn it into the figures you give?",
            "officer_name": "Responsible officer",
            "officer_email": "Their e-mail address (optional)",
            "cost_centre": "Cost centre",
            "budget_line": "Budget line",
        }
        help_texts = {
            "title": "For example “Fewer applications come back”.",
            "measure": "For example “share of applications that are not complete”.",
            "baseline_source": "A report or system, and who keeps it.",
            "method": "Hours by which rate, or which post goes. Finance reads this.",
            "officer_name": "Who answers for it. Only your council and corps staff see the name.",
        }
        error_messages = {
            "title": {"required": "Say what gets better"},
            "officer_email": {"invalid": "Enter an e-mail address, like name@council.gov.uk"},
        }

    SECTIONS = (
        ("What gets better", "", ("title", "description", "kind", "beneficiary", "service")),
        (
            "How it is measured",
            "The baseline is what results are held against, so it must be from before the change.",
            (
                "measure",
                "unit",
                "baseline_value",
                "baseline_from",
                "baseline_to",
                "baseline_source",
                "method",
            ),
        ),
        ("Who answers for it", "", ("officer_name", "officer_email")),
        ("What it costs", "", ("one_off_cost_gbp", "running_cost_gbp")),
        (
            "The budget that goes",
            "Needed before finance can verify cash: without a budget that goes, it is time saved.",
            ("cost_centre", "budget_line", "goes_on"),
        ),
        ("If others use it too", "", ("product", "is_development", "reuses")),
    )

    def __init__(self, *args, project, forecasts=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.project = project
        made = Benefit.objects.public().exclude(product="").exclude(project=project)
        self.fields["reuses"] = ReusedField(
            made.select_related("project__council"),
            label="It reuses what another benefit counts (optional)",
            empty_label="It reuses nothing that is counted here",
            required=False,
        )
        self.forecast = ForecastRows(self, list(forecasts))

    def sections(self):
        """Headings, words, and the fields under them, in the order of reading."""
        return [
            (title, words, [self[name] for name in names]) for title, words, names in self.SECTIONS
        ]

    def clean_title(self):
        title = " ".join(self.cleaned_data["title"].split())
        others = Benefit.objects.filter(project=self.project, title=title)
        if others.exclude(stage="withdrawn").exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("This project has a benefit of that name: choose another")
        return title

    def clean_product(self):
        product = slugify(self.cleaned_data["product"])
        if self.cleaned_data["product"] and not product:
            raise forms.ValidationError("Use letters and figures, like “form-checker”")
        if product:
            validate_slug(product)
        return product

    def clean_one_off_cost_gbp(self):
        return self.cleaned_data["one_off_cost_gbp"] or 0

    def clean_running_cost_gbp(self):
        return self.cleaned_data["running_cost_gbp"] or 0

    def clean(self):
        super().clean()
        data = self.cleaned_data
        first, last = data.get("baseline_from"), data.get("baseline_to")
        if first and last and last < first:
            self.add_error("baseline_to", "The last day must not be before the first")
        if too_many_percent(data.get("unit"), data.get("baseline_value")):
            self.add_error("baseline_value", TOO_MANY_PERCENT)
        if data.get("kind") == Kind.CASH_RELEASING and data.get("beneficiary") != "council":
            self.add_error("beneficiary", CASH_IS_THE_COUNCILS)
        self._clean_reuse(data)
        data["forecasts"] = self.forecast.clean()
        return data

    def _clean_reuse(self, data):
        reused = data.get("reuses")
        if reused:
            data["product"] = reused.product
        if not data.get("is_development"):
            return
        counted = reused or queries.counted_by(data.get("product"), besides=self.instance)
        if counted:
            self.add_error(
                "is_development",
                f"“{counted}” ({counted.project.council}) counts that already:"
                " leave this out, and count here only what using it saves",
            )
        elif not data.get("product") and "product" not in self.errors:
            self.add_error("product", "Name the product whose development is saved")

    def plan(self):
        """All that was typed, for the service."""
        kept = (*self.Meta.fields, "forecasts")
        return {name: self.cleaned_data[name] for name in kept}

    def changes(self):
        """What was changed, for the service; the forecasts where they differ."""
        names = [name for name in self.changed_data if name in self.Meta.fields]
        found = {name: self.cleaned_data[name] for name in {*names, "product"}}
        if any(name.startswith("forecast_") for name in self.changed_data):
            found["forecasts"] = self.cleaned_data["forecasts"]
        return found


class ClassifyForm(forms.ModelForm):
    """The sort of gain and the budget that goes: may be set right after the plan is baselined."""

    kind = forms.ChoiceField(choices=capital(Kind.choices), label="What sort of gain is it?")
    goes_on = DateField(label="Date the budget goes", required=False)

    class Meta:
        model = Benefit
        fields = ("kind", *Benefit.CASH)
        labels = {"cost_centre": "Cost centre", "budget_line": "Budget line"}

    def clean(self):
        super().clean()
        kind = self.cleaned_data.get("kind")
        if kind == Kind.UNCLASSIFIED:
            self.add_error("kind", "Choose the sort of gain: finance has to know what it verifies")
        if kind == Kind.CASH_RELEASING:
            if self.instance.beneficiary != Benefit.Beneficiary.COUNCIL:
                self.add_error("kind", CASH_IS_THE_COUNCILS)
            words = {
                "cost_centre": "Enter the cost centre from which the cash goes",
                "budget_line": "Enter the budget line that goes",
                "goes_on": "Enter the date on which the budget goes",
            }
            for name, missing in words.items():
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, missing)
        return self.cleaned_data


class FilterForm(ListForm):
    """What narrows the list of benefits."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        shown = [row for row in Benefit.Stage.choices if row[0] not in Benefit.HIDDEN]
        self.offer(
            borough=boroughs(),
            service=capital(Benefit.Service.choices),
            kind=capital(Kind.choices),
            stage=capital(shown),
        )
