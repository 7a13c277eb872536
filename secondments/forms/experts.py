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

    # One page a step: what it asks.
    STEPS = {
        "work": ["headline"],
        "when": ["available_from", "available_until", "days_a_week"],
        "where": ["remote", "home", "boroughs"],
        "clearance": ["clearance"],
    }

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

    def __init__(self, *args, step=None, **kwargs):
        super().__init__(*args, **kwargs)
        if step:
            self.fields = {name: self.fields[name] for name in self.STEPS[step]}

    def clean_headline(self):
        """One line, in words."""
        return " ".join(self.cleaned_data["headline"].split())

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

    proposed = None  # the role whose skills were filled in

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
        """What was typed, and after it the role's skills that are not there yet.

        A level that is lower than the role's, or empty, becomes the role's; none becomes less. What
        somebody only wants to learn stays as it is.
        """
        asked = dict(skills.named_skills_of_role(role))
        by_name = {name.casefold(): level for name, level in asked.items()}
        rows = [
            (skill, self.at_least(level, by_name.get(skill.casefold(), 0), kind), kind)
            for skill, level, kind in self["skills"].data
        ]
        there = {skill.casefold() for skill, _level, _kind in rows}
        new = [(name, level, "held") for name, level in asked.items()]
        return rows + [row for row in new if row[0].casefold() not in there]

    @staticmethod
    def at_least(level, least, kind):
        """The level typed, or the role's where that is higher."""
        if kind == "wanted" or not least:
            return level
        typed = int(level) if level in {"1", "2", "3", "4"} else 0
        return level if typed >= least else least

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
    """One step in one's own order: add a role, put it first, raise or lower it, take it away."""

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.roles = list(roles)
        listed = Role.objects.filter(pk__in=[role.pk for role in self.roles])
        open_ = queries.open_roles()
        for name, choice in (
            *(("add", open_), ("first", open_)),
            *(("up", listed), ("down", listed), ("remove", listed)),
        ):
            self.fields[name] = forms.ModelChoiceField(
                choice,
                required=False,
                error_messages={"invalid_choice": "This role is not in the list any more."},
            )

    def clean_add(self):
        """A short list is an answer; a long one says nothing."""
        return self.one_more(self.cleaned_data["add"])

    def clean_first(self):
        """What is listed already may be put first at any time."""
        return self.one_more(self.cleaned_data["first"])

    def one_more(self, role):
        """The role, unless the list is full without it."""
        if role and role not in self.roles and len(self.roles) >= MOST_PREFERENCES:
            raise forms.ValidationError(
                f"List at most {MOST_PREFERENCES} roles: take one away first"
            )
        return role

    def roles_after(self):
        """The list after the step."""
        said = self.cleaned_data
        roles = [role for role in self.roles if role not in (said["remove"], said["first"])]
        if said["first"]:
            roles.insert(0, said["first"])
        if said["add"] and said["add"] not in roles:
            roles.append(said["add"])
        for name, by in (("up", -1), ("down", 1)):
            at = roles.index(said[name]) if said[name] in roles else -1
            to = at + by
            if at >= 0 and 0 <= to < len(roles):
                roles[at], roles[to] = roles[to], roles[at]
        return roles
