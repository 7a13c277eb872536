"""What is said about time: when somebody is away, and how long a consent holds."""

from datetime import timedelta
from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from corps.forms import DateField
from councils.models import Council

LONGEST = timedelta(days=5 * 366)


def half_days(days):
    """Half days are the smallest part that is planned with."""
    if days is not None and days % Decimal("0.5"):
        raise forms.ValidationError("Give half days as .5, like 2.5")
    return days


def days_field(**kwargs):
    """Days a week, typed."""
    return forms.DecimalField(
        max_value=5,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
        **kwargs,
    )


class PeriodForm(forms.Form):
    """A stretch of time with fewer days a week, or none."""

    starts_on = DateField(
        label="First day", error_messages={"required": "Enter the first day, like 3 March 2027"}
    )
    ends_on = DateField(
        label="Last day", error_messages={"required": "Enter the last day, like 3 March 2027"}
    )
    days_a_week = days_field(
        label="Days a week in that time",
        min_value=0,
        initial=0,
        help_text="0 if you are away.",
        error_messages={
            "required": "Enter days a week, or 0 if you are away",
            "invalid": "Days a week must be a number, like 0 or 2.5",
            "min_value": "Days a week cannot be less than 0",
        },
    )

    def __init__(self, *args, expert, **kwargs):
        super().__init__(*args, **kwargs)
        self.expert = expert

    def clean_days_a_week(self):
        """Fewer than usual: more is said in the profile."""
        days = half_days(self.cleaned_data["days_a_week"])
        usual = self.expert.days_a_week or Decimal(5)
        if days >= usual:
            raise forms.ValidationError(f"Give fewer days than your usual {usual.normalize():f}")
        return days

    def clean(self):
        """In order, still to come, and within the time that is offered."""
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if begins and ends:
            for wrong in self.wrong(begins, ends):
                self.add_error("ends_on", wrong)
                break
        return cleaned

    def wrong(self, begins, ends):
        """What is wrong with the two days together."""
        free_from, free_until = self.expert.available_from, self.expert.available_until
        if ends < begins:
            yield "Choose a last day that is not before the first"
        if ends < timezone.localdate():
            yield "This is over already. Choose days that are still to come"
        if ends - begins > LONGEST:
            yield "This is longer than five years: look at the years again"
        if (free_from and ends < free_from) or (free_until and begins > free_until):
            window = " to ".join(
                date_format(day, "j F Y") for day in (free_from, free_until) if day
            )
            yield f"You offer no days then anyway: your profile says {window}"


class ConsentForm(forms.Form):
    """From when to when an employer lets somebody go, for how much, and where not."""

    say_optional = True

    starts_on = DateField(
        label="From", error_messages={"required": "Enter the first day, like 3 March 2027"}
    )
    ends_on = DateField(
        label="Until",
        help_text="Roles that last longer are not proposed. We remind you 30 days before.",
        error_messages={"required": "Enter the last day, like 3 March 2027"},
    )
    days_a_week = days_field(
        label="Days a week at most",
        min_value=Decimal("0.5"),
        required=False,
        help_text="Leave this empty for as many as your colleague offers.",
        error_messages={
            "invalid": "Days a week must be a number, like 3 or 2.5",
            "min_value": "Let at least half a day a week go, 0.5",
            "max_value": "A week has at most 5 working days",
        },
    )
    not_to = forms.ModelMultipleChoiceField(
        Council.objects.all(),
        label="Not to these boroughs",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="A council that your group supplies need not be named: nobody is proposed there.",
    )

    def clean_days_a_week(self):
        """Half days."""
        return half_days(self.cleaned_data["days_a_week"])

    def clean(self):
        """The last day comes after the first, and is still to come."""
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if begins and ends and ends <= begins:
            self.add_error("ends_on", "Choose a last day that comes after the first")
        elif ends and ends < timezone.localdate():
            self.add_error("ends_on", "This day has passed: choose one that is still to come")
        elif begins and ends and ends - begins > LONGEST:
            self.add_error("ends_on", "This is longer than five years: look at the years again")
        if len(cleaned.get("not_to", ())) == Council.objects.count():
            self.add_error("not_to", "This leaves no borough: do not consent instead")
        return cleaned
