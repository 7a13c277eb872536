"""Who may do what in a conversation."""

from corps.accounts.models import User
from volunteers.consensus import queries
from volunteers.consensus.models import Conversation, Pledge, Programme, Reply, Statement


def can_propose(user: User) -> bool:
    """Those who speak for a council, and corps staff; everybody else suggests one."""
    return user.is_authenticated and (user.is_staff or queries.speaks_for(user).exists())


def can_lead(user: User, conversation: Conversation) -> bool:
    """Those who speak for a council that has pledged to reply, and corps staff."""
    if not user.is_authenticated:
        return False
    return (
        user.is_staff
        or queries.speaks_for(user).filter(pledges__conversation=conversation).exists()
    )


def can_edit(user: User, conversation: Conversation) -> bool:
    """While it is proposed: who proposed it, and who leads it."""
    return (
        user.is_authenticated
        and conversation.stage == Conversation.Stage.PROPOSAL
        and (user.pk == conversation.proposed_by_id or can_lead(user, conversation))
    )


def can_pledge(user: User, conversation: Conversation) -> bool:
    """Those who speak for a council, until the votes are in."""
    stages = {Conversation.Stage.PROPOSAL, Conversation.Stage.OPEN}
    return conversation.stage in stages and queries.speaks_for(user).exists()


def can_open(user: User, conversation: Conversation) -> bool:
    """Who leads it, once a council has pledged."""
    return conversation.can_move_to(Conversation.Stage.OPEN) and can_lead(user, conversation)


def can_move_on(user: User, conversation: Conversation) -> bool:
    """Who leads it, before the day on which the clock does it."""
    stages = {Conversation.Stage.OPEN, Conversation.Stage.REFLECTION}
    return conversation.stage in stages and can_lead(user, conversation)


def can_move_days(user: User, conversation: Conversation) -> bool:
    """Who leads it, while a last day has not passed that may be moved."""
    return bool(conversation.days_to_move) and can_lead(user, conversation)


def can_cancel(user: User, conversation: Conversation) -> bool:
    """Who leads it; while it is proposed, also who proposed it."""
    if not conversation.can_move_to(Conversation.Stage.CANCELLED):
        return False
    return can_edit(user, conversation) or can_lead(user, conversation)


def can_follow(user: User, conversation: Conversation) -> bool:
    """Anybody signed in, while something may still come of it."""
    return (
        user.is_authenticated
        and conversation.is_public
        and conversation.stage != Conversation.Stage.CANCELLED
    )


def can_reply(user: User, pledge: Pledge) -> bool:
    """Those who speak for the council that pledged, while its reply is owed."""
    return (
        pledge.conversation.stage == Conversation.Stage.RESPONSE
        and not hasattr(pledge, "reply")
        and queries.speaks_for(user).filter(pk=pledge.council_id).exists()
    )


def can_add_to_reply(user: User, reply: Reply) -> bool:
    """Those who speak for the council: they answer more statements, and say what is done."""
    return queries.speaks_for(user).filter(pk=reply.pledge.council_id).exists()


def can_write_programme(user: User, programme: Programme) -> bool:
    """Those who speak for its council."""
    return queries.speaks_for(user).filter(pk=programme.council_id).exists()


def can_moderate_comments(user: User, programme: Programme) -> bool:
    """Those who speak for its council, and corps staff; nobody their own comment."""
    return user.is_authenticated and (user.is_staff or can_write_programme(user, programme))


def can_moderate_any(user: User) -> bool:
    """Who leads some conversation, and corps staff."""
    return queries.conversations_to_moderate(user).exists()


def can_moderate(user: User, statement: Statement, own_keys: set[str]) -> bool:
    """Who leads the conversation, and corps staff; nobody their own statement."""
    if statement.author is not None and statement.author.key in own_keys:
        return False
    return can_lead(user, statement.conversation)


def can_enter_votes(user: User, conversation: Conversation) -> bool:
    """Who leads it: they set tablets up, and enter sheets of paper."""
    return conversation.is_public and can_lead(user, conversation)
