"""A piece of digital work that a council asks the corps to do."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest, Upper
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.organisations.models import new_token
from corps.stages import Staged
from councils.models.councils import Council

# When a project last moved or was said to be still true.
LAST = Greatest("moved_at", Coalesce("confirmed_at", "moved_at"))


def _oldest(today: date | None = None) -> date:
    """The day up to which a project that nobody has confirmed is stale."""
    return (today or timezone.localdate()) - timedelta(days=settings.STALE_DAYS)


class ProjectQuerySet(models.QuerySet):
    """Projects, as a person sees them."""

    def visible_to(self, user: User) -> "ProjectQuerySet":
        """Everyone sees what has been opened; a council and corps staff also see the rest."""
        if user.is_authenticated and user.is_staff:
            return self
        opened = Q(opened_at__isnull=False)
        own = Q(council__in=Council.objects.of(user)) if user.is_authenticated else Q()
        return self.filter(opened | own) if own else self.filter(opened)

    def owned_by(self, user: User) -> "ProjectQuerySet":
        """Those that the person answers for: as owner, as co-owner, or as author of what nobody
        has taken over."""
        written = Project.objects.filter(owner=None, ownerless_since=None, author=user)
        shared = Project.objects.filter(co_owners__user=user)
        # Three short ways by index, where one condition with “or” would read the whole table.
        taken = Project.objects.filter(owner=user).order_by().values("pk")
        mine = taken.union(written.order_by().values("pk"), shared.order_by().values("pk"))
        return self.filter(pk__in=mine)

    def with_people(self) -> "ProjectQuerySet":
        """With `people`, the number of places; counted for the rows of a page alone."""
        counted = Project.objects.filter(pk=OuterRef("pk")).annotate(people=Sum("roles__places"))
        return self.annotate(people=Subquery(counted.order_by().values("people")))

    def fresh_until(self, day: date) -> "ProjectQuerySet":
        """Open ones that were neither moved nor confirmed after this day, here in London."""
        return self.alias(_last=LAST).filter(stage=Project.Stage.OPEN, _last__date__lte=day)

    def stale(self, today: date | None = None) -> "ProjectQuerySet":
        """Open ones of which nobody has said for too long that they are still true."""
        return self.fresh_until(_oldest(today))

    def doubtful(self) -> "ProjectQuerySet":
        """Open ones whose owners were asked whether they are still true, and have not said."""
        asked = self.alias(_last=LAST).filter(nudged_at__gte=F("_last"))
        return asked.filter(stage=Project.Stage.OPEN)

    def with_marks(self) -> "ProjectQuerySet":
        """With `reused`, the number of other councils that use it, and `stale`."""
        counted = Project.objects.filter(pk=OuterRef("pk")).annotate(
            reused=Count("reuses", filter=Q(reuses__withdrawn_on=None))
        )
        stale = Q(stage=Project.Stage.OPEN, _last__date__lte=_oldest())
        return self.alias(_last=LAST).annotate(
            reused=Subquery(counted.order_by().values("reused")),
            stale=models.ExpressionWrapper(stale, output_field=models.BooleanField()),
        )

    def ready(self) -> "ProjectQuerySet":
        """Those whose host has answered every question of READINESS."""
        answered = Q(line_manager_hours__isnull=False, accounts_by__isnull=False)
        for field in ("line_manager", "decision_maker", "equipment", "data_seen"):
            answered &= ~Q(**{field: ""})
        return self.filter(answered & ~Q(repository="") & ~Q(deployment=""))


class Project(Staged):
    """A piece of digital work that a council asks the corps to do."""

    class Stage(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"
        RETURNED = "returned"
        OPEN = "open"
        STAFFED = "staffed"
        IN_DELIVERY = "in_delivery", "in delivery"
        COMPLETED = "completed"
        WITHDRAWN = "withdrawn"
        CANCELLED = "cancelled"

    MOVES: ClassVar = {
        Stage.DRAFT: {Stage.SUBMITTED, Stage.WITHDRAWN},
        Stage.SUBMITTED: {Stage.RETURNED, Stage.OPEN, Stage.WITHDRAWN},
        Stage.RETURNED: {Stage.SUBMITTED, Stage.WITHDRAWN},
        Stage.OPEN: {Stage.STAFFED, Stage.COMPLETED, Stage.CANCELLED},
        Stage.STAFFED: {Stage.IN_DELIVERY, Stage.OPEN, Stage.CANCELLED},
        Stage.IN_DELIVERY: {Stage.COMPLETED, Stage.OPEN, Stage.CANCELLED},
        Stage.COMPLETED: set(),
        Stage.WITHDRAWN: set(),
        Stage.CANCELLED: set(),
    }

    class Phase(models.TextChoices):
        DISCOVERY = "discovery"
        ALPHA = "alpha"
        BETA = "beta"
        LIVE = "live"

    LIVE: ClassVar = (Stage.OPEN, Stage.STAFFED, Stage.IN_DELIVERY)  # opened, and not over
    # What must be said before a colleague is asked to approve.
    ASKED: ClassVar = ("problem", "affected", "outcome", "start_from", "start_by", "contact_email")
    # What a host must have arranged before anybody is matched.
    READINESS: ClassVar = (
        "line_manager",
        "line_manager_hours",
        "decision_maker",
        "equipment",
        "accounts_by",
        "data_seen",
        "repository",
        "deployment",
    )

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="projects")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="projects_written"
    )
    # Who answers for it since its author handed it over; before that, the author does.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects_owned",
    )
    ownerless_since = models.DateTimeField(null=True, blank=True, editable=False)
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.DRAFT)
    stage_reason = models.TextField(blank=True, editable=False)
    title = models.CharField(max_length=200)
    problem = models.TextField("the problem today", blank=True)
    affected = models.TextField("who is affected", blank=True)
    outcome = models.TextField("outcome wanted", blank=True)
    phase = models.CharField(max_length=10, choices=Phase, blank=True)
    department = models.CharField(max_length=100, blank=True)
    start_from = models.DateField("earliest start", null=True, blank=True)
    start_by = models.DateField("latest start", null=True, blank=True)
    forecast_gbp = models.DecimalField(
        "forecast yearly saving",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    contact_name = models.CharField(max_length=100, blank=True)
    contact_email = models.EmailField(blank=True)
    source_note = models.CharField(max_length=300, blank=True)
    source_url = models.URLField(blank=True)
    is_sample = models.BooleanField("sample data", default=False)
    copied_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="copies",
    )
    duplicate_of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="duplicates",
    )

    line_manager = models.CharField(max_length=100, blank=True)
    line_manager_hours = models.DecimalField(
        "line manager's hours a week", max_digits=3, decimal_places=1, null=True, blank=True
    )
    decision_maker = models.CharField(max_length=100, blank=True)
    equipment = models.CharField("equipment provided", max_length=200, blank=True)
    accounts_by = models.DateField("equipment and accounts ready by", null=True, blank=True)
    data_seen = models.CharField("data the expert will see", max_length=300, blank=True)
    repository = models.CharField("code repository", max_length=200, blank=True)
    deployment = models.CharField("way to deploy", max_length=300, blank=True)

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirmed_at = models.DateTimeField(
        "last said to be still true", null=True, blank=True, editable=False
    )
    nudged_at = models.DateTimeField(null=True, blank=True, editable=False)
    use_ended_on = models.DateField("no longer in use since", null=True, blank=True, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-moved_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start_by__isnull=True)
                | Q(start_from__isnull=True)
                | Q(start_by__gte=F("start_from")),
                name="project_starts_no_later_than_it_may",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("author")) & ~Q(approved_by=F("submitted_by"))),
                name="project_is_not_approved_by_its_author",
            ),
            models.CheckConstraint(
                condition=Q(forecast_gbp__isnull=True) | Q(forecast_gbp__gte=0),
                name="project_forecasts_no_loss",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of__isnull=True) | Q(stage__in=["withdrawn", "cancelled"]),
                name="project_that_is_a_duplicate_is_over",
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "-moved_at"], name="project_stage"),
            models.Index(fields=["council", "stage"], name="project_council"),
            models.Index(fields=["-moved_at", "-id"], name="project_newest"),
            models.Index(fields=["id"], name="project_sample", condition=Q(is_sample=True)),
            # What an `icontains` search compares is the upper case.
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="project_title_words"),
            GinIndex(OpClass(Upper("problem"), name="gin_trgm_ops"), name="project_problem_words"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("councils:project", args=[self.pk])

    @property
    def is_editable(self) -> bool:
        """Whether its words may still change freely."""
        return self.stage in {self.Stage.DRAFT, self.Stage.RETURNED}

    @property
    def is_live(self) -> bool:
        """Whether it was opened and is not yet over."""
        return self.stage in self.LIVE

    @property
    def fresh_at(self) -> datetime:
        """When it last moved or was said to be still true."""
        return max(self.moved_at, self.confirmed_at or self.moved_at)

    @property
    def is_doubtful(self) -> bool:
        """Whether its owners were asked if it is still true, and have not said."""
        asked = self.nudged_at is not None and self.nudged_at >= self.fresh_at
        return asked and self.stage == self.Stage.OPEN

    @property
    def is_stale(self) -> bool:
        """Whether it is open and nobody has said for too long that it is still true."""
        age = timezone.localdate() - timezone.localdate(self.fresh_at)
        return self.stage == self.Stage.OPEN and age.days >= settings.STALE_DAYS

    def unsaid(self) -> list[str]:
        """Names of what must be said before it is submitted."""
        return [self._words(name) for name in self.ASKED if getattr(self, name) in {"", None}]

    def unready(self) -> list[str]:
        """Names of what the host has yet to arrange; empty where experts may come."""
        return [self._words(name) for name in self.READINESS if getattr(self, name) in {"", None}]

    def _words(self, name: str) -> str:
        return str(getattr(self._meta.get_field(name), "verbose_name", name))


class ApprovalLink(models.Model):
    """A one-use link by which a named head of service approves one project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="approval_links")
    name = models.CharField(max_length=100)
    post = models.CharField(max_length=100, help_text="For example: Head of Planning.")
    email = models.EmailField("e-mail address")
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(used_at=None),
                name="project_has_one_approval_link_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.project}"

    def get_absolute_url(self) -> str:
        return reverse("councils:approval", args=[self.token])


class Teammate(models.Model):
    """A person at work on a project."""

    class Capacity(models.TextChoices):
        HOST = "host"
        SECONDEE = "secondee"
        VOLUNTEER = "volunteer"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="teams"
    )
    capacity = models.CharField(max_length=10, choices=Capacity)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["joined_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "user"],
                condition=Q(left_on=None),
                name="project_has_a_teammate_once",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="teammate_leaves_after_joining",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.project}"
