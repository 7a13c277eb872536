"""The 33 authorities and the people who act for them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.organisations.models import new_token


class CouncilQuerySet(models.QuerySet):
    """Councils, as a person sees them."""

    def of(self, user: User) -> "CouncilQuerySet":
        """Those the person acts for, confirmed."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            pk__in=Membership.objects.confirmed().filter(user=user).values("council")
        )


class Council(models.Model):
    """A London borough, or the City of London Corporation."""

    gss = models.CharField("GSS code", max_length=9, unique=True)
    code = models.CharField(max_length=3, unique=True)
    ecode = models.CharField("billing authority code", max_length=5, unique=True)
    name = models.CharField(max_length=60, unique=True)
    official_name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)
    statutory = models.CharField(max_length=5, help_text="London Government Act 1963.")
    ons = models.CharField("by the ONS", max_length=5)
    hex_x = models.DecimalField("hexagon across", max_digits=3, decimal_places=1)
    hex_row = models.PositiveSmallIntegerField("hexagon row")
    neighbours = models.ManyToManyField("self", blank=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="Membership",
        through_fields=("council", "user"),
        related_name="councils",
    )
    # When an administrator last said that these are still its people, and was last asked.
    reviewed_at = models.DateTimeField(null=True, blank=True, editable=False)
    review_asked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CouncilQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("councils:members", args=[self.slug])


class CouncilDomain(models.Model):
    """An e-mail domain whose addresses may belong to a council; two councils may share one."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=100)

    class Meta:
        ordering = ["domain", "council"]
        constraints = [
            models.UniqueConstraint(fields=["council", "domain"], name="council_has_a_domain_once"),
            models.CheckConstraint(
                condition=Q(domain=Lower("domain")), name="council_domain_is_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return self.domain


class MembershipQuerySet(models.QuerySet):
    """Who acts for a council."""

    def confirmed(self) -> "MembershipQuerySet":
        """Those whom an administrator has confirmed."""
        return self.filter(confirmed_at__isnull=False)

    def waiting(self) -> "MembershipQuerySet":
        """Those who have asked and wait."""
        return self.filter(confirmed_at__isnull=True)

    def doubted(self) -> "MembershipQuerySet":
        """Confirmed members without a verified address at the council any more."""
        return self.confirmed().filter(doubted_at__isnull=False)

    def administrators(self) -> "MembershipQuerySet":
        """Confirmed members who run the council's list."""
        return self.confirmed().filter(role=Membership.Role.ADMINISTRATOR)

    def finance(self) -> "MembershipQuerySet":
        """Confirmed members who say what a saving is worth."""
        return self.confirmed().filter(role=Membership.Role.FINANCE)

    def approvers(self) -> "MembershipQuerySet":
        """Confirmed members who may approve a colleague's project."""
        return self.confirmed().filter(
            role__in=[Membership.Role.APPROVER, Membership.Role.ADMINISTRATOR]
        )


class Membership(models.Model):
    """A person who acts for a council, from the day an administrator confirms it."""

    class Role(models.TextChoices):
        OFFICER = "officer"
        APPROVER = "approver"
        FINANCE = "finance", "Finance officer"
        ADMINISTRATOR = "administrator"

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="council_memberships"
    )
    role = models.CharField(max_length=15, choices=Role, default=Role.OFFICER)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    doubted_at = models.DateTimeField(
        "without a verified address since", null=True, blank=True, editable=False
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["council", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["council", "user"], name="council_has_a_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.council}"


class Invitation(models.Model):
    """An invitation to act for a council: to run it, by corps staff, or to join, by who does."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("e-mail address")
    role = models.CharField(
        max_length=15,
        choices=Membership.Role,
        default=Membership.Role.ADMINISTRATOR,
        db_default=Membership.Role.ADMINISTRATOR,
    )
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "council",
                condition=Q(accepted_at=None),
                name="council_invites_an_address_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.council}"

    def get_absolute_url(self) -> str:
        return reverse("councils:invitation", args=[self.token])
