"""Who may see what was sent."""

from corps.accounts.models import User


def can_read_outbox(user: User) -> bool:
    """Corps staff alone: it holds everybody's e-mail."""
    return user.is_staff
