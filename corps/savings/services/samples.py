"""Small claims: some of a year's are drawn by lot, and what becomes of them holds for all.

If every claim drawn is verified whole, so are the others. If one is rejected or cut, none of the
others is: each then waits for finance by itself.
"""

import secrets
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import Happening, record, record_all
from corps.queue import one_by_one
from corps.savings import maths, queries
from corps.savings.models import Benefit, Claim, Part, Sample
from corps.savings.services.benefits import locked, settle
from corps.savings.services.telling import tell_those_who_asked
from councils.models import Council

Stage = Claim.Stage


def draw_due(today: date | None = None) -> int:
    """Draw the samples of years that are over; return how many."""
    year = maths.financial_year(today or timezone.localdate())
    small = Claim.objects.filter(stage=Stage.SMALL, sample=None)
    councils = Council.objects.filter(pk__in=small.values("benefit__project__council"))
    over = [
        (council, past)
        for council in councils
        for past in sorted({one for one in queries.years_of_small_claims(council) if one < year})
    ]
    return one_by_one(lambda one: draw_sample(one[0], year=one[1]) is not None, over)


@transaction.atomic
def draw_sample(
    council: Council, *, year: int, seed: str | None = None, by: User | None = None
) -> Sample | None:
    """Draw by lot which of a year's small claims finance checks; safe to ask for twice."""
    Council.objects.select_for_update().get(pk=council.pk)
    small = queries.small_claims(council, year).select_for_update(of=("self",))
    claims = {claim.pk: claim for claim in small}
    if not claims or Sample.objects.filter(council=council, year=year).exists():
        return None
    sample = Sample.objects.create(
        council=council,
        year=year,
        seed=seed or secrets.token_hex(8),
        share=queries.setting(council).sample_share,
    )
    drawn = maths.draw(claims, sample.share, sample.seed)
    Claim.objects.filter(pk__in=claims).update(sample=sample)
    Claim.objects.filter(pk__in=drawn).update(
        is_drawn=True, stage=Stage.WAITING, moved_at=timezone.now()
    )
    record_all(
        "savings.claim_drawn",
        [
            Happening(
                claims[pk].benefit,
                queries.verifiers(claims[pk].benefit),
                {"claim": claims[pk], "sample": sample},
                link=claims[pk].get_absolute_url(),
            )
            for pk in drawn
        ],
        by=by,
    )
    return sample


def settle_sample(sample: Sample) -> None:
    """Once all that were drawn are decided: verify the rest, or have each of them wait.

    The sample is held since its claim was: two officers at once do not both miss the last one.
    """
    drawn = sample.claims.filter(is_drawn=True)
    if drawn.filter(stage=Stage.WAITING).exists() or sample.stands is not None:
        return
    cut = Part.objects.filter(claim__in=drawn).exclude(verdict=Part.Verdict.VERIFIED)
    if cut.exists() or drawn.filter(stage=Stage.REJECTED).exists():
        _fail(sample)
    else:
        _stand(sample)


def _rest(sample: Sample, *stages: str) -> list[Claim]:
    """The claims beside those drawn that are at these stages; their benefits are held first."""
    rest = sample.claims.filter(is_drawn=False, stage__in=stages).order_by("pk")
    held = Benefit.objects.filter(claims__in=rest.values("pk")).order_by("pk")
    list(Benefit.objects.select_for_update().filter(pk__in=held.values("pk")).order_by("pk"))
    return list(rest.select_related("benefit__project__council").select_for_update(of=("self",)))


def _stand(sample: Sample) -> None:
    sample.stands = True
    sample.save(update_fields=["stands"])
    for claim in _rest(sample, Stage.SMALL):
        claim.move_to(Stage.BY_SAMPLE)
        claim.decided_at = timezone.now()
        claim.save(update_fields=["stage", "moved_at", "decided_at"])
        if claim.amount_gbp:
            _verify_whole(claim)
        _told(claim, "savings.claim_verified_by_sample", sample)
        tell_those_who_asked(claim, claim.parts.all(), by=None, by_sample=True)


def _verify_whole(claim: Claim) -> None:
    benefit = claim.benefit
    budget = {name: getattr(benefit, name) for name in benefit.CASH} if benefit.is_cash else {}
    Part.objects.create(
        claim=claim,
        verdict=Part.Verdict.VERIFIED,
        kind=benefit.kind,
        amount_gbp=claim.amount_gbp,
        **budget,
    )


def _fail(sample: Sample) -> None:
    sample.stands = False
    sample.save(update_fields=["stands"])
    for claim in _rest(sample, Stage.SMALL):
        claim.move_to(Stage.WAITING)
        claim.save(update_fields=["stage", "moved_at"])
        _told(claim, "savings.sample_failed", sample)


def fall(sample: Sample) -> None:
    """What a sample verified waits again, each claim by itself."""
    sample.stands = False
    sample.save(update_fields=["stands"])
    for claim in _rest(sample, Stage.BY_SAMPLE, Stage.SMALL):
        claim.move_to(Stage.WAITING)
        claim.decided_at = None
        claim.save(update_fields=["stage", "moved_at", "decided_at"])
        claim.parts.all().delete()
        _told(claim, "savings.sample_failed", sample)


def _told(claim: Claim, event: str, sample: Sample) -> None:
    benefit = locked(claim.benefit)
    settle(benefit)
    record(
        event,
        about=benefit,
        by=None,
        tell=queries.concerned(benefit) | queries.verifiers(benefit),
        claim=claim,
        sample=sample,
        amount=claim.amount_gbp or Decimal(0),
    )
