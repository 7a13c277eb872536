"""What those who ask a question type: the question, the pledge, the taking up."""

from itertools import pairwise

from django import forms
from django.utils.translation import gettext_lazy as _

from corps.forms import DateField
from volunteers.consensus.models import Conversation, Pledge


class ConversationForm(forms.ModelForm):
    """A question, its background and days, and the statements that it begins with."""

    votes_until = DateField(
        label=_("Statements and votes until"),
        required=False,
        help_text=_("The last day on which people take part. Give them some weeks."),
    )
    reflection_until = DateField(
        label=_("Reflection until"),
        required=False,
        help_text=_("The result is fixed by then, and those who owe a reply think about it."),
    )
    reply_due_on = DateField(
        label=_("Reply due"),
        required=False,
        help_text=_("Everybody can see this day, and whether the reply has come."),
    )
    statements = forms.CharField(
        label=_("Statements to begin with, one a line (optional)"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "Up to 140 characters each: one thought that people can agree or disagree with. "
            "Five or more, from different sides, give people something to vote on at once."
        ),
    )

    class Meta:
        model = Conversation
        fields = (
            *("question", "background", "votes_until", "reflection_until", "reply_due_on"),
            *("moderation", "statements"),
        )
        widgets = {"moderation": forms.RadioSelect}
        labels = {
            "question": _("What do you ask?"),
            "background": _("Background (optional)"),
            "moderation": _("How are new statements moderated?"),
        }
        help_texts = {
            "question": _("One open question, for example “What would make repairs easier?”"),
            "background": _("What people should know first, and what you can and cannot change."),
        }
        error_messages = {"question": {"required": _("Enter the question")}}

    def clean_question(self):
        return " ".join(self.cleaned_data["question"].split())

    def clean_statements(self):
        """The lines as typed: their numbers are said where one cannot be taken."""
        return self.cleaned_data["statements"].splitlines()

    def clean(self):
        """Days that are given follow each other."""
        super().clean()
        typed = self.cleaned_data
        days = ["votes_until", "reflection_until", "reply_due_on"]
        given = [(name, typed[name]) for name in days if typed.get(name)]
        for (_name, earlier), (name, later) in pairwise(given):
            if later < earlier:
                self.add_error(name, _("Choose a day that does not come before the one above"))
        return typed

    def add_lines(self, wrong):
        """Say of each line what is wrong with it."""
        for number, words in wrong.lines:
            line = _("Line %(number)s: %(words)s") % {"number": number, "words": words}
            self.add_error("statements", line if number else words)


class DaysForm(forms.Form):
    """The last days that may still be moved, and why they are."""

    LABELS = {
        "votes_until": _("Statements and votes until"),
        "reflection_until": _("Reflection until"),
        "reply_due_on": _("Reply due"),
    }
    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Everybody can read this beside the old day and the new one, and who follows the"
            " conversation is told."
        ),
        error_messages={"required": _("Say why: people counted on the day that was")},
    )

    def __init__(self, *args, conversation, **kwargs):
        super().__init__(*args, **kwargs)
        for name in conversation.days_to_move:
            self.fields[name] = DateField(
                label=self.LABELS[name],
                initial=getattr(conversation, name),
                error_messages={"required": _("Enter the day, or leave the one that was")},
            )
        self.order_fields([*self.LABELS, "reason"])


class PledgeForm(forms.ModelForm):
    """Who replies for a council, and who is asked if no reply comes."""

    class Meta:
        model = Pledge
        fields = ("officer_name", "officer_post", "escalates_to", "escalates_to_email")
        labels = {
            "officer_name": _("Who replies?"),
            "officer_post": _("Their post (optional)"),
            "escalates_to": _("Who is asked if the reply is late?"),
            "escalates_to_email": _("Their e-mail address"),
        }
        help_texts = {
            "officer_name": _("Their name is shown to everybody."),
            "escalates_to": _(
                "Somebody senior, who knows that they are named here. Their name is shown to "
                "everybody once the reply is late."
            ),
            "escalates_to_email": _("Never shown. They get an e-mail if the reply is late."),
        }
        error_messages = {
            "officer_name": {"required": _("Enter the name of who replies")},
            "escalates_to": {"required": _("Enter the name of who is asked if it is late")},
            "escalates_to_email": {"required": _("Enter their e-mail address")},
        }

    def __init__(self, *args, councils, **kwargs):
        super().__init__(*args, **kwargs)
        add_council(self, councils)

    def values(self):
        """What the service takes."""
        return with_council(self)


class TakeUpForm(forms.Form):
    """A council's answer to a suggestion that it puts to people."""

    question = forms.CharField(
        label=_("What do you ask people?"),
        max_length=150,
        help_text=_("One open question. You can change it until the conversation opens."),
        error_messages={"required": _("Enter the question")},
    )
    words = forms.CharField(
        label=_("Your answer"),
        max_length=3000,
        widget=forms.Textarea,
        help_text=_("To who suggested it. Everybody can read it."),
        error_messages={"required": _("Write the answer")},
    )

    def __init__(self, *args, councils, **kwargs):
        super().__init__(*args, **kwargs)
        add_council(self, councils)

    def values(self):
        """What the service takes."""
        return with_council(self)


def offer(form, name, rows, empty=None):
    """Let a person choose among these rows."""
    form.fields[name].queryset = rows
    if empty:
        form.fields[name].empty_label = empty


def add_council(form, councils):
    """Ask for which council, where a person speaks for several."""
    form.only = None
    if len(councils) == 1:
        form.only = councils[0]
    else:
        field = forms.ModelChoiceField(
            queryset=councils,
            label=_("For which council?"),
            empty_label=_("Choose a council"),
            error_messages={"required": _("Choose a council")},
        )
        form.fields = {"council": field, **form.fields}


def with_council(form):
    """What was typed, and for which council."""
    return {"council": form.only, **form.cleaned_data}
