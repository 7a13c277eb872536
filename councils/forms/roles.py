"""Whom a project needs."""

from django import forms

from corps.forms import DateField, SkillRowsField
from corps.skills.models import FrameworkRole, Level, RoleCard, Skill
from councils.forms.words import capital, whatever_is_wrong
from councils.models import Clearance, Role

KINDS = [("required", "Required"), ("desirable", "Would help")]


def grouped_framework_roles():
    """Framework roles by family, as choices."""
    families: dict[str, list[tuple[int, str]]] = {}
    for role in FrameworkRole.objects.all():
        families.setdefault(role.family, []).append((role.pk, str(role)))
    return [("", "Choose a framework role"), *families.items()]


class RoleForm(forms.ModelForm):
    """A role: a plain card or a framework role proposes its skills, or it has a free title."""

    card = forms.ModelChoiceField(
        queryset=RoleCard.objects.all(),
        required=False,
        label="Who do you need? (optional)",
        empty_label="Choose in plain words",
        help_text="Choose, then press “Propose skills”.",
    )
    starts_on = DateField(label="First day", error_messages={"required": "Enter the first day"})
    ends_on = DateField(label="Last day", error_messages={"required": "Enter the last day"})
    clearance = forms.ChoiceField(
        choices=capital(Clearance.choices), label="Clearance needed before the start"
    )

    class Meta:
        model = Role
        fields = (
            "card",
            "title",
            "places",
            "days_a_week",
            "starts_on",
            "ends_on",
            "remote",
            "clearance",
            "rank",
        )
        labels = {
            "title": "What is the role called?",
            "rank": "How much do you need it?",
            "places": "How many people?",
            "days_a_week": "Days a week",
            "remote": "It may be done remotely",
        }
        widgets = {
            "rank": forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
            "places": forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
            "days_a_week": forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
        }
        error_messages = {
            "title": {
                "required": "Give the role a title, or choose a card and press “Propose skills”"
            },
            "rank": whatever_is_wrong("Enter a whole number: 1 for the role you need most"),
            "places": whatever_is_wrong("Enter how many people, from 1 to 50"),
            "days_a_week": whatever_is_wrong("Enter days a week from 0.5 to 5, like 3 or 2.5"),
        }

    field_order = ("card", "framework_role", "title", "needs")  # then the others

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["framework_role"] = forms.TypedChoiceField(
            choices=grouped_framework_roles(),
            required=False,
            coerce=int,
            empty_value=None,
            label="Or a role of the capability framework (optional)",
        )
        skills = list(Skill.objects.values_list("pk", "name"))
        self.fields["needs"] = SkillRowsField(
            skills=skills,
            kinds=KINDS,
            at_least_one="required",
            label="Skills",
            help_text="Choose from the list as you type. Few required skills let more people fit: "
            "most roles need three or four.",
            error_messages={"required": "Name at least one skill"},
        )
        if self.instance.pk:
            self.initial["framework_role"] = self.instance.framework_role_id
            self.initial.setdefault(
                "needs",
                [
                    (need.skill.name, need.level, "required" if need.required else "desirable")
                    for need in self.instance.needs.select_related("skill")
                ],
            )
        self.order_fields(self.field_order)

    def clean(self):
        super().clean()
        start, end = (self.cleaned_data.get(name) for name in ("starts_on", "ends_on"))
        if start and end and end <= start:
            self.add_error("ends_on", "The last day must come after the first")
        return self.cleaned_data

    def values(self):
        """What the services take: fields of the role, and its needs."""
        fields = dict(self.cleaned_data)
        needs = [(skill, level, kind == "required") for skill, level, kind in fields.pop("needs")]
        fields["framework_role_id"] = fields.pop("framework_role")
        return needs, fields

    def with_proposed_skills(self):
        """The same form, unchecked, with what was typed and the skills of the chosen role."""
        typed = {name: self.data.get(name, "") for name in self.fields if name != "needs"}
        typed["remote"] = "remote" in self.data
        role = self._chosen()
        rows = self.fields["needs"].widget.value_from_datadict(self.data, None, "needs")
        if role:
            named = {name.casefold() for name, _, _ in rows}
            proposed = role.role_skills.select_related("skill")
            rows += [
                (asked.skill.name, min(asked.level, Level.PRACTITIONER), "desirable")
                for asked in proposed
                if asked.skill.name.casefold() not in named
            ]
            typed["title"] = typed["title"] or role.level
        return type(self)(instance=self.instance, initial=typed | {"needs": rows})

    def _chosen(self):
        """The framework role that a card or the list names, if any."""
        card, role = self.data.get("card", ""), self.data.get("framework_role", "")
        if card.isdecimal():
            return FrameworkRole.objects.filter(cards=card).first()
        return FrameworkRole.objects.filter(pk=role).first() if role.isdecimal() else None
