"""What those who ask for help type, and what narrows the list."""

from django import forms
from django.utils import timezone

from corps.forms import DateField, SkillRowsField, SkillRowsWidget
from corps.skills import queries as skills
from councils.models import Council
from volunteers import queries
from volunteers.models import Task, TaskSkill, Volunteer
from volunteers.models.task import MOST_PLACES

NEEDS = [("needed", "Needed"), ("helpful", "Would help")]
FARTHEST_YEARS = 5


def capital(choices):
    """The same choices, beginning with a capital."""
    return [(key, f"{words[:1].upper()}{words[1:]}") for key, words in choices]


def offer_projects(form, user):
    """Let a person choose among their councils' live projects; ask nothing without any."""
    found = queries.projects_for(user)
    if found.exists():
        form.fields["project"].queryset = found
        form.fields["project"].empty_label = "On its own"
    else:
        del form.fields["project"]


class TaskForm(forms.ModelForm):
    """A task's words; anything but the title may wait while it is a draft."""

    effort = forms.ChoiceField(
        label="How long does it take?",
        choices=[("", "Choose"), *capital(Task.Effort.choices)],
        required=False,
        help_text="For one person, from reading this to being done.",
    )
    places = forms.IntegerField(
        label="How many people?",
        min_value=1,
        max_value=MOST_PLACES,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        initial=1,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"Enter how many people, from 1 to {MOST_PLACES}",
        ),
    )
    due_on = DateField(
        label="Needed by (optional)",
        required=False,
        help_text="After this day nobody new can take it.",
    )
    personal_data = forms.ChoiceField(
        label="Whose personal data will volunteers see?",
        choices=capital(Task.PersonalData.choices),
        widget=forms.RadioSelect,
        required=False,
        help_text="Names, addresses, handwriting, voices and faces are personal data.",
    )

    class Meta:
        model = Task
        fields = (
            *("project", "title", "description", "done_when", "link"),
            *("effort", "places", "due_on", "remote", "where"),
            *("works_without_sight", "phone_in_five_minutes"),
            *("personal_data", "replaces_no_paid_post"),
        )
        labels = {
            "project": "Project (optional)",
            "title": "What is the task?",
            "description": "What is there to do?",
            "done_when": "When is it done?",
            "link": "Where is the work? (optional)",
            "remote": "It can be done from anywhere",
            "where": "If not: where?",
            "works_without_sight": "It can be done without sight",
            "phone_in_five_minutes": "A piece of it can be done on a phone in five minutes",
            "replaces_no_paid_post": "This task replaces no paid post",
        }
        help_texts = {
            "title": "Say what somebody does, for example “Read ten letters and say what is"
            " unclear”.",
            "description": "Enough for somebody who has never worked for you.",
            "done_when": "How a volunteer knows, and how you will judge it.",
            "link": "A web address: a document, a folder, a repository.",
            "works_without_sight": "With a screen reader alone: no pictures, no handwriting.",
            "replaces_no_paid_post": "Nobody is, was or would be paid to do it.",
        }
        error_messages = {
            "title": {"required": "Say what the task is"},
            "link": {"invalid": "Enter a whole web address, like https://example.org"},
        }

    SECTIONS = (
        ("The task", ("asker", "project", "title", "description", "done_when", "link")),
        ("The time and the place", ("effort", "places", "due_on", "remote", "where")),
        ("Whom it suits", ("needs", "works_without_sight", "phone_in_five_minutes")),
        ("What you declare", ("personal_data", "replaces_no_paid_post")),
    )
    DECLARED = ("personal_data", "replaces_no_paid_post")
    ASKED = {
        "description": "Say what there is to do",
        "done_when": "Say when it is done",
        "effort": "Choose how long it takes",
        "personal_data": "Choose whose personal data volunteers will see",
        "replaces_no_paid_post": "Only what replaces no paid post can be opened: tick to say so",
    }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offer_projects(self, user)
        self.fields["needs"] = SkillRowsField(
            skills=skills.skill_choices(),
            kinds=NEEDS,
            widget=SkillRowsWidget(kinds=NEEDS, kind_label="Need"),
            required=False,
            label="Skills (optional)",
            help_text="Leave all empty where anybody can do it. Few needed skills let more"
            " people help.",
        )
        if self.instance.pk:
            self.initial.setdefault("needs", self._rows())
        if self.instance.opened_at:
            for name in self.DECLARED:  # said in public, and settled
                del self.fields[name]
            self.require_all()

    def _rows(self):
        return [
            (need.skill.name, need.level, "needed" if need.required else "helpful")
            for need in self.instance.needs.select_related("skill")
        ]

    def sections(self):
        """The fields under their headings, in the order of reading."""
        found = (
            (title, [self[name] for name in names if name in self.fields])
            for title, names in self.SECTIONS
        )
        return [(title, fields) for title, fields in found if fields]

    def require_all(self):
        """Ask for everything that must be said before people can find it."""
        for name, words in self.ASKED.items():
            if name in self.fields:
                self.fields[name].required = True
                self.fields[name].error_messages["required"] = words

    def clean_title(self):
        return " ".join(self.cleaned_data["title"].split())

    def clean_places(self):
        places = self.cleaned_data["places"]
        taken = self.instance.contributions.live().count() if self.instance.pk else 0
        if places < taken:
            raise forms.ValidationError(f"{taken} are taken already: enter {taken} or more")
        return places

    def clean_due_on(self):
        day, today = self.cleaned_data["due_on"], timezone.localdate()
        if day and day < today:
            raise forms.ValidationError("Choose a day that has not passed, or leave it empty")
        if day and day.year > today.year + FARTHEST_YEARS:
            raise forms.ValidationError(f"Choose a day in the next {FARTHEST_YEARS} years")
        return day

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("remote") and not cleaned.get("where") and self._is_whole():
            self.add_error("where", "Say where, or tick that it can be done from anywhere")
        project, asker = cleaned.get("project"), cleaned.get("asker") or self._asker()
        if project and project.council != asker:
            self.add_error("project", f"“{project}” is not {asker}’s: choose another, or none")
        return cleaned

    def _is_whole(self):
        return self.fields["description"].required

    def _asker(self):
        return self.instance.asker if self.instance.pk else None

    def values(self):
        """What the services take: needs, and fields of the task."""
        fields = dict(self.cleaned_data)
        needs = [(skill, level, kind == "needed") for skill, level, kind in fields.pop("needs")]
        return needs, fields


class NewTaskForm(TaskForm):
    """A new task: also who asks, where a person may ask for several."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.askers = {
            f"{'council' if isinstance(one, Council) else 'charity'}-{one.pk}": one
            for one in queries.askers_for(user)
        }
        only = next(iter(self.askers)) if len(self.askers) == 1 else ""
        self.fields["asker"] = forms.ChoiceField(
            label="Who asks?",
            choices=[
                *([] if only else [("", "Choose")]),
                *((key, str(one)) for key, one in self.askers.items()),
            ],
            initial=only,
            error_messages={"required": "Choose who asks"},
        )

    def clean_asker(self):
        return self.askers[self.cleaned_data["asker"]]


class FilterForm(forms.Form):
    """What narrows the list of tasks."""

    q = forms.CharField(
        label="Search", required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    effort = forms.ChoiceField(
        label="Time it takes",
        choices=[("", "Any"), *capital(Task.Effort.choices)],
        required=False,
    )
    phone = forms.BooleanField(label="On a phone in five minutes", required=False)
    sight = forms.BooleanField(label="Works without sight", required=False)
    remote = forms.BooleanField(label="From anywhere", required=False)
    sort = forms.ChoiceField(
        label="Order",
        choices=[
            ("", "Newest first"),
            ("due", "Needed soonest first"),
            ("short", "Shortest first"),
        ],
        required=False,
    )
    field_order = ("q", "effort", "skill", "borough", "phone", "sight", "remote", "sort")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = TaskSkill.objects.filter(task__stage=Task.Stage.OPEN)
        named = asked.values_list("skill", "skill__name").order_by("skill__name").distinct()
        for name, choices in (
            ("skill", list(named)),
            ("borough", list(Council.objects.values_list("slug", "name"))),
        ):
            self.fields[name] = forms.ChoiceField(
                choices=[("", f"Any {name}"), *choices], label=name.capitalize(), required=False
            )
        self.order_fields(self.field_order)

    @property
    def chosen(self):
        """Cleaned values of the filters that can be read; others are passed over."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class AdmitForm(forms.Form):
    """A volunteer whom the asker knows and has trained."""

    email = forms.EmailField(
        label="Their e-mail address",
        help_text="The one they sign in with. They must have taken the first steps of a volunteer.",
        error_messages={"required": "Enter their e-mail address"},
    )
    trained = forms.BooleanField(
        label="I know this person, and they have been trained in handling personal data",
        error_messages={"required": "Tick this only where it is so; nobody else may see the data"},
    )

    def clean_email(self):
        email = self.cleaned_data["email"].strip().lower()
        found = Volunteer.objects.filter(user__email=email, user__is_active=True).first()
        if found is None:
            raise forms.ValidationError(
                "Nobody with this address is a volunteer here yet: ask them to begin first"
            )
        self.volunteer = found
        return email
