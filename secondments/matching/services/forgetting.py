"""Take an expert who leaves out of what is proposed."""

from corps.accounts.models import User
from secondments.matching.models import Alert, DirectMatch, Proposal
from secondments.matching.services.direct import withdraw_direct
from secondments.matching.services.proposals import withdraw_proposal


def forget(user: User) -> None:
    """Withdraw what is still proposed; past proposals stay, and name nobody."""
    for proposal in Proposal.objects.live().filter(expert__user=user):
        withdraw_proposal(proposal, by=user, reason="The expert has left.")
    for match in DirectMatch.objects.filter(expert__user=user, stage=DirectMatch.Stage.ASKED):
        withdraw_direct(match, by=user, reason="The expert has left.")
    Alert.objects.filter(user=user).delete()
