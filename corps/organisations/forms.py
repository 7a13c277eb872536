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

    def clean_name(self):
        """A name, not a number or a line of dashes."""
        name = " ".join(self.cleaned_data["name"].split())
        if sum(letter.isalpha() for letter in name) < 2:
            raise forms.ValidationError("Write the name as it stands on the register")
        return name

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


class GroupForm(forms.Form):
    """Who heads the group, by number."""

    say_optional = True

    head_number = CompanyNumberField(
        label="Company number of the head of your group",
        required=False,
        help_text="Leave this empty if your company belongs to no group, or heads its own.",
    )

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisation = organisation

    def clean_head_number(self):
        """Nobody is the head of itself; what stands already is no change."""
        number, group = self.cleaned_data["head_number"], self.organisation.group
        if number and number == self.organisation.company_number:
            raise forms.ValidationError("This is your own number. Leave it empty if you head it")
        if number == (group.company_number if group else ""):
            raise forms.ValidationError(
                f"{group} is the head already" if group else "No group is what we have already"
            )
        return number


class GroupDecisionForm(forms.Form):
    """Whether a claim about a group holds."""

    decision = forms.ChoiceField(
        label="Does the public register say the same?",
        choices=[("yes", "Yes, it counts from now on"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it holds", "invalid_choice": "Choose yes or no"},
    )
    head_name = forms.CharField(
        label="Name of the head",
        max_length=160,
        required=False,
        help_text="It is not here yet, and is entered by its number and this name.",
    )
    reason = forms.CharField(
        label="If not, why?",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The company’s people read it.",
    )

    def __init__(self, *args, head_is_known, **kwargs):
        super().__init__(*args, **kwargs)
        if head_is_known:
            del self.fields["head_name"]

    def clean(self):
        """A yes needs a name where the head is new; a no needs a reason."""
        cleaned = super().clean() or {}
        decision = cleaned.get("decision")
        if decision == "yes" and "head_name" in self.fields and not cleaned.get("head_name"):
            self.add_error("head_name", "Give the name that the register has under this number")
        if decision == "no" and not cleaned.get("reason"):
            self.add_error("reason", "Say why it does not hold")
        return cleaned


class RoleForm(forms.Form):
    """As what somebody acts."""

    role = forms.ChoiceField(choices=Membership.Role)


class WordsForm(forms.Form):
    """One thing said in words, under a label of its own."""

    words = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args, label, hint="", missing, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].label, self.fields["words"].help_text = label, hint
        self.fields["words"].error_messages["required"] = missing
