"""What happened, who was told, what they said, and what they wish to be told of."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from corps.accounts.models import User
from corps.notifications.formats import LONGEST_QUERY, searched


class AboutQuerySet(models.QuerySet):
    """Rows that are about some other row."""

    def about(self, row: models.Model) -> "AboutQuerySet":
        """Those about this row."""
        kind = ContentType.objects.get_for_model(row)
        return self.filter(about_type=kind, about_id=row.pk)


class About(models.Model):
    """A row about any other row."""

    about_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_type", "about_id")

    class Meta:
        abstract = True


class Event(About):
    """Something that happened: the audit trail, and the words in which people are told."""

    kind = models.CharField(max_length=60, help_text="label.noun_verbed")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    link = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, default="-")

    objects = AboutQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["about_type", "about_id", "at"], name="event_about"),
            models.Index(fields=["kind", "at"], name="event_kind"),
        ]

    def __str__(self) -> str:
        return self.subject


class NotificationQuerySet(models.QuerySet):
    """Notices, as a person or the post sees them."""

    def to(self, user: User) -> "NotificationQuerySet":
        """This person's own."""
        return self.filter(to=user)

    def unread(self) -> "NotificationQuerySet":
        """Not opened yet."""
        return self.filter(read_at=None)

    def unsent(self) -> "NotificationQuerySet":
        """Not yet e-mailed."""
        return self.filter(sent_at=None)


class Notification(models.Model):
    """One person's notice of one event, in the inbox and by e-mail."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="notifications")
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    read_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-event__at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "to"], name="notification_is_given_once"),
        ]
        indexes = [
            models.Index(
                fields=["id"], name="notification_unsent", condition=models.Q(sent_at=None)
            ),
            models.Index(fields=["to", "read_at"], name="notification_inbox"),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.to}"


class Message(About):
    """What somebody wrote in a thread about a row."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    text = models.TextField(max_length=4000)

    objects = AboutQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["about_type", "about_id", "at"], name="message_about")]

    def __str__(self) -> str:
        return f"{self.by}: {self.text[:40]}"


def new_stop_token() -> str:
    """A word that nobody can guess, for the link that stops a search's e-mail."""
    return get_random_string(32)


class SavedSearchQuerySet(models.QuerySet):
    """Searches, as a person or the clock sees them."""

    def of(self, user: User) -> "SavedSearchQuerySet":
        """This person's own."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def daily(self) -> "SavedSearchQuerySet":
        """Those whose news are sent, to people who may sign in."""
        return self.filter(daily=True, user__is_active=True)


class SavedSearch(models.Model):
    """A search of some list that a person has kept, to be told of what is new in it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    label = models.CharField("list", max_length=60, help_text="One of SAVED_LISTS.")
    query = models.CharField("search", max_length=LONGEST_QUERY, blank=True)
    name = models.CharField(max_length=100)
    daily = models.BooleanField("e-mail what is new, once a day", default=True)
    token = models.CharField(max_length=32, unique=True, default=new_stop_token, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    seen_until = models.DateTimeField(default=timezone.now, editable=False)
    last_sent_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["label", "name", "pk"]
        verbose_name_plural = "saved searches"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "label", "query"], name="person_saves_a_search_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["label", "user"], name="saved_search_daily", condition=models.Q(daily=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        page = reverse(self.label.replace(".", ":"))
        return f"{page}?{self.query}" if self.query else page

    @property
    def list_name(self) -> str:
        """What the list is called."""
        return settings.SAVED_LISTS.get(self.label, "A list that is no more")

    @property
    def chosen(self) -> dict[str, str]:
        """What it asks for, by field of the list's form."""
        return searched(self.query)
