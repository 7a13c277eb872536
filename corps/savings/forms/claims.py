"""What was measured, and how finance splits it."""

from decimal import Decimal

from django import forms
from django.utils import timezone

from corps.forms import DateField, MoneyField, UploadField
from corps.savings.forms.fields import (
    TOO_MANY_PERCENT,
    saving_field,
    too_many_percent,
    value_field,
)
from corps.savings.models import Kind, Part
from councils.forms.words import capital

ZERO = Decimal(0)
MONEY = [
    (kind.value, kind.label)
    for kind in (Kind.CASH_RELEASING, Kind.COST_AVOIDANCE, Kind.INCOME, Kind.NON_CASH_RELEASING)
]
PERIODS = {
    "backwards": ("period_to", "The last day must not be before the first"),
    "to_come": ("period_to", "This is still to come: measure what is over"),
}


class MeasurementForm(forms.Form):
    """What a benefit brought in one period, with what shows it."""

    period_from = DateField(label="First day", error_messages={"required": "Enter the first day"})
    period_to = DateField(label="Last day", error_messages={"required": "Enter the last day"})
    value = value_field("What was measured")
    amount_gbp = saving_field(
        "What it is worth",
        label="What is that worth, in pounds?",
        error_messages={"required": "Enter what it is worth, in pounds"},
    )
    file = UploadField(
        label="Evidence, as a file",
        required=False,
        help_text="A PDF, picture, office document, plain text or CSV of at most 10 MB.",
    )
    link = forms.URLField(
        label="Or its address on the web",
        required=False,
        max_length=300,
        assume_scheme="https",
    )
    is_public = forms.BooleanField(
        label="Anybody may download the file: it holds nobody's personal data",
        required=False,
    )
    note = forms.CharField(label="A note (optional)", max_length=300, required=False)

    def __init__(self, *args, benefit, **kwargs):
        super().__init__(*args, **kwargs)
        self.benefit = benefit
        self.fields["value"].label = f"{benefit.measure}, {benefit.get_unit_display()}"
        if benefit.unit == "pounds":
            self.fields["value"].help_text = "What it costs or brings now, in pounds."
        if not benefit.is_money:
            del self.fields["amount_gbp"]

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if too_many_percent(self.benefit.unit, data.get("value")):
            self.add_error("value", TOO_MANY_PERCENT)
        has_none = not data.get("file") and not data.get("link")
        if has_none and not {"file", "link"} & set(self.errors):
            self.add_error("file", "Add what shows it: a file, or the address of one")
        first, last = data.get("period_from"), data.get("period_to")
        if first and last:
            self._clean_period(first, last)
        if self.errors and data.get("file"):
            self["file"].help_text += " Choose the file again: browsers do not keep it."
        return data

    def _clean_period(self, first, last):
        clash = self.benefit.measurements.filter(period_from__lte=last, period_to__gte=first)
        baseline = self.benefit.baseline_to
        if last < first:
            self.period_is("backwards")
        elif last > timezone.localdate():
            self.period_is("to_come")
        elif baseline and first <= baseline:
            self.period_is("before_baseline")
        elif found := clash.first():
            self.period_is("overlaps", found)

    def period_is(self, code, clash=None):
        """Say at its field what is wrong with the days; the service's own codes."""
        if code == "before_baseline":
            words = (
                f"The baseline goes up to {self.benefit.baseline_to:%-d %B %Y}:"
                " measure from a later day on"
            )
            self.add_error("period_from", words)
        elif code == "overlaps":
            words = (
                f"{clash.period_from:%-d %B %Y} to {clash.period_to:%-d %B %Y} was measured"
                " already: no day counts twice"
            )
            self.add_error("period_from", words)
        else:
            self.add_error(*PERIODS[code])


class SplitForm(forms.Form):
    """How a claim is split: the parts sum to it."""

    verified_gbp = MoneyField(what="The part verified", label="Verified, in pounds", required=False)
    kind = forms.ChoiceField(label="As what", choices=capital(MONEY))
    cost_centre = forms.CharField(
        label="Cost centre",
        max_length=40,
        required=False,
        help_text="This and the next two are for cash alone.",
    )
    budget_line = forms.CharField(label="Budget line", max_length=100, required=False)
    goes_on = DateField(label="Date the budget goes", required=False)
    filed_gbp = MoneyField(
        what="The part filed as time saved",
        label="Filed as time saved, in pounds",
        required=False,
        help_text="Real, but no budget goes: it stands beside cash and is never summed with it.",
    )
    filed_reason = forms.CharField(
        label="Why it is time and not cash", widget=forms.Textarea, required=False
    )
    rejected_gbp = MoneyField(what="The part rejected", label="Rejected, in pounds", required=False)
    rejected_reason = forms.CharField(
        label="Why it is rejected", widget=forms.Textarea, required=False
    )
    PLACES = (
        ("Verified", ("verified_gbp", "kind", "cost_centre", "budget_line", "goes_on")),
        ("Filed as time saved", ("filed_gbp", "filed_reason")),
        ("Rejected", ("rejected_gbp", "rejected_reason")),
    )

    def __init__(self, *args, claim, **kwargs):
        benefit = claim.benefit
        initial = {
            "verified_gbp": claim.amount_gbp,
            "kind": benefit.kind,
            **{name: getattr(benefit, name) for name in benefit.CASH},
        }
        super().__init__(*args, **({"initial": initial} | kwargs))
        self.claim = claim

    def sections(self):
        """Headings and the fields under them."""
        return [(title, [self[name] for name in names]) for title, names in self.PLACES]

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if {"verified_gbp", "filed_gbp", "rejected_gbp"} & set(self.errors):
            return data
        total = sum((data.get(f"{one}_gbp") or ZERO for one in Part.Verdict.values), ZERO)
        if total != self.claim.amount_gbp:
            self.not_whole(total)
        for one in ("filed", "rejected"):
            if data.get(f"{one}_gbp") and not data.get(f"{one}_reason"):
                self.add_error(f"{one}_reason", "Give the reason: everybody can read it")
        if data.get("verified_gbp") and data.get("kind") == Kind.CASH_RELEASING:
            self._want_budget(data)
        return data

    def not_whole(self, total):
        """Say by how much the parts miss the claim."""
        off = total - self.claim.amount_gbp
        words = "more" if off > 0 else "less"
        self.add_error(
            "verified_gbp",
            f"The parts come to £{total:,.2f}: £{abs(off):,.2f} {words} than the"
            f" £{self.claim.amount_gbp:,.2f} claimed",
        )

    def _want_budget(self, data):
        words = {
            "cost_centre": "Enter the cost centre: cash leaves a budget",
            "budget_line": "Enter the budget line that goes",
            "goes_on": "Enter the date on which the budget goes",
        }
        for name, missing in words.items():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, missing)

    def parts(self):
        """The parts, unsaved; those of nothing are none."""
        data = self.cleaned_data
        found = []
        if amount := data.get("verified_gbp"):
            is_cash = data["kind"] == Kind.CASH_RELEASING
            budget = ("cost_centre", "budget_line", "goes_on") if is_cash else ()
            kept = {name: data[name] for name in budget}
            found.append(
                Part(verdict=Part.Verdict.VERIFIED, kind=data["kind"], amount_gbp=amount, **kept)
            )
        kinds = {"filed": Kind.NON_CASH_RELEASING, "rejected": self.claim.benefit.kind}
        for verdict, kind in kinds.items():
            if amount := data.get(f"{verdict}_gbp"):
                reason = data[f"{verdict}_reason"]
                found.append(Part(verdict=verdict, kind=kind, amount_gbp=amount, reason=reason))
        return found


class ThresholdForm(forms.Form):
    """From how much each claim is verified, and how many of the smaller ones are drawn."""

    verification_threshold_gbp = MoneyField(
        what="The threshold",
        label="Each claim is verified from, in pounds",
        help_text="£0 has every claim verified. Below it, some of a year's claims stand for all.",
    )
    sample_percent = forms.IntegerField(
        label="Of the smaller ones, per cent drawn by lot",
        min_value=1,
        max_value=100,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text="At least one is drawn, however few there are.",
        error_messages={
            "required": "Enter how many per cent are drawn",
            "invalid": "The share must be a whole number, like 10",
            "min_value": "Draw at least 1 per cent",
            "max_value": "Draw at most 100 per cent",
        },
    )
