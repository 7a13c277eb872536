"""What people press and type while they vote."""

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.models import Council
from volunteers.consensus.models import LONGEST, Background, Conversation, Decision, Statement, Vote

# What Londoners speak at home most, by what each language calls itself: a statement keeps its own.
LANGUAGES = [
    ("en", "English"),
    ("ar", "العربية"),
    ("bn", "বাংলা"),
    ("es", "Español"),
    ("fa", "فارسی"),
    ("fr", "Français"),
    ("gu", "ગુજરાતી"),
    ("it", "Italiano"),
    ("lt", "Lietuvių"),
    ("pa", "ਪੰਜਾਬੀ"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("so", "Soomaali"),
    ("sq", "Shqip"),
    ("ta", "தமிழ்"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("ur", "اردو"),
    ("zh", "中文"),
]
NOT_SAID = ""


class VoteForm(forms.Form):
    """One of three buttons."""

    value = forms.TypedChoiceField(choices=Vote.Value, coerce=int)


class ConversationFilterForm(forms.Form):
    """What narrows the list of conversations."""

    stage = forms.ChoiceField(
        label=_("Where it stands"),
        choices=[
            ("", _("Any")),
            (Conversation.Stage.OPEN, _("Open: vote now")),
            (Conversation.Stage.REFLECTION, _("Reflection")),
            (Conversation.Stage.RESPONSE, _("A reply is owed")),
            (Conversation.Stage.CLOSED, _("Answered")),
        ],
        required=False,
    )
    borough = forms.ModelChoiceField(
        label=_("Borough"),
        queryset=Council.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=_("Any borough"),
    )

    @property
    def chosen(self):
        """Cleaned values of the filters that can be read; others are passed over."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class StatementForm(forms.Form):
    """One short sentence, and its language."""

    text = forms.CharField(
        label=_("Your statement"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "One idea, in your own words, that others can agree or disagree with: at most 140"
            " letters. Everybody can read it. Name nobody."
        ),
        error_messages={
            "required": _("Write your statement"),
            "max_length": _(
                "Make it shorter: at most %(limit_value)d letters, and these are %(show_value)d"
            ),
        },
    )
    language = forms.ChoiceField(
        label=_("Its language"),
        choices=LANGUAGES,
        error_messages={"required": _("Choose the language of your statement")},
    )

    def clean_text(self):
        return " ".join(self.cleaned_data["text"].split())


class BackgroundForm(forms.ModelForm):
    """Borough and age, each of which may stay unsaid."""

    borough = forms.ModelChoiceField(
        label=_("Where do you live?"),
        queryset=Council.objects.all(),
        required=False,
        empty_label=_("I would rather not say"),
    )
    age = forms.ChoiceField(
        label=_("How old are you?"),
        choices=[(NOT_SAID, _("I would rather not say")), *Background.Age.choices],
        required=False,
    )

    class Meta:
        model = Background
        fields = ("borough", "age")


class DecisionForm(forms.ModelForm):
    """Whether a statement is shown, by which rule, and a word about it."""

    verdict = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=[
            (Statement.Stage.SHOWN, _("Show it: people vote on it")),
            (Statement.Stage.REJECTED, _("Do not show it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is shown")},
    )
    reason = forms.ChoiceField(
        label=_("By which rule?"),
        choices=[("", _("Choose a rule")), *Decision.Reason.choices],
        error_messages={"required": _("Choose the rule that you go by")},
    )
    note = forms.CharField(
        label=_("A word about it"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_(
            "Everybody can read this in the log; your name is not in it. Do not repeat what should"
            " not be read."
        ),
    )

    class Meta:
        model = Decision
        fields = ("verdict", "reason", "note")

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        fits = {Decision.Reason.FITS, Decision.Reason.AGAIN}
        verdict, reason = cleaned.get("verdict"), cleaned.get("reason")
        if verdict == Statement.Stage.SHOWN and reason and reason not in fits:
            self.add_error(
                "reason",
                _("A statement that is shown keeps to the policy: choose that, or do not show it"),
            )
        if verdict == Statement.Stage.REJECTED and reason == Decision.Reason.FITS:
            self.add_error("reason", _("Choose the rule that it breaks"))
        return cleaned


class QueueForm(forms.Form):
    """Which statements a moderator sees."""

    stage = forms.ChoiceField(
        label=_("Where they stand"),
        choices=[
            (Statement.Stage.HELD, _("Waiting to be read")),
            (Statement.Stage.SHOWN, _("Shown")),
            (Statement.Stage.REJECTED, _("Not shown")),
        ],
        required=False,
    )

    def __init__(self, *args, conversations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["conversation"] = forms.ModelChoiceField(
            label=_("Conversation"),
            queryset=conversations,
            required=False,
            empty_label=_("All of them"),
        )

    @property
    def chosen(self):
        """What narrows the list; what cannot be read is passed over."""
        self.is_valid()
        return {
            "stage": self.cleaned_data.get("stage") or Statement.Stage.HELD,
            "conversation": self.cleaned_data.get("conversation"),
        }


class KioskForm(forms.Form):
    """Where a tablet stands."""

    place = forms.CharField(
        label=_("Where does the tablet stand?"),
        max_length=100,
        help_text=_("For example “Brixton Library, ground floor”. Only those who lead see it."),
        error_messages={"required": _("Say where the tablet stands")},
    )


class SheetForm(forms.Form):
    """One person's sheet: a row of four choices for each statement."""

    CHOICES = (("1", _("Agree")), ("-1", _("Disagree")), ("0", _("Pass")), ("", _("Nothing")))

    def __init__(self, *args, statements, **kwargs):
        super().__init__(*args, **kwargs)
        self.statements = statements
        for one in statements:
            self.fields[f"s{one.number}"] = forms.ChoiceField(
                choices=self.CHOICES, required=False, widget=forms.RadioSelect, initial=""
            )

    @property
    def rows(self):
        """(statement, its four buttons) of each line."""
        return [(one, list(self[f"s{one.number}"])) for one in self.statements]

    def votes(self):
        """Statement's number to vote, of those that the sheet says something of."""
        said = {one.number: self.cleaned_data[f"s{one.number}"] for one in self.statements}
        return {number: int(value) for number, value in said.items() if value}
