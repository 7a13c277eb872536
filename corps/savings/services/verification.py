"""How finance answers: all, a part, something else, or nothing; and how it takes that back."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import record
from corps.savings import permissions, queries
from corps.savings.models import Claim, CouncilSetting, Part
from corps.savings.services.benefits import settle
from corps.savings.services.claims import locked_claim
from corps.savings.services.samples import fall, settle_sample
from corps.savings.services.telling import tell_those_who_asked
from corps.stages import IllegalMove
from councils.models import Council

Stage = Claim.Stage
Verdict = Part.Verdict
ZERO = Decimal(0)


class NotWhole(Exception):
    """The parts of a claim do not sum to it."""

    def __init__(self, claimed: Decimal, parts: Decimal):
        self.claimed, self.parts = claimed, parts
        super().__init__(f"the parts come to £{parts:,} of £{claimed:,}")


@transaction.atomic
def verify_claim(claim: Claim, *, by: User, parts: Sequence[Part]) -> Claim:
    """Split a claim into what is verified, filed as time saved, and rejected, to the penny.

    A claim of no money has no parts: it is verified as it stands.
    """
    claim = _held_by_finance(claim, by)
    total = sum((part.amount_gbp for part in parts), ZERO)
    if total != claim.amount_gbp:
        raise NotWhole(claim.amount_gbp, total)
    kept = any(part.verdict != Verdict.REJECTED for part in parts) or not parts
    return _decide(claim, Stage.VERIFIED if kept else Stage.REJECTED, by, parts)


@transaction.atomic
def reject_claim(claim: Claim, *, by: User, reason: str) -> Claim:
    """Reject the whole of a claim, with the reason that everybody can read."""
    claim = _held_by_finance(claim, by)
    whole = Part(
        verdict=Verdict.REJECTED,
        kind=claim.benefit.kind,
        amount_gbp=claim.amount_gbp,
        reason=reason,
    )
    return _decide(claim, Stage.REJECTED, by, [whole] if claim.amount_gbp else [], reason)


def _held_by_finance(claim: Claim, by: User) -> Claim:
    claim = locked_claim(claim)
    if not permissions.can_verify_claim(by, claim):
        raise IllegalMove(f"claim {claim.pk} is not {by}'s to decide")
    return claim


def _decide(claim: Claim, stage: str, by: User, parts: Sequence[Part], reason: str = "") -> Claim:
    claim.move_to(stage)
    claim.stage_reason = reason
    claim.decided_by = by
    claim.decided_at = timezone.now()
    claim.save(update_fields=["stage", "moved_at", "stage_reason", "decided_by", "decided_at"])
    for part in parts:
        part.claim = claim
    Part.objects.bulk_create(parts)
    settle(claim.benefit)
    record(
        "savings.claim_verified" if stage == Stage.VERIFIED else "savings.claim_rejected",
        about=claim.benefit,
        by=by,
        tell=queries.concerned(claim.benefit),
        reason=reason,
        claim=claim,
        parts=parts,
    )
    if stage == Stage.VERIFIED:
        tell_those_who_asked(claim, parts, by=by)
    if claim.is_drawn and claim.sample:
        settle_sample(claim.sample)
    return claim


@transaction.atomic
def take_back_decision(claim: Claim, *, by: User, reason: str) -> Claim:
    """Undo a decision, so that the claim waits again; the history keeps what it was.

    Where the claim was drawn for a sample, the sample no longer stands for the others either.
    """
    claim = _held_by_finance(claim, by)
    parts = list(claim.parts.all())
    claim.move_to(Stage.WAITING)
    claim.stage_reason = reason
    claim.decided_by = claim.decided_at = None
    claim.save(update_fields=["stage", "moved_at", "stage_reason", "decided_by", "decided_at"])
    record(
        "savings.decision_taken_back",
        about=claim.benefit,
        by=by,
        tell=queries.concerned(claim.benefit) | queries.verifiers(claim.benefit),
        reason=reason,
        claim=claim,
        parts=parts,
    )
    claim.parts.all().delete()
    settle(claim.benefit)
    if claim.is_drawn and claim.sample:
        fall(claim.sample)
    return claim


@transaction.atomic
def set_threshold(
    council: Council, *, by: User, verification_threshold_gbp: Decimal, sample_share: Decimal
) -> CouncilSetting:
    """Say from how much each claim is verified, and how many of the smaller ones are drawn.

    It holds for claims submitted from now on, and for samples not yet drawn.
    """
    setting, _new = CouncilSetting.objects.update_or_create(
        council=council,
        defaults={
            "verification_threshold_gbp": verification_threshold_gbp,
            "sample_share": sample_share,
        },
    )
    record("savings.threshold_set", about=setting, by=by, tell=queries.finance(council))
    return setting
