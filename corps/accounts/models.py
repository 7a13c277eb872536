"""People."""

from typing import Any, ClassVar, cast
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import (
    AbstractBaseUser,
    AnonymousUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """Makes people from an e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a new, saved person; without a password nobody can sign in with one."""
        user = self.model(email=email.strip().lower(), **fields)
        if password is None:
            user.set_unusable_password()
        else:
            user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return new corps staff who may do everything in the back office."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a person by address, however it is capitalised."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by an e-mail address; corps staff have `is_staff`."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=100, blank=True)
    is_active = models.BooleanField("may sign in", default=True)
    is_staff = models.BooleanField("corps staff", default=False)
    is_sample = models.BooleanField("sample data", default=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    left_at = models.DateTimeField(null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_address_is_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name, or the address where none was given."""
        return str(self)

    def get_short_name(self) -> str:
        """The same as the full name: names are not taken apart."""
        return str(self)


class Departure(models.Model):
    """A person's wish that their account be deleted, which signing in calls off until its day."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="departure",
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField("erased from", editable=False)

    class Meta:
        ordering = ["due_at"]
        indexes = [models.Index(fields=["due_at"], name="departure_due")]

    def __str__(self) -> str:
        return f"{self.user}, from {self.due_at:%-d %B %Y}"


def export_path(_export: models.Model, _name: str) -> str:
    """Where a file of somebody's data is kept: nobody guesses it."""
    return f"accounts/exports/{uuid4().hex}.zip"


class Export(models.Model):
    """A file of all that is kept about a person, made for them and removed after some days."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports"
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    parts_done = models.PositiveSmallIntegerField(default=0, editable=False)
    ready_at = models.DateTimeField(null=True, blank=True, editable=False)
    file = models.FileField(upload_to=export_path, max_length=100, blank=True, editable=False)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(ready_at=None),
                name="person_waits_for_one_export",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.asked_at:%-d %B %Y}"


ANYBODY = cast("User", AnonymousUser())  # the public: sees what everybody sees, and no more
