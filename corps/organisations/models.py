"""Bodies with a number: companies and charities, and the people who act for them."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.stages import Staged

EMPLOYERS_PAGE = "secondments:employer"


def new_token() -> str:
    """An unguessable token for a link."""
    return secrets.token_urlsafe(24)


class OrganisationQuerySet(models.QuerySet):
    """Organisations, as a person sees them."""

    def of(self, user: User) -> "OrganisationQuerySet":
        """Those the person acts for."""
        return self.filter(memberships__user=user) if user.is_authenticated else self.none()

    def visible_to(self, user: User) -> "OrganisationQuerySet":
        """One's own; all for corps staff."""
        return self.all() if user.is_authenticated and user.is_staff else self.of(user)

    def verified(self) -> "OrganisationQuerySet":
        """Those that corps staff have checked."""
        return self.filter(stage=Organisation.Stage.VERIFIED)


class Organisation(Staged):
    """A company or charity, known by its number; corps staff check that it is what it says.

    A charity that is no company has none here: it is known by its charity number.
    """

    class Stage(models.TextChoices):
        APPLIED = "applied"
        VERIFIED = "verified"
        REFUSED = "refused"
        SUSPENDED = "suspended"

    MOVES: ClassVar = {
        Stage.APPLIED: {Stage.VERIFIED, Stage.REFUSED},
        Stage.VERIFIED: {Stage.SUSPENDED, Stage.REFUSED},
        Stage.REFUSED: {Stage.APPLIED, Stage.VERIFIED},
        Stage.SUSPENDED: {Stage.VERIFIED, Stage.REFUSED},
    }

    company_number = models.CharField(max_length=8, unique=True, null=True, blank=True)
    name = models.CharField(max_length=160)
    group = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subsidiaries",
        help_text="The company at the head of its group, if that is another one.",
    )
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.APPLIED)
    stage_reason = models.TextField(blank=True)
    page = models.CharField(
        "name of its page",
        max_length=60,
        default=EMPLOYERS_PAGE,
        db_default=EMPLOYERS_PAGE,
        editable=False,
        help_text="Written by the app through which it came.",
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="organisations"
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(group=models.F("id")), name="organisation_heads_no_group_of_itself"
            ),
            models.CheckConstraint(
                condition=Q(company_number__regex=r"^[A-Z0-9]{8}$"),
                name="organisation_has_a_number_of_eight",
            ),
            models.CheckConstraint(
                condition=Q(company_number__isnull=False) | ~Q(page=EMPLOYERS_PAGE),
                name="employer_has_a_company_number",
            ),
        ]
        indexes = [models.Index(fields=["stage", "moved_at"], name="organisation_stage")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse(self.page, args=[self.pk])

    @property
    def group_id_or_own(self) -> int:
        """What conflicts of interest are counted by: the head of the group, or itself."""
        return self.group_id or self.pk


class Membership(models.Model):
    """A person who acts for an organisation."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator"
        MEMBER = "member"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="organisation_memberships"
    )
    role = models.CharField(max_length=15, choices=Role, default=Role.MEMBER)
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"], name="organisation_has_a_member_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"


class Invitation(models.Model):
    """An organisation's invitation to act for it."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField("e-mail address")
    role = models.CharField(max_length=15, choices=Membership.Role, default=Membership.Role.MEMBER)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("email"),
                "organisation",
                condition=Q(accepted_at=None),
                name="organisation_invites_an_address_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("organisations:invitation", args=[self.token])


class Question(models.Model):
    """What corps staff must know before they verify; the clock stands until it is answered."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="questions"
    )
    text = models.TextField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(answered_at=None),
                name="organisation_is_asked_one_thing_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | (~Q(answered_at=None) & ~Q(answer="")),
                name="question_is_answered_in_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.text[:60]}"

    def get_absolute_url(self) -> str:
        return reverse("organisations:question", args=[self.pk])


class GroupClaim(models.Model):
    """What an organisation says of its group; it counts once corps staff have confirmed it."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="group_claims"
    )
    head_number = models.CharField(
        max_length=8, blank=True, help_text="Empty: in no group, or at the head of its own."
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    accepted = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(accepted=None),
                name="organisation_claims_one_group_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(head_number="") | Q(head_number__regex=r"^[A-Z0-9]{8}$"),
                name="group_head_has_a_number_of_eight",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.head_number or 'no group'}"

    def get_absolute_url(self) -> str:
        return reverse("organisations:group-decide", args=[self.pk])
