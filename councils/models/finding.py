"""How projects are found: the index that a search reads, and what people keep an eye on."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils import timezone

from corps.accounts.models import User
from councils.models.councils import Council
from councils.models.projects import Project


class FindableQuerySet(models.QuerySet):
    """What a search reads, as a person sees it."""

    def visible_to(self, user: User) -> "FindableQuerySet":
        """Of the same projects as `Project.objects.visible_to`."""
        if not user.is_authenticated:
            return self.filter(opened=True)
        if user.is_staff:
            return self
        return self.filter(models.Q(opened=True) | models.Q(council__in=Council.objects.of(user)))


class Findable(models.Model):
    """What a search reads of a project; triggers of the database alone write it.

    It is narrow, so that a hundred thousand are counted in milliseconds: `cell` names the project's
    value in every facet at once. No key of the database leads to the project, since a trigger takes
    the row away with it.
    """

    project = models.OneToOneField(
        Project,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        primary_key=True,
        related_name="findable",
    )
    council = models.ForeignKey(
        Council, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    opened = models.BooleanField()
    stage = models.CharField(max_length=12)
    phase = models.CharField(max_length=10)
    month = models.PositiveIntegerField(
        "month of the start", help_text="Twelve for each year, and the month's number; 0: unknown."
    )
    cell = models.CharField(
        max_length=60, db_collation="C", help_text="council/stage/phase/opened/month"
    )
    starts_from = models.DateField(null=True)
    moved_at = models.DateTimeField()
    places = models.PositiveIntegerField()
    skills = ArrayField(models.BigIntegerField())
    title = models.CharField(max_length=200)
    words = SearchVectorField()

    objects = FindableQuerySet.as_manager()

    class Meta:
        ordering = ["-moved_at", "-pk"]
        indexes = [
            models.Index(fields=["cell"], name="findable_cells"),
            models.Index(
                fields=["-moved_at", "-project"],
                include=["opened", "council", "stage", "phase", "month"],
                name="findable_newest",
            ),
            models.Index(
                fields=["-places", "-moved_at", "-project"],
                include=["opened", "council", "stage", "phase", "month"],
                name="findable_largest",
            ),
            models.Index(
                fields=["starts_from", "-moved_at", "-project"],
                include=["opened", "council", "stage", "phase", "month", "places"],
                name="findable_soonest",
            ),
            models.Index(fields=["council", "-moved_at"], name="findable_council"),
            GinIndex(fields=["words"], name="findable_words"),
            GinIndex(fields=["skills"], name="findable_skills"),
        ]

    def __str__(self) -> str:
        return self.title


class Word(models.Model):
    """A word that some opened project uses: what a slip of the pen may have meant.

    Triggers write it. Nothing keeps a word from being there twice, so that nobody waits for it.
    """

    word = models.CharField(max_length=60)
    stem = models.CharField(max_length=60, db_index=True)

    class Meta:
        ordering = ["word", "pk"]
        indexes = [
            models.Index(fields=["word"], name="word_itself"),
            GinIndex(OpClass("word", name="gin_trgm_ops"), name="word_alike"),
        ]

    def __str__(self) -> str:
        return self.word


class Favourite(models.Model):
    """A project that somebody watches: they are told when it moves."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favourite_projects"
    )
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="favourites")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "project"], name="person_stars_a_project_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.project}"

    def get_absolute_url(self) -> str:
        return self.project.get_absolute_url()
