"""What corps staff and those who complain type."""

from django import forms

from corps.accounts.models import User
from corps.accounts.queries import corps_staff
from corps.casework.models import Complaint, Note
from corps.organisations.models import Organisation
from councils.models import Project


class NoteForm(forms.ModelForm):
    """A note of a record."""

    class Meta:
        model = Note
        fields = ("text",)
        widgets = {"text": forms.Textarea({"rows": 3})}
        labels = {"text": "Add a note"}
        help_texts = {"text": "Corps staff alone read it. Who it is about may ask for a copy."}
        error_messages = {"text": {"required": "Write the note"}}


class ReasonForm(forms.Form):
    """Why something is done; kept with what was done."""

    reason = forms.CharField(
        label="Your reason",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Give the reason"},
    )

    def __init__(self, *args, hint="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint


class ComplaintForm(forms.ModelForm):
    """What went wrong for somebody."""

    class Meta:
        model = Complaint
        fields = ("subject", "text", "wanted", "page")
        labels = {
            "subject": "In one line",
            "text": "What happened?",
            "wanted": "What would put it right?",
            "page": "Which page is it about?",
        }
        help_texts = {
            "text": "When, where, and who said what. Corps staff alone read it.",
            "page": "Its address, if it is about one.",
        }
        widgets = {"wanted": forms.Textarea({"rows": 3})}
        error_messages = {
            "subject": {"required": "Say it in one line"},
            "text": {"required": "Tell us what happened"},
        }

    def clean_subject(self):
        """One line."""
        return " ".join(self.cleaned_data["subject"].split())


class WordsForm(forms.Form):
    """An answer to a complaint, or why one is not enough."""

    def __init__(self, *args, label, missing, longest=4000, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"] = forms.CharField(
            label=label,
            max_length=longest,
            widget=forms.Textarea,
            error_messages={"required": missing},
        )


class HandlerForm(forms.Form):
    """A colleague who handles a complaint."""

    def __init__(self, *args, complaint, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["handler"] = forms.ModelChoiceField(
            corps_staff().exclude(pk=complaint.by_id),
            label="Who handles it?",
            empty_label="Choose a colleague",
            error_messages={"required": "Choose a colleague"},
        )


class SearchForm(forms.Form):
    """People by a part of their name or address."""

    q = forms.CharField(
        label="Name or e-mail address",
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search"}),
    )


class PersonMergeForm(ReasonForm):
    """The other account of the same person."""

    duplicate = forms.EmailField(
        label="E-mail address of the other account",
        help_text="It is closed, and all that names it names this one.",
        error_messages={"required": "Enter the other account’s address"},
    )
    field_order = ("duplicate", "reason")

    def __init__(self, *args, keep, **kwargs):
        super().__init__(*args, **kwargs)
        self.keep = keep

    def clean_duplicate(self):
        """The account itself."""
        address = self.cleaned_data["duplicate"].lower()
        found = User.objects.filter(email=address).exclude(pk=self.keep.pk).first()
        if found is None:
            raise forms.ValidationError("No other account has this address. Look for it by name.")
        return found


class OrganisationMergeForm(ReasonForm):
    """The other record of the same body."""

    def __init__(self, *args, keep, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["duplicate"] = forms.ModelChoiceField(
            Organisation.objects.exclude(pk=keep.pk),
            label="Which record is the duplicate?",
            help_text="It is refused, and all that names it names this one.",
            empty_label="Choose a record",
            error_messages={"required": "Choose the duplicate"},
        )
        self.order_fields(("duplicate", "reason"))


class ProjectMergeForm(ReasonForm):
    """The other request for the same work."""

    def __init__(self, *args, keep, **kwargs):
        super().__init__(*args, **kwargs)
        others = Project.objects.filter(council=keep.council_id).exclude(pk=keep.pk)
        self.fields["duplicate"] = forms.ModelChoiceField(
            others.exclude(stage__in=["withdrawn", "cancelled", "completed"]).order_by("title"),
            label="Which project is the duplicate?",
            help_text="It is closed with a link to this one. Its watchers and open questions move.",
            empty_label="Choose a project of the same council",
            error_messages={"required": "Choose the duplicate"},
        )
        self.order_fields(("duplicate", "reason"))
