"""What volunteers and charities say of themselves."""

import re
from decimal import Decimal

from django import forms
from django.conf import settings

from corps.forms import SkillRowsField, SkillRowsWidget
from corps.organisations.forms import WHERE_TO_FIND, CompanyNumberField, InvitationForm
from corps.organisations.models import Membership
from corps.skills import queries as skills
from volunteers import queries
from volunteers.models import Volunteer

SKILL_KINDS = [("held", "I can do it"), ("wanted", "I want to learn")]
CHARITY_NUMBER = re.compile(r"[1-9][0-9]{5,6}|(SC|NIC)[0-9]{6}")


def offer_bodies(form, user):
    """Let a person choose among those they act for; ask nothing where there are none."""
    bodies = queries.organisations_of(user)
    if bodies.exists():
        field = form.fields["organisation"]
        field.queryset, field.empty_label, field.help_text = bodies, "For myself", ""
    else:
        del form.fields["organisation"]


class BeginForm(forms.Form):
    """The short step before somebody's first task."""

    name = forms.CharField(
        label="Your name",
        max_length=100,
        help_text="As the council reads it. It is public only if you make your profile public.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter the name that councils will read"},
    )
    kind = forms.ChoiceField(
        label="How do you give time?",
        choices=[
            (Volunteer.Kind.CITIZEN, "For myself"),
            (Volunteer.Kind.BUSINESS, "For a company I work for"),
            (Volunteer.Kind.CHARITY, "For a charity or group"),
        ],
        initial=Volunteer.Kind.CITIZEN,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you give time"},
    )
    licence = forms.BooleanField(
        label="I agree to the contributor licence",
        error_messages={"required": "Agree to the licence, so that councils may use your work"},
    )

    def __init__(self, *args, user, volunteer=None, **kwargs):
        super().__init__(*args, **kwargs)
        least, living = settings.VOLUNTEER_AGE, settings.VOLUNTEER_AGE_FOR_LIVING
        self.fields["age"] = forms.TypedChoiceField(
            label="How old are you?",
            coerce=int,
            choices=[
                (0, f"Under {least}"),
                (least, f"{least} or over, but under {living}"),
                (living, f"{living} or over"),
            ],
            initial=volunteer.age_confirmed if volunteer else None,
            widget=forms.RadioSelect,
            error_messages={"required": "Say how old you are"},
        )
        self.initial.setdefault("name", user.name)
        if volunteer:
            self.initial["kind"] = volunteer.kind
            if volunteer.has_agreed:
                del self.fields["licence"]

    def clean_age(self):
        age, least = self.cleaned_data["age"], settings.VOLUNTEER_AGE
        if age < least:
            raise forms.ValidationError(
                f"Tasks are for people of {least} or over. Thank you: come back when you are"
            )
        return age

    def values(self):
        """What the service takes."""
        return {name: self.cleaned_data[name] for name in ("name", "kind", "age")}


class ProfileForm(forms.ModelForm):
    """What a volunteer says, and who may read it."""

    hours_a_week = forms.DecimalField(
        label="Hours a week (optional)",
        required=False,
        min_value=Decimal("0.5"),
        max_value=40,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_decimal_places"),
            "Enter hours a week from 0.5 to 40, like 3 or 2.5",
        ),
    )
    kind = forms.ChoiceField(
        label="I give time as",
        choices=[
            (Volunteer.Kind.CITIZEN, "A citizen"),
            (Volunteer.Kind.BUSINESS, "Somebody from a company"),
            (Volunteer.Kind.CHARITY, "Somebody from a charity or group"),
        ],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Volunteer
        fields = ("about", "interests", "hours_a_week", "kind", "organisation", "is_public")
        labels = {
            "about": "About you (optional)",
            "interests": "What do you care about? (optional)",
            "organisation": "For whom do you give time?",
            "is_public": "Make my profile and my record public",
        }
        help_texts = {
            "interests": "A few words with commas between, like “housing, maps, plain English”.",
            "is_public": "Otherwise only you read them, and councils read your name on your work.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_bodies(self, self.instance.user)

    def clean_interests(self):
        words = (" ".join(word.split()) for word in self.cleaned_data["interests"].split(","))
        return ", ".join(filter(None, words))


class SkillsForm(forms.Form):
    """What a volunteer can do and wants to learn."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["skills"] = SkillRowsField(
            skills=skills.skill_choices(),
            kinds=SKILL_KINDS,
            widget=SkillRowsWidget(kinds=SKILL_KINDS, kind_label="Can or want to"),
            level_free={"wanted"},
            required=False,
            label="Your skills",
            help_text="Give a level for what you can do. What you only want to learn needs none.",
            initial=[
                (row.skill.name, row.level, "wanted" if row.wanted else "held")
                for row in skills.holdings_of(user)
            ],
        )

    def held_and_wanted(self):
        """Cleaned rows as the service takes them; what is wanted with a level is held too."""
        rows = self.cleaned_data["skills"]
        return {
            "held": [(skill, level) for skill, level, _kind in rows if level],
            "wanted": [skill for skill, _level, kind in rows if kind == "wanted"],
        }


class CharityForm(forms.Form):
    """A charity that would ask for help."""

    name = forms.CharField(
        label="Name of the charity",
        max_length=160,
        error_messages={"required": "Enter the name of the charity"},
    )
    charity_number = forms.CharField(
        max_length=12,
        help_text="As the public register of charities has it, like 1234567, or SC012345 in"
        " Scotland.",
        widget=forms.TextInput(attrs={"class": "short"}),
        error_messages={"required": "Enter the charity number"},
    )
    company_number = CompanyNumberField(
        label="Company or CIO number (optional)",
        required=False,
        help_text="Only if it is a company or an incorporated charity too. " + WHERE_TO_FIND,
    )
    purpose = forms.CharField(
        label="What does it do?",
        max_length=600,
        widget=forms.Textarea,
        error_messages={"required": "Say in a sentence or two what it does"},
    )

    def clean_charity_number(self):
        number = re.sub(r"[\s-]", "", self.cleaned_data["charity_number"]).upper()
        if not CHARITY_NUMBER.fullmatch(number):
            raise forms.ValidationError(
                "A charity number has 6 or 7 figures and no 0 before them; in Scotland it is SC"
                " and 6 figures, in Northern Ireland NIC and 6 figures"
            )
        return number


class ColleagueForm(InvitationForm):
    """Whom to invite to act for a charity, and as what."""

    role = forms.ChoiceField(
        label="What may they do?",
        choices=[
            (Membership.Role.MEMBER, "Post tasks and review what was done"),
            (
                Membership.Role.ADMINISTRATOR,
                "The same, open what shows living people’s data, and invite others",
            ),
        ],
        initial=Membership.Role.MEMBER,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they may do"},
    )
