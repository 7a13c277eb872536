"""Those who second their staff."""

from django.db import models
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.organisations.models import Organisation


class EmployerQuerySet(models.QuerySet):
    """Employers, as a person sees them."""

    def of(self, user: User) -> "EmployerQuerySet":
        """Those the person acts for."""
        return self.filter(organisation__in=Organisation.objects.of(user))

    def visible_to(self, user: User) -> "EmployerQuerySet":
        """One's own; all for corps staff."""
        return self.all() if user.is_authenticated and user.is_staff else self.of(user)


class Employer(models.Model):
    """An organisation that seconds its staff."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, primary_key=True, related_name="employer"
    )
    since = models.DateTimeField(default=timezone.now, editable=False)

    objects = EmployerQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name"]

    def __str__(self) -> str:
        return self.organisation.name

    def get_absolute_url(self) -> str:
        return reverse("secondments:employer", args=[self.pk])
