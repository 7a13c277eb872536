"""What somebody types about an organisation."""

from django import forms

from corps.organisations import queries
from corps.organisations.maths import company_number_error, normalise_company_number
from corps.organisations.models import EMPLOYERS_PAGE, Membership, Organisation

WHERE_TO_FIND = "You find it on your letters, or on the public register of companies."


class CompanyNumberField(forms.CharField):
    """A company number, however it is written; comes out as the register writes it."""

    default_error_messages = {"required": company_number_error("").removesuffix(".")}

    def __init__(self, **kwargs):
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false", "class": "short"}

    def clean(self, value):
        """Refuse what the register could not have given, and say how to mend it."""
        text = super().clean(value)
        if not text:
            return text
        if wrong := company_number_error(text):
            raise forms.ValidationError(wrong, code="company_number")
        return normalise_company_number(text)


class RegistrationForm(forms.Form):
    """A company that would take part, and the head of its group if that is another one."""

    say_optional = True

    company_number = CompanyNumberField(help_text=WHERE_TO_FIND)
    name = forms.CharField(
        label="Name of the company",
        max_length=160,
        error_messages={"required": "Enter the name of the company"},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    group_number = CompanyNumberField(
        label="Company number of the head of your group",
        required=False,
        help_text=(
            "Leave this empty if your company belongs to no group or heads its own. We ask because"
            " an interest of one company in a council concerns its whole group."
        ),
    )

    def clean(self):
        """Turn the group's number into its head, where we know it."""
        cleaned = super().clean() or {}
        number = cleaned.pop("group_number", "")
        if number and number == cleaned.get("company_number"):
            self.add_error(
                "group_number", "This is your own number. Leave it empty if you head the group."
            )
        group = queries.with_number(number) if number else None
        return cleaned | {"group": group, "unknown_group": "" if group else number}


MOST_WAITING = 5  # open invitations of a company that is not verified


class InvitationForm(forms.Form):
    """Whom to invite, and as what."""

    name = forms.CharField(
        label="Name of your colleague",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter the name of your colleague"},
    )
    email = forms.EmailField(
        label="E-mail address",
        help_text="The invitation works for this address only.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter the e-mail address of your colleague",
            "invalid": "Enter an e-mail address like name@company.example",
        },
    )
    role = forms.ChoiceField(
        label="What may they do?",
        choices=[
            (Membership.Role.MEMBER, "Consent to offers and answer proposals"),
            (Membership.Role.ADMINISTRATOR, "The same, and invite others"),
        ],
        initial=Membership.Role.MEMBER,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what they may do",
            "invalid_choice": "Choose what they may do",
        },
    )

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisation = organisation

    def clean(self):
        """A company that nobody has checked may not write to half of London."""
        waiting = self.organisation.invitations.filter(accepted_at=None).count()
        if self.organisation.stage != self.organisation.Stage.VERIFIED and waiting >= MOST_WAITING:
            raise forms.ValidationError(
                f"{MOST_WAITING} invitations wait already. You can send more once corps staff "
                "have verified the company."
            )
        return super().clean()

    def clean_email(self):
        """Refuse who acts for the organisation already."""
        email = self.cleaned_data["email"].strip().lower()
        if self.organisation.members.filter(email=email).exists():
            raise forms.ValidationError(f"{email} acts for {self.organisation} already")
        return email


class OrganisationForm(forms.ModelForm):
    """An organisation as corps staff mend it: numbers as the register writes them, flat groups."""

    company_number = CompanyNumberField(required=False, empty_value=None)

    class Meta:
        model = Organisation
        fields = ["company_number", "name", "group", "stage", "stage_reason"]

    def clean_company_number(self):
        """Only what is no employer may have none."""
        number = self.cleaned_data["company_number"]
        if number is None and self.instance.page == EMPLOYERS_PAGE:
            raise forms.ValidationError("Enter the company number of an employer")
        return number

    def clean_group(self):
        """A group is named by its head, which itself is in none."""
        group = self.cleaned_data["group"]
        if group is None:
            return None
        if group.group is not None:
            raise forms.ValidationError(
                f"{group} belongs to a group: choose its head, {group.group}"
            )
        if self.instance.pk and self.instance.subsidiaries.exists():
            raise forms.ValidationError("This one heads a group: move its subsidiaries first")
        return group
