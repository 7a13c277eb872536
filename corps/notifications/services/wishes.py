"""How fast each person wants which notices by e-mail, and when not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from django.db import transaction

from corps.accounts.models import User
from corps.notifications.formats import GROUPS, Group
from corps.notifications.models import Notification, Pace, QuietHours, SavedSearch, Wish
from corps.notifications.services.letters import read_stop_token


@dataclass(frozen=True)
class Hours:
    """When no e-mail is wanted."""

    starts: time | None = None
    ends: time | None = None
    weekends: bool = False


@transaction.atomic
def save_wishes(user: User, paces: Mapping[str, str], hours: Hours) -> None:
    """Keep what a person wishes; what waits is planned anew."""
    Wish.objects.bulk_create(
        [
            Wish(user=user, group=key, pace=paces.get(key, Pace.AT_ONCE), before="")
            for key, group in GROUPS.items()
            if group.optional
        ],
        update_conflicts=True,
        unique_fields=["user", "group"],
        update_fields=["pace", "before"],
    )
    QuietHours.objects.update_or_create(
        user=user,
        defaults={"starts": hours.starts, "ends": hours.ends, "weekends": hours.weekends},
    )
    Notification.objects.to(user).unsent().update(wait_until=None, digest="")


@dataclass(frozen=True)
class Stop:
    """What a link stops: whose e-mail, of which group or digest, and whether it is stopped."""

    user: User
    scope: str
    stopped: bool

    @property
    def group(self) -> Group | None:
        """The group, where it is none of the digests."""
        return GROUPS.get(self.scope)


def find_stop(token: str) -> Stop:
    """What a link stops; ValueError where it is not ours, or nobody is there any more."""
    pk, scope = read_stop_token(token)
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None:
        raise ValueError("nobody is there any more")
    wishes = Wish.objects.filter(user=user)
    if scope in GROUPS:
        return Stop(user, scope, wishes.filter(group=scope, pace=Pace.NEVER).exists())
    return Stop(user, scope, not wishes.filter(pace=scope).exists())


@transaction.atomic
def stop(token: str) -> Stop:
    """Send no more e-mail of a group, or no more of a digest; the inbox keeps all."""
    found = find_stop(token)
    wishes = Wish.objects.select_for_update().filter(user=found.user)
    if found.group:
        wish, _ = wishes.get_or_create(user=found.user, group=found.scope)
        chosen = [wish] if wish.pace != Pace.NEVER else []
    else:
        chosen = list(wishes.filter(pace=found.scope))
    for wish in chosen:
        wish.before, wish.pace = wish.pace, Pace.NEVER
    Wish.objects.bulk_update(chosen, ["before", "pace"])
    return Stop(found.user, found.scope, stopped=True)


@transaction.atomic
def start_again(token: str) -> Stop:
    """Take a stop back: e-mail comes as fast as before."""
    found = find_stop(token)
    wishes = Wish.objects.select_for_update().filter(user=found.user, pace=Pace.NEVER)
    scoped = wishes.filter(group=found.scope) if found.group else wishes.filter(before=found.scope)
    chosen = list(scoped)
    for wish in chosen:
        wish.pace, wish.before = wish.before or Pace.AT_ONCE, ""
    Wish.objects.bulk_update(chosen, ["before", "pace"])
    return Stop(found.user, found.scope, stopped=False)


def stop_searches(search: SavedSearch) -> None:
    """Stop the e-mail that a search came in: all that its person keeps of the same list."""
    SavedSearch.objects.of(search.user).filter(label=search.label).update(daily=False)
