"""Who speaks for a council, who hears of a conversation, and what waits for whom."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from corps.accounts.models import User
from corps.notifications.queries import Pile, Waits
from councils.models import Council, Membership
from volunteers.consensus.models import Conversation, Pledge, QuietPeriod


def speaks_for(user: User) -> QuerySet[Council]:
    """The councils whose word a person may give: all that they act for but as finance."""
    if not user.is_authenticated:
        return Council.objects.none()
    mine = Membership.objects.confirmed().filter(user=user)
    return Council.objects.filter(
        pk__in=mine.exclude(role=Membership.Role.FINANCE).values("council")
    )


def people_of(councils: Iterable[Council]) -> QuerySet[User]:
    """Everybody who acts for these councils."""
    members = Membership.objects.confirmed().filter(council__in=councils)
    return User.objects.filter(pk__in=members.values("user"))


def followers(conversation: Conversation) -> QuerySet[User]:
    """Who asked to be told what comes of it."""
    return User.objects.filter(pk__in=conversation.follows.values("user"))


def concerned(conversation: Conversation) -> QuerySet[User]:
    """Who hears how it goes on: its councils' people, its proposer, who suggested it, followers."""
    suggested = [conversation.suggestion.by_id] if conversation.suggestion else []
    return User.objects.filter(
        Q(pk__in=people_of(conversation.councils.all()).values("pk"))
        | Q(pk__in=conversation.follows.values("user"))
        | Q(pk__in=[conversation.proposed_by_id, *suggested])
    )


def quiet_period(conversation: Conversation, on: date) -> QuietPeriod | None:
    """The weeks before an election that keep it from opening on this day; the longest of them."""
    days = QuietPeriod.objects.filter(begins_on__lte=on, ends_on__gte=on)
    theirs = days.filter(Q(council=None) | Q(council__in=conversation.councils.all()))
    return theirs.select_related("council").order_by("-ends_on").first()


def late_pledges(on: date) -> QuerySet[Pledge]:
    """Replies that were due before this day and have not come."""
    owed = Pledge.objects.filter(conversation__in=Conversation.objects.owed(on), reply=None)
    return owed.select_related("conversation", "council")


def waiting_for(user: User) -> Waits:
    """Replies that a person's councils owe, and what was proposed and waits for a pledge."""

    def owed() -> QuerySet[Pledge]:
        waiting = Conversation.Stage.RESPONSE
        found = Pledge.objects.filter(reply=None, conversation__stage=waiting)
        return found.filter(council__in=speaks_for(user)).select_related("conversation", "council")

    def proposed() -> QuerySet[Conversation]:
        mine = Q(suggestion__council__in=speaks_for(user)) | Q(proposed_by=user)
        return Conversation.objects.filter(mine, stage=Conversation.Stage.PROPOSAL)

    return Waits(
        [
            Pile(
                owed,
                since="conversation__moved_at",
                text=lambda one: (
                    _("Reply for %(council)s: %(question)s")
                    % {"council": one.council, "question": one.conversation}
                ),
                link=lambda one: one.conversation.get_absolute_url(),
                role="council",
                of="council",
            ),
            Pile(
                proposed,
                since="moved_at",
                text=lambda one: _("Open what is proposed: %(question)s") % {"question": one},
                role="staff" if user.is_staff else "council",
            ),
        ]
    )
