"""What anybody suggests, and what councils answer."""

from django import forms

from councils.forms import ReasonForm
from councils.models import Council
from volunteers.forms.task import capital
from volunteers.models import Suggestion


class SuggestionForm(forms.ModelForm):
    """A task, a problem or a question, put to one council or to all."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=capital(Suggestion.Kind.choices),
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is a task, a problem or a question"},
    )
    council = forms.ModelChoiceField(
        queryset=Council.objects.all(),
        required=False,
        label="Who should answer?",
        empty_label="All councils",
    )
    show_name = forms.BooleanField(label="Show my name beside it", required=False)

    class Meta:
        model = Suggestion
        fields = ("kind", "council", "title", "text", "show_name")
        labels = {"title": "In one line", "text": "Tell us more"}
        help_texts = {
            "title": "Everybody can read it.",
            "text": "What happens today, to whom, and what would be better. Everybody can read it: "
            "do not include names, addresses or anything about somebody’s health or money.",
        }
        error_messages = {
            "title": {"required": "Say it in one line"},
            "text": {"required": "Tell us a little more"},
        }

    def clean_title(self):
        return " ".join(self.cleaned_data["title"].split())


class AnswerForm(forms.Form):
    """A council's answer: taken up as a draft, or not, and why."""

    take_up = forms.ChoiceField(
        label="What becomes of it?",
        choices=[
            ("task", "We take it up as a task for volunteers: a draft is made"),
            ("project", "We take it up as a project: a draft is made"),
            ("no", "We do not take it up"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what becomes of it"},
    )
    words = forms.CharField(
        label="Your answer",
        max_length=3000,
        widget=forms.Textarea,
        help_text="Everybody can read it. If you do not take it up, say why.",
        error_messages={"required": "Write the answer"},
    )

    def __init__(self, *args, councils, **kwargs):
        super().__init__(*args, **kwargs)
        if len(councils) > 1:
            self.fields["council"] = forms.ModelChoiceField(
                queryset=councils, label="For which council?", empty_label="Choose a council"
            )
        self.only = councils[0]

    def values(self):
        """What the service takes."""
        chosen = dict(self.cleaned_data)
        return {
            "council": chosen.get("council") or self.only,
            "words": chosen["words"],
            "take_up": "" if chosen["take_up"] == "no" else chosen["take_up"],
        }


class PassOnForm(forms.Form):
    """The council that a suggestion concerns."""

    council = forms.ModelChoiceField(
        queryset=Council.objects.all(),
        label="Which council does it concern?",
        empty_label="Choose a council",
        error_messages={"required": "Choose a council"},
    )


class ShortReasonForm(ReasonForm):
    """Why, in a sentence or two."""

    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Give the reason"},
    )


class SuggestionFilterForm(forms.Form):
    """What narrows the list of suggestions."""

    stage = forms.ChoiceField(
        label="Where it stands",
        choices=[
            ("", "Any"),
            ("waiting", "Waiting for an answer"),
            ("late", "Answer is late"),
            ("taken_up", "Taken up"),
            ("not_taken_up", "Not taken up"),
        ],
        required=False,
    )
    borough = forms.ModelChoiceField(
        queryset=Council.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label="Any borough",
    )

    @property
    def chosen(self):
        """Cleaned values of the filters that can be read; others are passed over."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
