"""What is kept of a person's part in savings."""

from typing import Any

from corps.accounts.models import User
from corps.savings.models import Benefit, Claim


def about(user: User) -> dict[str, Any]:
    """Benefits that a person wrote, and claims that they sent or decided on."""
    sent, decided = Claim.objects.filter(submitted_by=user), Claim.objects.filter(decided_by=user)
    fields = ("benefit__title", "stage", "amount_gbp", "submitted_at")
    return {
        "benefits written": list(Benefit.objects.filter(author=user).values("title", "stage")),
        "claims sent": list(sent.values(*fields)),
        "claims decided": list(decided.values(*fields)),
    }
