"""What happened, who was told, what they said, and what they wish to be told of."""

from datetime import datetime

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from corps.accounts.models import User
from corps.notifications.formats import LONGEST_QUERY, searched
from corps.notifications.maths import quiet_until


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


class Pace(models.TextChoices):
    """How fast notices of a group are e-mailed."""

    AT_ONCE = "at_once", "At once"
    DAILY = "daily", "Daily"
    WEEKLY = "weekly", "Weekly"
    NEVER = "never", "Never"


class Outcome(models.TextChoices):
    """What became of a notice's e-mail."""

    SENT = "sent", "E-mailed"
    DIGEST = "digest", "E-mailed in a digest"
    READ = "read", "Read on the site before its digest left"
    UNWANTED = "unwanted", "Not wanted by e-mail"
    HELD = "held", "Held: e-mail to the address comes back"
    NOBODY = "nobody", "Nobody there to e-mail"


class NotificationQuerySet(models.QuerySet):
    """Notices, as a person or the post sees them."""

    def to(self, user: User) -> "NotificationQuerySet":
        """This person's own."""
        return self.filter(to=user)

    def unread(self) -> "NotificationQuerySet":
        """Not opened yet."""
        return self.filter(read_at=None)

    def unsent(self) -> "NotificationQuerySet":
        """Neither e-mailed yet nor settled otherwise."""
        return self.filter(sent_at=None)

    def due(self, now: datetime) -> "NotificationQuerySet":
        """Unsent, leaving alone, and not told to wait any longer."""
        waited = models.Q(wait_until=None) | models.Q(wait_until__lte=now)
        return self.unsent().filter(waited, digest="")

    def gathered(self, now: datetime) -> "NotificationQuerySet":
        """Unsent, and to leave in a digest that is due."""
        return self.unsent().filter(wait_until__lte=now).exclude(digest="")


class Notification(models.Model):
    """One person's notice of one event, in the inbox and by e-mail."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="notifications")
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    # When it was e-mailed, or it was settled that it is not: `outcome` says which.
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    outcome = models.CharField(
        max_length=8, choices=Outcome, blank=True, default="", db_default="", editable=False
    )
    digest = models.CharField(
        max_length=6,
        choices=[(Pace.DAILY, "Daily"), (Pace.WEEKLY, "Weekly")],
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    wait_until = models.DateTimeField(null=True, blank=True, editable=False)
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


class Wish(models.Model):
    """How fast a person wants the notices of one group by e-mail."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="wishes"
    )
    group = models.CharField(max_length=20, help_text="One of GROUPS.")
    pace = models.CharField("by e-mail", max_length=8, choices=Pace, default=Pace.AT_ONCE)
    before = models.CharField(max_length=8, choices=Pace, blank=True, editable=False)

    class Meta:
        ordering = ["user", "group"]
        verbose_name_plural = "wishes"
        constraints = [
            models.UniqueConstraint(fields=["user", "group"], name="person_wishes_once_a_group"),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.get_pace_display()}"


class QuietHours(models.Model):
    """When a person wants no e-mail, in London's time; across midnight where it ends earlier."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quiet_hours"
    )
    starts = models.TimeField("from", null=True, blank=True)
    ends = models.TimeField("until", null=True, blank=True)
    weekends = models.BooleanField("all of Saturday and Sunday", default=False)

    class Meta:
        ordering = ["user"]
        verbose_name_plural = "quiet hours"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts=None, ends=None)
                | models.Q(starts__isnull=False, ends__isnull=False),
                name="quiet_hours_have_both_ends_or_none",
            ),
        ]

    def __str__(self) -> str:
        hours = f"{self.starts:%H:%M} to {self.ends:%H:%M}" if self.starts and self.ends else ""
        return " and ".join(filter(None, [hours, "weekends" if self.weekends else ""])) or "none"

    def end_after(self, moment: datetime) -> datetime | None:
        """When they end, if a moment falls into them."""
        return quiet_until(moment, self.starts, self.ends, self.weekends)


class BounceQuerySet(models.QuerySet):
    """E-mail that came back."""

    def holding(self) -> "BounceQuerySet":
        """Because of these, nothing more is sent to their addresses."""
        return self.filter(permanent=True, cleared_at=None)

    def at(self, address: str) -> "BounceQuerySet":
        """Those of one address, however it is capitalised."""
        return self.filter(address=address.lower())


class Bounce(models.Model):
    """An e-mail that came back; a permanent one holds all others until it is cleared."""

    address = models.EmailField("e-mail address")
    at = models.DateTimeField(default=timezone.now, editable=False)
    reason = models.TextField()
    permanent = models.BooleanField("the address takes no mail", default=True)
    message_id = models.CharField("report", max_length=255, blank=True, editable=False)
    tried_at = models.DateTimeField(null=True, blank=True, editable=False)
    cleared_at = models.DateTimeField(null=True, blank=True, editable=False)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = BounceQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["message_id", "address"],
                name="report_of_an_address_counts_once",
                condition=~models.Q(message_id=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["address"],
                name="bounce_holding",
                condition=models.Q(permanent=True, cleared_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.address

    def get_absolute_url(self) -> str:
        return reverse("notifications:inbox")


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
