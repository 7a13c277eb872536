"""A piece of work that volunteers can do, and who is drawn to it."""

from datetime import date
from typing import ClassVar, cast

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchQuery, SearchVector, TrigramWordSimilarity
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Upper
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.organisations.models import Organisation
from corps.skills.models import Level, Skill
from corps.stages import Staged
from councils.models import Council, Project
from volunteers.models.volunteers import Charity, Volunteer

MOST_PLACES = 500
# How like a word of the title a misspelt one must be: 1 is the same.
ALIKE = 0.5


def words_of_a_task() -> SearchVector:
    """What a search reads; the index is on this very expression."""
    return SearchVector("title", "description", "done_when", config="english")


class TaskQuerySet(models.QuerySet):
    """Tasks, as a person sees them."""

    def of(self, user: User) -> "TaskQuerySet":
        """Those of the councils and approved charities that the person acts for."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(council__in=Council.objects.of(user))
            | Q(charity__in=Charity.objects.approved().of(user))
        )

    def visible_to(self, user: User) -> "TaskQuerySet":
        """Everyone sees what has been opened; who asks and corps staff also see the rest."""
        if user.is_authenticated and user.is_staff:
            return self.all()
        opened = self.filter(opened_at__isnull=False)
        return (opened | self.of(user)) if user.is_authenticated else opened

    def open(self) -> "TaskQuerySet":
        """Those that look for people."""
        return self.filter(stage=Task.Stage.OPEN)

    def not_due_before(self, day: date) -> "TaskQuerySet":
        """Those whose day has not passed."""
        return self.filter(Q(due_on__isnull=True) | Q(due_on__gte=day))

    def with_taken(self) -> "TaskQuerySet":
        """With `taken`, the number of places that somebody holds or has filled."""
        live = ~Q(contributions__stage="released")
        counted = Task.objects.filter(pk=OuterRef("pk")).annotate(
            n=Count("contributions", filter=live)
        )
        return self.annotate(taken=Coalesce(Subquery(counted.order_by().values("n")), 0))

    def with_room(self) -> "TaskQuerySet":
        """Those that have a place left."""
        return self.with_taken().filter(taken__lt=F("places"))

    def search(self, words: str) -> "TaskQuerySet":
        """Those whose words fit, with `likeness` and best first; a slip of a letter is forgiven."""
        query = SearchQuery(words, config="english", search_type="websearch")
        return (
            self.annotate(found=words_of_a_task(), likeness=TrigramWordSimilarity(words, "title"))
            .filter(Q(found=query) | Q(likeness__gte=ALIKE))
            .order_by("-likeness", "-opened_at", "-pk")
        )


class Task(Staged):
    """A piece of work for volunteers, asked for by a council or a charity."""

    class Stage(models.TextChoices):
        DRAFT = "draft"
        OPEN = "open"
        CLOSED = "closed"
        CANCELLED = "cancelled"

    MOVES: ClassVar = {
        Stage.DRAFT: {Stage.OPEN, Stage.CANCELLED},
        Stage.OPEN: {Stage.CLOSED, Stage.CANCELLED},
        Stage.CLOSED: {Stage.OPEN},
        Stage.CANCELLED: set(),
    }

    class Effort(models.TextChoices):
        UNDER_1 = "under_1", "under 1 hour"
        FROM_1 = "from_1", "1 to 4 hours"
        FROM_4 = "from_4", "4 to 10 hours"
        FROM_10 = "from_10", "10 to 40 hours"
        LONGER = "longer", "more than 40 hours"

    class PersonalData(models.TextChoices):
        NONE = "none", "no personal data"
        DEAD = "dead", "only people who are dead, or records over 100 years old"
        LIVING = "living", "people who may be alive"

    council = models.ForeignKey(
        Council, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    charity = models.ForeignKey(
        Charity, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tasks_written"
    )
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.DRAFT)
    stage_reason = models.TextField(blank=True, editable=False)
    title = models.CharField(max_length=160)
    description = models.TextField("what there is to do", max_length=5000, blank=True)
    done_when = models.TextField("done when", max_length=2000, blank=True)
    effort = models.CharField("time it takes", max_length=10, choices=Effort, blank=True)
    places = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)]
    )
    due_on = models.DateField("needed by", null=True, blank=True)
    link = models.URLField("where the work is", max_length=300, blank=True)
    source_url = models.URLField(
        "issue in a public repository", max_length=300, null=True, blank=True, unique=True
    )
    remote = models.BooleanField("can be done from anywhere", default=True)
    where = models.CharField("where it is done", max_length=160, blank=True)
    works_without_sight = models.BooleanField(default=False)
    phone_in_five_minutes = models.BooleanField(
        "can be done on a phone in five minutes", default=False
    )
    replaces_no_paid_post = models.BooleanField(default=False)
    personal_data = models.CharField(max_length=10, choices=PersonalData, blank=True)
    skills = models.ManyToManyField(Skill, through="TaskSkill", related_name="+")
    is_sample = models.BooleanField("sample data", default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(council__isnull=False, charity__isnull=True)
                | Q(council__isnull=True, charity__isnull=False, project__isnull=True),
                name="task_is_asked_by_a_council_or_a_charity",
            ),
            models.CheckConstraint(
                condition=Q(places__range=(1, MOST_PLACES)), name="task_has_places"
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(replaces_no_paid_post=True),
                name="task_opened_replaces_no_paid_post",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True)
                | (~Q(personal_data="") & ~Q(effort="") & ~Q(description="") & ~Q(done_when="")),
                name="task_opened_says_what_it_is",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["open", "closed"])
                | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="task_open_was_opened_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True)
                | ~Q(personal_data="living")
                | ~Q(opened_by=F("author")),
                name="task_about_the_living_is_opened_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "-opened_at", "-id"], name="task_stage"),
            models.Index(fields=["stage", "due_on"], name="task_due"),
            GinIndex(
                SearchVector("title", "description", "done_when", config="english"),
                name="task_words",
            ),
            # What an `icontains` search compares is the upper case.
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="task_title_words"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("volunteers:task", args=[self.pk])

    @property
    def asker(self) -> Council | Charity:
        """Who asks for it."""
        return cast("Council | Charity", self.council or self.charity)

    @property
    def organisation(self) -> Organisation | None:
        """The charity's own body; none where a council asks."""
        return self.charity.organisation if self.charity else None

    @property
    def is_editable(self) -> bool:
        """Whether its words may change."""
        return self.stage in {self.Stage.DRAFT, self.Stage.OPEN}

    @property
    def is_about_the_living(self) -> bool:
        """Whether named, trained people alone may take it."""
        return self.personal_data == self.PersonalData.LIVING


class TaskSkill(models.Model):
    """A skill that a task needs, or that would help, at its least level."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="needs")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)
    required = models.BooleanField("needed", default=True)

    class Meta:
        ordering = ["-required", "skill__name"]
        constraints = [
            models.UniqueConstraint(fields=["task", "skill"], name="task_asks_for_a_skill_once"),
            models.CheckConstraint(
                condition=Q(level__range=(1, 4)), name="task_asks_for_a_level_of_the_framework"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill}, {self.get_level_display()}"


class Admission(models.Model):
    """A named, trained volunteer who may take a task about living people."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="admissions")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="admissions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "volunteer"], name="volunteer_is_admitted_to_a_task_once"
            ),
            models.CheckConstraint(
                condition=~Q(by=F("volunteer")), name="volunteer_is_admitted_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer}: {self.task}"


class Favourite(models.Model):
    """A task that somebody has starred."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favourite_tasks"
    )
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="favourites")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "task"], name="person_stars_a_task_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.task}"
