"""What councils type: replies, what is done, programmes; and what people say of those."""

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.models import Project
from volunteers.consensus import queries
from volunteers.consensus.forms.conversations import add_council, offer, with_council
from volunteers.consensus.models import (
    Answer,
    CommentDecision,
    Decision,
    Programme,
    Reply,
    Verdict,
    Version,
)
from volunteers.forms.task import capital
from volunteers.models import Task

OPEN_ANSWER = [("", _("Say nothing of it yet")), *capital(Verdict.choices)]
REASON = _("Give the reason")


class ReplyForm(forms.ModelForm):
    """A council's reply as a whole, and to the statements that it is asked about."""

    verdict = forms.ChoiceField(
        label=_("What do you do with what people said?"),
        choices=capital(Verdict.choices),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you adopt it")},
    )

    class Meta:
        model = Reply
        fields = ("verdict", "reasons", "officer_name")
        labels = {"reasons": _("Why?"), "officer_name": _("Who replies?")}
        help_texts = {
            "reasons": _("Say what happens next, and why what you do not adopt cannot be done."),
            "officer_name": _("Their name is shown to everybody."),
        }
        error_messages = {
            "reasons": {"required": _("Give the reasons")},
            "officer_name": {"required": _("Enter the name of who replies")},
        }

    def __init__(self, *args, statements, **kwargs):
        super().__init__(*args, **kwargs)
        self.statements = statements
        for one in statements:
            self.fields[f"answer_{one.pk}"] = forms.ChoiceField(
                label=_("“%(text)s”") % {"text": one.text}, choices=OPEN_ANSWER, required=False
            )
            self.fields[f"reason_{one.pk}"] = forms.CharField(
                label=_("Why? (statement %(number)s)") % {"number": one.number},
                max_length=500,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self):
        """Whoever answers a statement says why."""
        super().clean()
        typed = self.cleaned_data
        for one in self.statements:
            if typed.get(f"answer_{one.pk}") and not typed.get(f"reason_{one.pk}"):
                self.add_error(f"reason_{one.pk}", REASON)
        return typed

    def answers(self):
        """(statement, verdict, reason) of each statement that is answered."""
        typed = self.cleaned_data
        return [
            (one, typed[f"answer_{one.pk}"], typed[f"reason_{one.pk}"])
            for one in self.statements
            if typed[f"answer_{one.pk}"]
        ]

    def values(self):
        """What the service takes of the reply as a whole."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class AnswerForm(forms.ModelForm):
    """What a reply says of one more statement."""

    verdict = forms.ChoiceField(
        label=_("What do you do with it?"),
        choices=capital(Verdict.choices),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you adopt it")},
    )

    class Meta:
        model = Answer
        fields = ("statement", "verdict", "reason")
        labels = {"statement": _("Which statement?"), "reason": _("Why?")}
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "statement": {"required": _("Choose a statement")},
            "reason": {"required": REASON},
        }

    def __init__(self, *args, reply, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, "statement", queries.unanswered(reply), _("Choose a statement"))


class DeedForm(forms.Form):
    """A project or a task of the council that is carried out for a statement."""

    project = forms.ModelChoiceField(
        queryset=Project.objects.none(),
        required=False,
        label=_("Project"),
        empty_label=_("No project"),
    )
    task = forms.ModelChoiceField(
        queryset=Task.objects.none(),
        required=False,
        label=_("Task for volunteers"),
        empty_label=_("No task"),
    )

    def __init__(self, *args, council, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, "project", queries.projects_to_link(council))
        offer(self, "task", queries.tasks_to_link(council))

    def clean(self):
        """One of the two, so that each can be taken away by itself."""
        super().clean()
        typed = self.cleaned_data
        if bool(typed.get("project")) == bool(typed.get("task")) and not self.errors:
            raise forms.ValidationError(_("Choose a project or a task: one at a time"))
        return typed


class VersionForm(forms.ModelForm):
    """The next text of a programme."""

    class Meta:
        model = Version
        fields = ("text", "change", "reply")
        labels = {
            "text": _("What is being developed?"),
            "change": _("What changed, and why?"),
            "reply": _("Which reply makes this change? (optional)"),
        }
        help_texts = {"change": _("In one line. Everybody can read it, beside the version.")}
        error_messages = {
            "text": {"required": _("Write what is being developed")},
            "change": {"required": _("Say what changed, and why")},
        }

    def __init__(self, *args, councils, **kwargs):
        super().__init__(*args, **kwargs)
        mine = Reply.objects.filter(pledge__council__in=councils)
        rows = mine.select_related("pledge__council", "pledge__conversation")
        offer(self, "reply", rows, _("None"))


class ProgrammeForm(VersionForm):
    """A new programme: its title, and its first text."""

    title = forms.CharField(
        label=_("What is it called?"),
        max_length=Programme._meta.get_field("title").max_length,
        error_messages={"required": _("Enter a title")},
    )
    field_order = ("council", "title", "text", "change", "reply")

    def __init__(self, *args, councils, **kwargs):
        super().__init__(*args, councils=councils, **kwargs)
        self.fields["change"].label = _("Why is it begun?")
        self.fields["change"].initial = _("The first version.")
        add_council(self, councils)
        self.order_fields(self.field_order)

    def clean(self):
        """A reply is the council's own."""
        super().clean()
        typed = with_council(self)
        reply, council = typed.get("reply"), typed["council"]
        if reply and council and reply.pledge.council_id != council.pk:
            self.add_error("reply", _("Choose a reply of the same council"))
        return self.cleaned_data

    def values(self):
        """What the service takes."""
        return with_council(self)


class GatherForm(forms.Form):
    """The projects and tasks that carry a programme."""

    projects = forms.ModelMultipleChoiceField(
        queryset=Project.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Projects"),
    )
    tasks = forms.ModelMultipleChoiceField(
        queryset=Task.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Tasks for volunteers"),
    )

    def __init__(self, *args, programme, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, "projects", queries.projects_to_link(programme.council))
        offer(self, "tasks", queries.tasks_to_link(programme.council))


class CommentForm(forms.Form):
    """What somebody says of a programme."""

    text = forms.CharField(
        label=_("Your comment"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody can read it, with your name."),
        error_messages={"required": _("Write your comment")},
    )


class CommentDecisionForm(forms.ModelForm):
    """Whether a comment is shown, by which rule, and a word about it."""

    RULES = ("person", "hate", "off", "spam")

    verdict = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=[
            (CommentDecision.Verdict.HIDDEN, _("Do not show it")),
            (CommentDecision.Verdict.SHOWN, _("Show it again")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is shown")},
    )
    reason = forms.ChoiceField(
        label=_("By which rule?"),
        choices=[
            ("", _("Choose a rule")),
            *(
                (value, words)
                for value, words in Decision.Reason.choices
                if value not in {"twice", "two"}  # these are of statements
            ),
        ],
        error_messages={"required": _("Choose the rule that you go by")},
    )

    class Meta:
        model = CommentDecision
        fields = ("verdict", "reason", "note")
        labels = {"note": _("A word about it (optional)")}
        help_texts = {
            "note": _(
                "Who wrote it is told, and everybody can read this in the log; your name is not in"
                " it. Do not repeat what should not be read."
            )
        }

    def clean(self):
        """What is hidden breaks a rule, and what is shown breaks none."""
        super().clean()
        typed = self.cleaned_data
        verdict, reason = typed.get("verdict"), typed.get("reason")
        hides = verdict == CommentDecision.Verdict.HIDDEN
        if verdict and reason and hides != (reason in self.RULES):
            words = (
                _("Choose the rule that it breaks")
                if hides
                else _("A comment that is shown breaks no rule: choose another reason")
            )
            self.add_error("reason", words)
        return typed
