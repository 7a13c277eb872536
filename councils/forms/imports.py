"""A council's sheet: which file, and which column tells what."""

from corps.sheets.forms import ColumnsForm, UploadForm
from councils.formats import PROJECT_COLUMNS
from councils.queries import kept_columns


class SheetForm(UploadForm):
    """A CSV file of projects."""


class ProjectColumnsForm(ColumnsForm):
    """Which heading of a council's sheet tells what of a project."""

    def __init__(self, *args, sheet, **kwargs):
        kept = kept_columns(sheet.council)
        super().__init__(*args, sheet=sheet, columns=PROJECT_COLUMNS, kept=kept, **kwargs)
