"""What people type about proposals and rounds."""

from decimal import Decimal

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from corps.forms import DateField, SkillRowsField
from corps.organisations.models import Organisation
from corps.skills.models import Skill
from councils.models import Clearance
from secondments.matching.models import Round
from secondments.matching.queries import unheld
from secondments.models import Employer
from secondments.queries import employers_found


class ReasonForm(forms.Form):
    """Why a proposal ends."""

    reason = forms.CharField(
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Everybody on this proposal can read it.",
        error_messages={"required": "Write the reason, so that the others understand"},
    )

    def __init__(self, *args, label="Your reason", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label


class MessageForm(forms.Form):
    """A message to the others."""

    text = forms.CharField(
        label="Your message",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write something before you send it"},
    )


class MeetingForm(forms.Form):
    """The day on which people met."""

    met_on = DateField(
        label="The day you met",
        help_text="A call counts as well.",
        error_messages={"required": "Enter the day you met, like 3 March 2027"},
    )

    def clean_met_on(self):
        """One cannot have met in the future."""
        day = self.cleaned_data["met_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("That day is still to come: note it once you have met")
        return day


class RoundForm(forms.Form):
    """By which rule a round chooses."""

    POLICIES = (
        (
            Round.Policy.FLOOR,
            "Every borough first, then the best fit. As many as can be of each borough’s first "
            "places are filled, the worst served before the others; then the total fit is made "
            "as great as it can be. This is the usual rule.",
        ),
        (
            Round.Policy.FIT,
            "The best fit alone. The total fit is as great as it can be. Where experts are "
            "scarce, a borough may get nobody.",
        ),
        (
            Round.Policy.STABLE,
            "What people and places would rather have. Experts ask in their own order, and a "
            "place keeps whom it fits best. Fewer places are filled, and urgent roles wait "
            "like all others.",
        ),
    )

    policy = forms.ChoiceField(
        label="How are experts given to places?",
        choices=POLICIES,
        initial=Round.Policy.FLOOR,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how experts are given to places"},
    )
    first_places = forms.IntegerField(
        label="How many places of each borough count first? (optional)",
        required=False,
        min_value=1,
        max_value=1000,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text="The same for every borough, in its own order. Leave it empty for a fair share: "
        "all experts divided by the boroughs that ask, rounded up.",
        error_messages={
            "invalid": "Enter a whole number, like 4",
            "min_value": "Enter 1 or more",
            "max_value": "Enter 1,000 or less",
        },
    )


class UrgencyForm(forms.Form):
    """Why a role cannot wait."""

    reason = forms.CharField(
        label="Why can it not wait?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Everybody can read it on the project’s page. Do not name people.",
        error_messages={"required": "Write why it cannot wait, so that others understand"},
    )


class RankingForm(forms.Form):
    """A council's own order of its roles: a number each, 1 first."""

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.roles = roles
        for role in roles:
            words = f"{role}, {role.project}"
            self.fields[f"role-{role.pk}"] = forms.IntegerField(
                label=words,
                min_value=1,
                max_value=999,
                initial=role.rank,
                widget=forms.NumberInput(attrs={"class": "short"}),
                error_messages={
                    "required": f"Enter a number for “{words}”",
                    "invalid": f"Enter a whole number for “{words}”",
                    "min_value": "1 is the first: enter 1 or more",
                    "max_value": "Enter 999 or less",
                },
            )

    def ranks(self):
        """The number of each role, by id."""
        return {role.pk: self.cleaned_data[f"role-{role.pk}"] for role in self.roles}


KINDS = [("required", "Required"), ("desirable", "Would help")]
DAYS = "Enter days a week from 0.5 to 5, like 3 or 2.5"


class WhatIfForm(forms.Form):
    """A role as it might be; nothing of it is kept."""

    days_a_week = forms.DecimalField(
        label="Days a week",
        max_digits=2,
        decimal_places=1,
        validators=[MinValueValidator(Decimal("0.5"), DAYS), MaxValueValidator(Decimal(5), DAYS)],
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "max_digits", "max_decimal_places", "max_whole_digits"), DAYS
        ),
    )
    starts_on = DateField(label="First day", error_messages={"required": "Enter the first day"})
    ends_on = DateField(label="Last day", error_messages={"required": "Enter the last day"})
    remote = forms.BooleanField(label="It may be done remotely", required=False)
    clearance = forms.ChoiceField(
        choices=[(value, label[:1].upper() + label[1:]) for value, label in Clearance.choices],
        label="Clearance needed before the start",
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choose the clearance needed, or none"
        ),
    )

    def __init__(self, data=None, *, councils=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["needs"] = SkillRowsField(
            skills=Skill.objects.values_list("pk", "name"),
            kinds=KINDS,
            required=False,
            label="Skills",
            help_text="Only what is required counts here: what would help keeps nobody out.",
        )
        if councils is not None:
            self.fields["council"] = forms.ModelChoiceField(
                queryset=councils,
                label="Council",
                empty_label=None,
                error_messages=dict.fromkeys(
                    ("required", "invalid_choice"), "Choose one of the councils"
                ),
            )
        self.order_fields(["council", "needs"])

    def clean(self):
        super().clean()
        start, end = (self.cleaned_data.get(name) for name in ("starts_on", "ends_on"))
        if start and end and end <= start:
            self.add_error("ends_on", "The last day must come after the first")
        if end and end <= timezone.localdate():
            self.add_error("ends_on", "Choose a last day that is still to come")
        return self.cleaned_data


def how_they_know():
    """Why a council and a company ask for each other."""
    return forms.CharField(
        label="How do you know each other?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Both sides and corps staff read it. It is kept with the proposal.",
        error_messages={"required": "Write how you know each other, so that others understand"},
    )


class NameCompanyForm(forms.Form):
    """Which company a council names for its role; the company says whom."""

    company = forms.CharField(
        label="Which company?",
        max_length=160,
        help_text="Its company number, or its name as it is registered here.",
        error_messages={"required": "Enter the company’s number or name"},
    )
    note = how_they_know()

    def clean_company(self):
        """One verified company, and no other that might be meant."""
        words = self.cleaned_data["company"]
        found = employers_found(words).filter(organisation__stage=Organisation.Stage.VERIFIED)
        rows = list(found.order_by("organisation__name")[:4])
        exact = [one for one in rows if str(one).casefold() == words.casefold()]
        if len(exact or rows) == 1:
            return (exact or rows)[0]
        if rows:
            names = ", ".join(f"{one} ({one.organisation.company_number})" for one in rows[:3])
            raise forms.ValidationError(f"Several companies fit: enter the number. {names}")
        raise forms.ValidationError(
            "No verified company has this number or name. Ask it to register here first."
        )

    def values(self):
        """What the service takes."""
        return {"employer": self.cleaned_data["company"], "note": self.cleaned_data["note"]}


def people_field(people):
    """Somebody of these experts."""
    return forms.ModelChoiceField(
        people,
        label="Whom do you name?",
        empty_label="Choose",
        help_text="Your people who are on offer and free. They are asked, too.",
        error_messages={
            "required": "Choose whom you name",
            "invalid_choice": "Choose one of these: the others are not on offer, or not free",
        },
    )


class ChooseExpertForm(forms.Form):
    """Whom a company names for the role that a council named it for."""

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["expert"] = people_field(people)


class NameExpertForm(forms.Form):
    """Whom a company names for a role that it knows of."""

    note = how_they_know()

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        own = unheld().filter(employer__in=Employer.objects.of(user)).exclude(user=user)
        people = own.select_related("user", "employer__organisation").order_by("user__name", "pk")
        self.fields["expert"] = people_field(people)
        self.order_fields(["expert", "note"])

    def values(self):
        """What the service takes."""
        expert = self.cleaned_data["expert"]
        return {
            "expert": expert,
            "employer": expert.employer,
            "note": self.cleaned_data["note"],
        }
