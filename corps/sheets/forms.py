"""Which file, and which of its columns tells what."""

from django import forms

from corps.formats import CsvError
from corps.sheets.formats import LARGEST, MOST_ROWS, open_sheet


class SheetField(forms.FileField):
    """A CSV file; cleans to its name and what was read of it."""

    default_error_messages = {
        "required": "Choose a CSV file",
        "missing": "Choose the file again",
        "empty": "The file is empty: choose another",
        "large": f"The file is larger than {LARGEST // 10**6} MB: split it into several",
    }

    def __init__(self, *, most_rows=MOST_ROWS, **kwargs):
        kwargs.setdefault("label", "CSV file")
        kwargs.setdefault(
            "help_text",
            f"With a line of headings; at most {most_rows:,} rows and {LARGEST // 10**6} MB. In "
            "Excel, choose “Save as” and “CSV UTF-8”.",
        )
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}))
        super().__init__(**kwargs)
        self.most_rows = most_rows

    def to_python(self, data):
        """Read the file, refused before reading where it is too large."""
        file = super().to_python(data)
        if file is None:
            return None
        if file.size > LARGEST:
            raise forms.ValidationError(self.error_messages["large"], code="large")
        try:
            return file.name, open_sheet(file.read(), most_rows=self.most_rows)
        except CsvError as wrong:
            raise forms.ValidationError(str(wrong), code="unread") from wrong


class UploadForm(forms.Form):
    """A sheet to begin with, or the same once it was mended."""

    file = SheetField()


class ColumnsForm(forms.Form):
    """Which heading of a sheet tells which of our columns."""

    def __init__(self, *args, sheet, columns, kept, **kwargs):
        super().__init__(*args, **({"initial": sheet.suggest(columns, kept)} | kwargs))
        choices = [(heading, heading) for heading in sheet.headings]
        for column in columns:
            empty = "Choose a column" if column.required else "Not in the sheet"
            self.fields[column.name] = forms.ChoiceField(
                choices=[("", empty), *choices],
                label=column.label,
                required=column.required,
                help_text=column.hint,
                error_messages={"required": f"Choose which column tells “{column.label}”"},
            )

    def clean(self):
        """No column of the sheet tells two things."""
        told: dict[str, str] = {}
        for name, heading in list(self.cleaned_data.items()):
            if heading and heading in told:
                other = self.fields[told[heading]].label
                self.add_error(name, f"“{heading}” tells “{other}” already: choose another")
            told[heading] = name
        return self.cleaned_data

    @property
    def mapping(self):
        """What was chosen: headings by column."""
        return {name: heading for name, heading in self.cleaned_data.items() if heading}
