"""What is typed once a project is written: files, questions and their answers, addenda."""

from django import forms

from corps.forms import DateField, MoneyField, UploadField
from councils.models import Addendum, Attachment, Project

WHAT_FILES = "A PDF, a picture, an office document or plain text, up to 10 MB. No personal data."


class AttachmentForm(forms.Form):
    """A file, and what it is called."""

    title = forms.CharField(
        label="What is it?",
        max_length=Attachment._meta.get_field("title").max_length,
        help_text="For example “Map of the service as it is today”.",
        error_messages={"required": "Say what the file is"},
    )
    file = UploadField(label="File", help_text=WHAT_FILES)

    def clean_title(self):
        return " ".join(self.cleaned_data["title"].split())


class QuestionForm(forms.Form):
    """A question about an open project."""

    text = forms.CharField(
        label="What would you like to know?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The council reads it with your name. Everybody reads the answer, and the "
        "question without your name.",
        error_messages={"required": "Write your question"},
    )


class AnswerForm(forms.Form):
    """A question as everybody reads it, and its answer."""

    published = forms.CharField(
        label="The question, as everybody will read it",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Take out what names or describes a person. What was there stays in your "
        "council’s history.",
        error_messages={"required": "Leave the question as it was asked, or put it in other words"},
    )
    answer = forms.CharField(
        label="Your answer",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write the answer"},
    )


class AddendumForm(forms.ModelForm):
    """What is said or changed after a project was opened."""

    field_order = ("text", *Addendum.CHANGEABLE, "title", "file")

    text = forms.CharField(
        label="What is new?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Everybody can read it, and everybody concerned gets an e-mail.",
        error_messages={"required": "Say what is new"},
    )
    start_from = DateField(label="Earliest start", required=False)
    start_by = DateField(label="Latest start", required=False)
    forecast_gbp = MoneyField(
        what="Forecast", label="Forecast yearly saving, in pounds", required=False
    )
    title = forms.CharField(label="What is the file? (optional)", max_length=120, required=False)
    file = UploadField(label="File (optional)", required=False, help_text=WHAT_FILES)

    class Meta:
        model = Project
        fields = Addendum.CHANGEABLE
        labels = {"contact_name": "Contact’s name", "contact_email": "Contact’s e-mail address"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("start_from", "start_by", "contact_email"):
            self.fields[name].required = True

    def clean(self):
        super().clean()
        start, by = (self.cleaned_data.get(name) for name in ("start_from", "start_by"))
        if start and by and by < start:
            self.add_error("start_by", "The latest start must not be before the earliest")
        nameless = not self.cleaned_data.get("file") and "file" not in self.errors
        if self.cleaned_data.get("title") and nameless:
            self.add_error("file", "Choose the file, or leave its name empty")
        return self.cleaned_data

    def values(self):
        """What the service takes: the words, the file, and of the fields those that changed."""
        data = self.cleaned_data
        changed = {name: data[name] for name in Addendum.CHANGEABLE if name in self.changed_data}
        return {name: data[name] for name in ("text", "title", "file")} | changed
