"""What is kept of the proposals of a person."""

from typing import Any

from django.db.models import Q

from corps.accounts.models import User
from secondments.matching.models import Alert, Answer, DirectMatch, Proposal


def about(user: User) -> dict[str, Any]:
    """For what a person was proposed, and what they answered for their side."""
    return {
        "proposals": list(
            Proposal.objects.filter(expert__user=user).values(
                "role__title",
                "role__project__council__name",
                "stage",
                "fit",
                "terms",
                "met_on",
                "moved_at",
            )
        ),
        "direct matches": list(
            DirectMatch.objects.filter(Q(by=user) | Q(expert__user=user)).values(
                "role__title", "employer__organisation__name", "begun_by", "stage", "note"
            )
        ),
        "what you asked to be told of": list(
            Alert.objects.filter(user=user).values("role__title", "stage", "made_at")
        ),
        "answers": list(
            Answer.objects.filter(by=user).values("proposal__role__title", "side", "yes_at")
        ),
    }
