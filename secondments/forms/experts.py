"""What somebody types about an expert."""

from decimal import Decimal

from django import forms

from corps.forms import DateField, SkillRowsField, SkillRowsWidget
from corps.skills import queries as skills
from corps.skills.models import RoleCard
from councils.models import Clearance, Council, Role
from secondments import queries
from secondments.models import Employer, Expert

MOST_PREFERENCES = 5


class EmployerField(forms.ModelChoiceField):
    """Employers told apart by their numbers."""

    def label_from_instance(self, employer):
        """Name and company number."""
        return f"{employer}, company number {employer.organisation.company_number}"


class EmployerChoiceForm(forms.Form):
    """One of the employers that a search has found."""

    def __init__(self, *args, employers, **kwargs):
        super().__init__(*args, **kwargs)
        found = Employer.objects.filter(pk__in=[one.pk for one in employers])
        self.fields["employer"] = EmployerField(
            found.select_related("organisation"),
            label="Which of these is your employer?",
            empty_label=None,
            widget=forms.RadioSelect,
            error_messages={
                "required": "Choose your employer",
                "invalid_choice": "Search again, and choose your employer",
            },
        )


class ExpertForm(forms.ModelForm):
    """What an expert offers; any of it may wait until later."""

    available_from = DateField(label="First day you are free", required=False)
    available_until = DateField(label="Last day you are free", required=False)

    days_a_week = forms.DecimalField(
        required=False,
        min_value=Decimal("0.5"),
        max_value=5,
        help_text="The most you could give, like 3 or 2.5.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
        error_messages={
            "invalid": "Days a week must be a number, like 3 or 2.5",
            "min_value": "Offer at least half a day a week, 0.5",
            "max_value": "A week has at most 5 working days",
        },
    )
    home = forms.ModelChoiceField(
        Council.objects.all(),
        label="Home borough",
        required=False,
        empty_label="Outside London, or not said",
        help_text="Where you live, if that is in London. You count as willing to work there.",
    )

    clearance = forms.ChoiceField(
        label="Clearance held",
        choices=[(one.value, one.label[:1].upper() + one.label[1:]) for one in Clearance],
        widget=forms.RadioSelect,
        help_text="Leave “None” if you have never been checked. Nobody has to be.",
        error_messages={
            "required": "Choose “None” if you have never been checked",
            "invalid_choice": "Choose one of these, or “None” if you have never been checked",
        },
    )

    class Meta:
        model = Expert
        fields = [
            "headline",
            "available_from",
            "available_until",
            "days_a_week",
            "remote",
            "home",
            "boroughs",
            "clearance",
        ]
        widgets = {"boroughs": forms.CheckboxSelectMultiple}
        labels = {
            "headline": "What do you do?",
            "remote": "I would work remotely",
            "boroughs": "Boroughs you would travel to",
        }

    def clean_days_a_week(self):
        """Half days are the smallest part that is planned with."""
        days = self.cleaned_data["days_a_week"]
        if days is not None and days % Decimal("0.5"):
            raise forms.ValidationError("Give half days as .5, like 2.5")
        return days

    def clean(self):
        """The last day comes after the first."""
        cleaned = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("available_from"), cleaned.get("available_until")
        if begins and ends and ends <= begins:
            self.add_error("available_until", "Choose a last day that comes after the first")
        return cleaned


SKILL_KINDS = [("held", "I can do it"), ("wanted", "I want to learn")]


class SkillsForm(forms.Form):
    """What an expert can do and wants to learn; a role proposes its skills in one go."""

    card = forms.ModelChoiceField(
        RoleCard.objects.all(), required=False, label="In plain words", empty_label="Choose"
    )
    role = forms.ChoiceField(
        choices=lambda: [("", "Choose"), *skills.framework_role_choices()],
        required=False,
        label="Or as a role of the framework",
    )

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

    def proposal(self):
        """The role whose skills are asked for, if any."""
        card, role = self.cleaned_data.get("card"), self.cleaned_data.get("role")
        if card:
            return card.framework_role
        return skills.framework_roles().filter(pk=role).first() if role else None

    def rows_with(self, role):
        """What was typed, and after it the role's skills that are not there yet."""
        rows = self["skills"].data
        there = {skill.casefold() for skill, _level, _kind in rows}
        return rows + [
            (skill, level, "held")
            for skill, level in skills.named_skills_of_role(role)
            if skill.casefold() not in there
        ]

    def held_and_wanted(self):
        """Cleaned rows as the service takes them; what is wanted with a level is held too."""
        rows = self.cleaned_data["skills"]
        return {
            "held": [(skill, level) for skill, level, _kind in rows if level],
            "wanted": [skill for skill, _level, kind in rows if kind == "wanted"],
        }


class RoleSearchForm(forms.Form):
    """Open roles by a word and a borough."""

    q = forms.CharField(label="Words in the title", required=False, max_length=100)
    borough = forms.ModelChoiceField(
        Council.objects.all(), required=False, empty_label="Any borough", to_field_name="slug"
    )


class PreferencesForm(forms.Form):
    """One step in putting roles in one's own order: add one, raise one, or take one away."""

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.roles = list(roles)
        listed = Role.objects.filter(pk__in=[role.pk for role in self.roles])
        for name, choice in (("add", queries.open_roles()), ("up", listed), ("remove", listed)):
            self.fields[name] = forms.ModelChoiceField(
                choice,
                required=False,
                error_messages={"invalid_choice": "This role is not in the list any more."},
            )

    def clean_add(self):
        """A short list is an answer; a long one says nothing."""
        role = self.cleaned_data["add"]
        if role and role not in self.roles and len(self.roles) >= MOST_PREFERENCES:
            raise forms.ValidationError(
                f"List at most {MOST_PREFERENCES} roles: take one away first"
            )
        return role

    def roles_after(self):
        """The list after the step."""
        add, up, remove = (self.cleaned_data[name] for name in ("add", "up", "remove"))
        roles = [role for role in self.roles if role != remove]
        if add and add not in roles:
            roles.append(add)
        at = roles.index(up) if up in roles else 0
        if at:
            roles[at - 1], roles[at] = roles[at], roles[at - 1]
        return roles
