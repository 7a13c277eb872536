"""What somebody types about a pledge."""

from decimal import Decimal

from django import forms

from corps.forms import DateField, SkillRowsField, SkillRowsWidget
from corps.skills import queries as skills
from secondments.models import Pledge

KINDS = [("held", "They can")]


class PledgeForm(forms.ModelForm):
    """Days that a company offers, before it says whose they are."""

    available_from = DateField(
        label="First day", error_messages={"required": "Enter the first day, like 3 March 2027"}
    )
    available_until = DateField(
        label="Last day", error_messages={"required": "Enter the last day, like 3 March 2027"}
    )
    people = forms.IntegerField(
        label="How many people?",
        min_value=1,
        max_value=50,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            "Enter how many people, from 1 to 50",
        ),
    )
    days_a_week = forms.DecimalField(
        label="Days a week, each",
        min_value=Decimal("0.5"),
        max_value=5,
        help_text="Like 2 or 2.5.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value", "max_decimal_places"),
            "Enter days a week from 0.5 to 5, like 2 or 2.5",
        ),
    )

    class Meta:
        model = Pledge
        fields = (
            *("title", "people", "days_a_week", "available_from", "available_until"),
            *("remote", "boroughs", "shows_name"),
        )
        labels = {
            "title": "What do they do?",
            "remote": "They would work remotely",
            "boroughs": "Boroughs they would travel to",
            "shows_name": "Show our company’s name beside this pledge",
        }
        help_texts = {"title": "For example: Python developers."}
        widgets = {"boroughs": forms.CheckboxSelectMultiple}
        error_messages = {"title": {"required": "Say what they do, like “Python developers”"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = []
        if self.instance.pk:
            pledged = self.instance.pledge_skills.select_related("skill")
            rows = [(row.skill.name, row.level, "held") for row in pledged]
        self.fields["skills"] = SkillRowsField(
            skills=skills.skill_choices(),
            kinds=KINDS,
            widget=SkillRowsWidget(kinds=KINDS, kind_label="What for"),
            label="Skills that each of them holds",
            help_text="Choose from the list as you type. Two or three are enough.",
            error_messages={"required": "Name at least one skill, with its level"},
            initial=rows,
        )

    def clean_days_a_week(self):
        """Half days are the smallest part that is planned with."""
        days = self.cleaned_data["days_a_week"]
        if days % Decimal("0.5"):
            raise forms.ValidationError("Give half days as .5, like 2.5")
        return days

    def clean(self):
        """The last day comes after the first, and they have to work somewhere."""
        cleaned = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("available_from"), cleaned.get("available_until")
        if begins and ends and ends <= begins:
            self.add_error("available_until", "The last day must come after the first")
        if not cleaned.get("remote") and not cleaned.get("boroughs") and "boroughs" in cleaned:
            self.add_error(
                "remote", "Say that they would work remotely, or choose at least one borough"
            )
        return cleaned

    def values(self):
        """What the services take: fields of the pledge, and its skills with their levels."""
        fields = dict(self.cleaned_data)
        fields["skills"] = [(skill, level) for skill, level, _kind in fields["skills"]]
        fields["boroughs"] = list(fields["boroughs"])
        return fields


class NamingForm(forms.Form):
    """Who one of the pledged people is."""

    email = forms.EmailField(
        label="Their e-mail address at work",
        help_text="They get an e-mail, complete a profile and put themselves on offer.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label="Their name", required=False, max_length=120)
    agreed = forms.BooleanField(
        label="We consent to this person being proposed to councils, and they know of it",
        help_text="You can withdraw the consent at any time. Every proposal is still asked for.",
        error_messages={"required": "Confirm that you consent, and that they know of it"},
    )


class PledgeSearchForm(forms.Form):
    """Pledges by a skill."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["skill"] = forms.ModelChoiceField(
            skills.skills(), required=False, empty_label="Any skill", label="Skill"
        )
