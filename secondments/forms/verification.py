"""What corps staff write to companies that they check."""

from django import forms

REFUSALS = [
    ("unknown", "The register has no company with this number."),
    ("other", "The register has another name under this number."),
    ("closed", "The register says that the company is dissolved or being wound up."),
    ("authority", "We could not find out that you may speak for the company."),
    ("agency", "You place other companies’ people: only employers of their own staff take part."),
]
QUESTIONS = [
    ("authority", "What is your part in the company, and who there can confirm it?"),
    ("name", "The register has another name under this number. Which of the two is yours?"),
    ("group", "Does the company belong to a group, and which company heads it?"),
    ("people", "Are the people whom you would second employed by the company itself?"),
]


class TemplateForm(forms.Form):
    """Words that are often needed, one's own, or both."""

    TEMPLATES: list[tuple[str, str]] = []
    LABEL, MISSING, HINT = "", "", ""

    words = forms.CharField(
        label="In your own words",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        usual = forms.ChoiceField(
            label=self.LABEL,
            choices=[*self.TEMPLATES, ("", "None of these")],
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": "Choose from the list, or write in your own words"},
        )
        self.fields = {"usual": usual, **self.fields}
        self.fields["words"].help_text = self.HINT

    def clean(self):
        """One of the two at least."""
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("usual") or cleaned.get("words")):
            self.add_error("words", self.MISSING)
        return cleaned

    @property
    def reason(self):
        """The template's words, and one's own after them."""
        usual = dict(self.TEMPLATES).get(self.cleaned_data["usual"], "")
        return " ".join(filter(None, (usual, self.cleaned_data["words"])))


class RefusalForm(TemplateForm):
    """Why a company may not take part."""

    TEMPLATES = REFUSALS
    LABEL = "A usual reason"
    MISSING = "Choose a reason, or write your own"
    HINT = "The company’s people read all of it."


class AskForm(TemplateForm):
    """What has to be known before a company can be verified."""

    TEMPLATES = QUESTIONS
    LABEL = "A usual question"
    MISSING = "Choose a question, or write your own"
    HINT = "The company’s people read it and answer here. The clock stands meanwhile."
