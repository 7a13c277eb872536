"""Where the work lives once a project is over, whether it is still used, and who else uses it."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from councils.models.councils import Council
from councils.models.projects import Project


class Licence(models.TextChoices):
    """Licences by the names of SPDX, and what is none of them."""

    MIT = "MIT", "MIT"
    APACHE = "Apache-2.0", "Apache 2.0"
    BSD_2 = "BSD-2-Clause", "BSD, two clauses"
    BSD_3 = "BSD-3-Clause", "BSD, three clauses"
    MPL = "MPL-2.0", "Mozilla Public Licence 2.0"
    EUPL = "EUPL-1.2", "European Union Public Licence 1.2"
    LGPL = "LGPL-3.0-or-later", "GNU LGPL 3.0 or later"
    GPL = "GPL-3.0-or-later", "GNU GPL 3.0 or later"
    AGPL = "AGPL-3.0-or-later", "GNU AGPL 3.0 or later"
    OGL = "OGL-UK-3.0", "Open Government Licence 3.0"
    CC_BY = "CC-BY-4.0", "Creative Commons Attribution 4.0"
    CC0 = "CC0-1.0", "Creative Commons Zero 1.0"
    OTHER = "other", "Another one, or none"


class Completion(models.Model):
    """Where a project's work lives: who keeps it, where, under which licence, and who pays."""

    # What must be said before the project can be completed; the database holds it to that.
    ASKED: ClassVar = (
        "maintainer",
        "maintainer_email",
        "repository",
        "licence",
        "hosting_payer",
        "yearly_cost_gbp",
        "handed_over",
    )
    # What a colleague signs for: when one of these changes, the signature falls.
    SIGNED: ClassVar = ("maintainer", "maintainer_email", "repository", "handed_over")

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="completion")
    maintainer = models.CharField("who maintains it", max_length=100, blank=True)
    maintainer_email = models.EmailField("the maintainer’s e-mail address", blank=True)
    maintainer_team = models.CharField("the maintainer’s team", max_length=100, blank=True)
    repository = models.URLField("code repository", max_length=300, blank=True)
    licence = models.CharField(max_length=20, choices=Licence, blank=True)
    licence_other = models.CharField("name of the other licence", max_length=100, blank=True)
    hosting_payer = models.CharField("who pays for the hosting", max_length=150, blank=True)
    yearly_cost_gbp = models.DecimalField(
        "yearly cost",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    handed_over = models.TextField("what was handed over, and to whom", blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    signed_at = models.DateTimeField(null=True, blank=True, editable=False)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    completed_on = models.DateField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-completed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(completed_on__isnull=True)
                | (
                    Q(
                        yearly_cost_gbp__isnull=False,
                        signed_at__isnull=False,
                        signed_by__isnull=False,
                        completed_by__isnull=False,
                    )
                    & ~Q(maintainer="")
                    & ~Q(maintainer_email="")
                    & ~Q(repository="")
                    & ~Q(licence="")
                    & ~Q(hosting_payer="")
                    & ~Q(handed_over="")
                ),
                name="completed_work_has_a_home",
            ),
            models.CheckConstraint(
                condition=Q(completed_by__isnull=True) | ~Q(completed_by=F("signed_by")),
                name="completion_is_signed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(licence="other") | ~Q(licence_other=""),
                name="another_licence_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(yearly_cost_gbp__isnull=True) | Q(yearly_cost_gbp__gte=0),
                name="home_costs_nothing_or_more",
            ),
        ]

    def __str__(self) -> str:
        return f"Home of “{self.project}”"

    def get_absolute_url(self) -> str:
        return reverse("councils:project", args=[self.project_id])

    @property
    def licence_name(self) -> str:
        """The licence as people call it."""
        return self.licence_other or self.get_licence_display()

    def unsaid(self) -> list[str]:
        """Names of the fields that are still empty."""
        return [name for name in self.ASKED if getattr(self, name) in {"", None}]


class UseCheck(models.Model):
    """“Is it still in use?”, asked once 6 and once 12 months after a project was completed."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes, it is in use"
        PARTLY = "partly", "Partly"
        NO = "no", "No longer in use"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="use_checks")
    months = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    answer = models.CharField(max_length=6, choices=Answer, blank=True)
    words = models.CharField(max_length=300, blank=True)
    answered_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["project", "-months"]
        constraints = [
            models.UniqueConstraint(fields=["project", "months"], name="use_is_asked_once_a_date"),
            models.CheckConstraint(
                condition=Q(answer="", answered_on__isnull=True)
                | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="use_is_answered_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}, after {self.months} months"

    def get_absolute_url(self) -> str:
        return f"{reverse('councils:project', args=[self.project_id])}#home"


class ReuseQuerySet(models.QuerySet):
    """Who uses whose work."""

    def live(self) -> "ReuseQuerySet":
        """Those that still hold."""
        return self.filter(withdrawn_on=None)


class Reuse(models.Model):
    """A council that uses what another council's project made, as one of its members declares."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="reuses")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="reuses")
    for_project = models.ForeignKey(
        Project,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reuses_of",
        verbose_name="the project of ours in which it is used",
    )
    since = models.DateField("in use since")
    how = models.CharField("how it is used", max_length=300)
    link = models.URLField("where it can be seen", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_on = models.DateField(null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField(blank=True, editable=False)

    objects = ReuseQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "council"],
                condition=Q(withdrawn_on=None),
                name="council_reuses_a_project_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_reason=""),
                name="reuse_ends_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(for_project__isnull=True) | ~Q(for_project=F("project")),
                name="project_does_not_reuse_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council} uses “{self.project}”"

    def get_absolute_url(self) -> str:
        return f"{reverse('councils:project', args=[self.project_id])}#reuse"
