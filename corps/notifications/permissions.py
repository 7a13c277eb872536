"""Who may see what was sent, and what came back."""

from corps.accounts.models import User


def can_read_outbox(user: User) -> bool:
    """Corps staff alone: it holds everybody's e-mail."""
    return user.is_staff


def can_mend_addresses(user: User) -> bool:
    """Corps staff alone: whose e-mail comes back is theirs to know."""
    return user.is_staff
