"""Which file of people, and which of its columns tells what."""

from django import forms

from corps.sheets.forms import ColumnsForm, SheetField
from secondments.formats import MOST_STAFF
from secondments.queries import columns_of_staff, kept_columns


class StaffFileForm(forms.Form):
    """A sheet of people to begin with, or the same once it was mended."""

    file = SheetField(most_rows=MOST_STAFF)


class StaffColumnsForm(ColumnsForm):
    """Which heading of a sheet tells what of a person."""

    def __init__(self, *args, sheet, **kwargs):
        kept = kept_columns(sheet.employer)
        super().__init__(*args, sheet=sheet, columns=columns_of_staff(), kept=kept, **kwargs)
