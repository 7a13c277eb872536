"""Who gives time, and the charities that ask as well as give."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.organisations.models import Organisation
from corps.stages import Staged


class CharityQuerySet(models.QuerySet):
    """Charities, as a person sees them."""

    def of(self, user: User) -> "CharityQuerySet":
        """Those the person acts for."""
        return self.filter(organisation__in=Organisation.objects.of(user))

    def approved(self) -> "CharityQuerySet":
        """Those that may ask for help: corps staff have checked them."""
        return self.filter(
            stage=Charity.Stage.APPROVED, organisation__stage=Organisation.Stage.VERIFIED
        )

    def visible_to(self, user: User) -> "CharityQuerySet":
        """One's own; all for corps staff."""
        return self.all() if user.is_authenticated and user.is_staff else self.of(user)


class Charity(Staged):
    """An organisation on the register of charities: it may ask volunteers for help."""

    class Stage(models.TextChoices):
        APPLIED = "applied"
        APPROVED = "approved"
        REFUSED = "refused"

    MOVES: ClassVar = {
        Stage.APPLIED: {Stage.APPROVED, Stage.REFUSED},
        Stage.APPROVED: {Stage.REFUSED},
        Stage.REFUSED: {Stage.APPROVED},
    }

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, primary_key=True, related_name="charity"
    )
    charity_number = models.CharField(max_length=10, unique=True)
    purpose = models.TextField("what it does", max_length=600)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.APPLIED)
    stage_reason = models.TextField(blank=True, editable=False)

    objects = CharityQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name"]
        verbose_name_plural = "charities"
        constraints = [
            models.CheckConstraint(
                condition=Q(charity_number__regex=r"^(SC|NIC)?[0-9]{6,7}$"),
                name="charity_has_a_number_of_a_register",
            ),
        ]

    def __str__(self) -> str:
        return self.organisation.name

    def get_absolute_url(self) -> str:
        return reverse("volunteers:charity", args=[self.pk])


class VolunteerQuerySet(models.QuerySet):
    """Volunteers, as a person sees them."""

    def public(self) -> "VolunteerQuerySet":
        """Those who show their profile to everybody."""
        return self.filter(is_public=True, user__is_active=True)

    def visible_to(self, user: User) -> "VolunteerQuerySet":
        """Everyone sees public profiles, and each person their own; corps staff see all."""
        if not user.is_authenticated:
            return self.public()
        if user.is_staff:
            return self.all()
        return self.filter(Q(is_public=True, user__is_active=True) | Q(user=user))


class Volunteer(models.Model):
    """A person who gives time; the skills are held by the person (Holding).

    The key is the person's own, so that the database itself can say that nobody reviews their own
    work.
    """

    class Kind(models.TextChoices):
        CITIZEN = "citizen"
        BUSINESS = "business"
        CHARITY = "charity"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="volunteer",
    )
    kind = models.CharField("I give time as", max_length=10, choices=Kind, default=Kind.CITIZEN)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="For whom this person gives time, unless they say otherwise.",
    )
    about = models.TextField("about you", max_length=1000, blank=True)
    interests = models.CharField("what you care about", max_length=200, blank=True)
    hours_a_week = models.DecimalField(
        max_digits=3,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal(40))],
    )
    is_public = models.BooleanField("profile is public", default=False)
    age_confirmed = models.PositiveSmallIntegerField(
        "is at least", null=True, blank=True, help_text="The age that the person says to have."
    )
    licence_version = models.CharField("licence agreed", max_length=10, blank=True)
    licence_agreed_at = models.DateTimeField(null=True, blank=True, editable=False)
    since = models.DateTimeField(default=timezone.now, editable=False)

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        ordering = ["user__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours_a_week__isnull=True)
                | Q(hours_a_week__gte=Decimal("0.5"), hours_a_week__lte=40),
                name="volunteer_gives_some_of_the_week",
            ),
            models.CheckConstraint(
                condition=Q(licence_version="", licence_agreed_at__isnull=True)
                | (~Q(licence_version="") & Q(licence_agreed_at__isnull=False)),
                name="volunteer_agreed_to_a_licence_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["user"], name="volunteer_public", condition=Q(is_public=True))
        ]

    def __str__(self) -> str:
        return str(self.user)

    def get_absolute_url(self) -> str:
        return reverse("volunteers:volunteer", args=[self.pk])

    @property
    def is_old_enough(self) -> bool:
        """Whether the person has said to be as old as volunteers must be."""
        return (self.age_confirmed or 0) >= settings.VOLUNTEER_AGE

    @property
    def may_see_living(self) -> bool:
        """Whether the person has said to be as old as personal data of the living demands."""
        return (self.age_confirmed or 0) >= settings.VOLUNTEER_AGE_FOR_LIVING

    @property
    def has_agreed(self) -> bool:
        """Whether the person has agreed to the licence that is in force."""
        return self.licence_version == settings.CONTRIBUTOR_LICENCE

    @property
    def is_ready(self) -> bool:
        """Whether a task can be taken with one tap."""
        return self.is_old_enough and self.has_agreed
