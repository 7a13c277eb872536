"""What an officer types."""

from django import forms

from corps.forms import DateField, MoneyField, SkillRowsField
from corps.skills.models import FrameworkRole, Level, RoleCard, Skill
from councils.models import Clearance, Council, Membership, Project, Role

KINDS = [("required", "Required"), ("desirable", "Would help")]


def capital(choices):
    """The same choices, beginning with a capital."""
    return [(key, f"{words[:1].upper()}{words[1:]}") for key, words in choices]


NUMBER_FAULTS = (
    *("required", "invalid", "min_value", "max_value"),
    *("max_digits", "max_whole_digits", "max_decimal_places"),
)


def whatever_is_wrong(words):
    """The same words for a number that is missing, none, or out of bounds."""
    return dict.fromkeys(NUMBER_FAULTS, words)


class ProjectForm(forms.ModelForm):
    """A project's words; anything but the title may wait while it is a draft."""

    say_optional = False
    phase = forms.ChoiceField(
        choices=[("", "Not known yet"), *Project.Phase.choices],
        label="Phase (optional)",
        required=False,
    )
    start_from = DateField(label="Earliest start", required=False)
    start_by = DateField(label="Latest start", required=False)
    forecast_gbp = MoneyField(
        what="Forecast",
        label="Forecast yearly saving, in pounds (optional)",
        required=False,
        help_text="Your best estimate. It is shown as a forecast and never as a saving made.",
    )

    class Meta:
        model = Project
        fields = (
            "title",
            "problem",
            "affected",
            "outcome",
            "phase",
            "department",
            "start_from",
            "start_by",
            "forecast_gbp",
            "contact_name",
            "contact_email",
        )
        labels = {
            "title": "Project title",
            "problem": "What is the problem today?",
            "affected": "Who is affected?",
            "outcome": "What should be different afterwards?",
            "department": "Department (optional)",
            "contact_name": "Contact's name (optional)",
            "contact_email": "Contact's e-mail address",
        }
        help_texts = {
            "title": "Say what changes, for example “Cut repeat visits for housing repairs”.",
            "problem": "Two or three sentences. Do not include names or addresses of residents.",
            "contact_email": "Shown on the public page.",
        }
        error_messages = {
            "title": {"required": "Give the project a title"},
            "contact_email": {"invalid": "Enter an e-mail address, like name@council.gov.uk"},
        }

    SECTIONS = (
        ("What it is about", ("council", "title", "problem", "affected", "outcome")),
        ("Where it stands", ("phase", "department", "start_from", "start_by", "forecast_gbp")),
        ("Whom to ask", ("contact_name", "contact_email")),
    )

    def sections(self):
        """The fields under their headings, in the order of reading."""
        return [
            (title, [self[name] for name in names if name in self.fields])
            for title, names in self.SECTIONS
        ]

    def clean_title(self):
        return " ".join(self.cleaned_data["title"].split())

    def clean(self):
        super().clean()
        start, by = (self.cleaned_data.get(name) for name in ("start_from", "start_by"))
        if start and by and by < start:
            self.add_error("start_by", "The latest start must not be before the earliest")
        return self.cleaned_data

    def require_all(self):
        """Ask for everything that a colleague must see before approving."""
        words = {
            "problem": "Describe the problem",
            "affected": "Say who is affected",
            "outcome": "Say what should be different afterwards",
            "start_from": "Enter the earliest start",
            "start_by": "Enter the latest start",
            "contact_email": "Enter an e-mail address for questions",
        }
        for name in Project.ASKED:
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = words[name]


class NewProjectForm(ProjectForm):
    """A new project: also which council asks, where a person acts for several."""

    field_order = ("council", *ProjectForm.Meta.fields)

    def __init__(self, *args, councils, **kwargs):
        super().__init__(*args, **kwargs)
        only = councils[0] if len(councils) == 1 else None
        self.fields["council"] = forms.ModelChoiceField(
            queryset=councils,
            label="Lead borough",
            initial=only,
            empty_label=None if only else "Choose a borough",
            error_messages={"required": "Choose the lead borough"},
        )
        self.order_fields(self.field_order)


class ReadinessForm(forms.ModelForm):
    """What a host arranges before anybody comes; may be filled in bit by bit."""

    accounts_by = DateField(label="Equipment and accounts ready by", required=False)

    class Meta:
        model = Project
        fields = Project.READINESS
        labels = {
            "line_manager": "Who will be the expert's line manager?",
            "line_manager_hours": "How many hours a week will they give?",
            "decision_maker": "Who decides when the team needs a decision?",
            "equipment": "What equipment will the expert have?",
            "data_seen": "What data will the expert see?",
            "repository": "Where will the code be kept?",
            "deployment": "How does work get into use?",
        }
        help_texts = {
            "line_manager": "A name: somebody who has agreed to it.",
            "data_seen": "For example “none”, or “anonymised case records”.",
            "repository": "An address, or whose repository it will be.",
        }
        error_messages = {
            "line_manager_hours": whatever_is_wrong(
                "Enter hours a week from 0.5 to 40, like 3 or 2.5"
            ),
        }
        widgets = {
            "line_manager_hours": forms.TextInput(attrs={"inputmode": "decimal", "class": "short"})
        }

    def clean_line_manager_hours(self):
        hours = self.cleaned_data["line_manager_hours"]
        if hours is not None and not 0 < hours <= 40:
            raise forms.ValidationError("Enter hours a week from 0.5 to 40, like 3 or 2.5")
        return hours


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


class ReasonForm(forms.Form):
    """Why something is done that others will ask about."""

    reason = forms.CharField(
        label="Why?",
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": "Give the reason"},
    )

    def __init__(self, *args, label="Why?", hint="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].help_text = hint


class ApprovalForm(forms.Form):
    """Whom a lone officer asks to approve."""

    name = forms.CharField(
        label="Their name", max_length=100, error_messages={"required": "Enter their name"}
    )
    post = forms.CharField(
        label="Their post",
        max_length=100,
        help_text="For example “Head of Planning”.",
        error_messages={"required": "Enter their post"},
    )
    email = forms.EmailField(
        label="Their e-mail address",
        help_text="At your council.",
        error_messages={
            "required": "Enter their e-mail address",
            "invalid": "Enter an e-mail address, like name@council.gov.uk",
        },
    )


class JoinForm(forms.Form):
    """Which council, where an address does not say."""

    def __init__(self, *args, councils, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["council"] = forms.ModelChoiceField(
            queryset=councils,
            initial=councils[0] if len(councils) == 1 else None,
            label="Which council do you work for?",
            widget=forms.RadioSelect,
            empty_label=None,
            error_messages={"required": "Choose your council"},
        )


class ConfirmForm(forms.Form):
    """As what a person acts for the council."""

    role = forms.ChoiceField(choices=Membership.Role.choices, label="As")


class InviteForm(forms.Form):
    """Whom corps staff invite to run a council's part."""

    email = forms.EmailField(
        label="Their e-mail address",
        help_text="It must be on the council's own domain.",
        error_messages={
            "required": "Enter their e-mail address",
            "invalid": "Enter an e-mail address, like name@council.gov.uk",
        },
    )


class FilterForm(forms.Form):
    """What narrows the list of projects."""

    q = forms.CharField(
        label="Search", required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        skills = Skill.objects.filter(needs__isnull=False).distinct().values_list("pk", "name")
        for name, choices in (
            ("borough", Council.objects.values_list("slug", "name")),
            ("skill", skills),
            ("stage", capital(Project.Stage.choices)),
        ):
            self.fields[name] = forms.ChoiceField(
                choices=[("", f"Any {name}"), *choices], label=name.capitalize(), required=False
            )

    @property
    def chosen(self):
        """Cleaned values of the filters that can be read; others are passed over."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
