"""What corps staff type about an intake."""

from django import forms

from corps.forms import DateField
from secondments.models import Intake


class IntakeForm(forms.ModelForm):
    """Its name and its three days."""

    opens_on = DateField(label="It opens on", error_messages={"required": "Enter the day"})
    closes_on = DateField(label="It closes on", error_messages={"required": "Enter the day"})
    round_on = DateField(
        label="The round begins on",
        help_text="In the night of that day, by the usual rules.",
        error_messages={"required": "Enter the day"},
    )

    class Meta:
        model = Intake
        fields = ("name", "opens_on", "closes_on", "round_on", "note")
        labels = {"name": "What is it called?", "note": "What is special about it?"}
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}
        error_messages = {
            "name": {
                "required": "Give it a name, like “Spring 2027”",
                "unique": "There is an intake of this name already",
            }
        }

    def clean(self):
        """It opens, then it closes, then comes the round."""
        cleaned = super().clean() or self.cleaned_data
        opens, closes, round_ = (cleaned.get(f"{name}_on") for name in ("opens", "closes", "round"))
        if opens and closes and closes <= opens:
            self.add_error("closes_on", "It must close after it opens")
        if closes and round_ and round_ < closes:
            self.add_error("round_on", "The round cannot begin before the intake closes")
        return cleaned
