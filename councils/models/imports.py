"""A council's own list of projects, on its way to drafts."""

from django.db import models
from django.urls import reverse

from corps.sheets.models import Sheet
from councils.models.councils import Council
from councils.models.projects import Project


class ProjectSheet(Sheet):
    """A sheet of projects that a council uploads, and the drafts that were made of it."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="sheets")
    made = models.ManyToManyField(Project, editable=False, related_name="+")
    emptied_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(Sheet.Meta):
        indexes = [models.Index(fields=["council", "-at"], name="project_sheet_newest")]

    def get_absolute_url(self) -> str:
        return reverse("councils:import", args=[self.pk])
