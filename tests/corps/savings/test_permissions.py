"""Who may open which door of savings."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from corps.savings import services
from corps.savings.models import Benefit
from corps.savings.queries import quarters_to_freeze
from councils.models import Membership
from tests.factories.savings import (
    BaselinedBenefitFactory,
    BenefitFactory,
    ClaimFactory,
    DecidedClaimFactory,
    ForecastFactory,
    MeasurementFactory,
    PartFactory,
    ToldBenefitFactory,
)
from tests.matrix import Row, check, each

OWN = ("officer", "approver", "administrator")
REASON = {"reason": "No budget went"}


def own(status, **others):
    """The council's own people get this."""
    return dict.fromkeys(OWN, status) | others


def on_project(world):
    """The officer wrote it, on a project that everybody sees."""
    return {"project": world.project("in_delivery"), "author": world.people["officer"]}


def draft(world):
    return [ForecastFactory(benefit=BenefitFactory(**on_project(world))).benefit_id]


def told(world):
    return [ToldBenefitFactory(**on_project(world)).pk]


def baselined(world):
    return [BaselinedBenefitFactory(**on_project(world)).pk]


def measurement(world, **fields):
    """What was measured, with a file."""
    measured = ToldBenefitFactory(stage=Benefit.Stage.MEASURED, **on_project(world))
    return MeasurementFactory(benefit=measured, **fields)


def measured(world):
    return [measurement(world).benefit_id]


def row(world):
    return [measurement(world).pk]


def evidence(world, **fields):
    return [measurement(world, file="savings/evidence/none.txt", **fields).pk]


def to_finance(world):
    """In the rows of claims, the approver is the council's finance officer."""
    Membership.objects.filter(user=world.people["approver"]).update(role=Membership.Role.FINANCE)


def waiting(world):
    to_finance(world)
    measured = ToldBenefitFactory(stage=Benefit.Stage.MEASURED, **on_project(world))
    claim = ClaimFactory(benefit=measured)
    MeasurementFactory(benefit=measured, claim=claim)
    return [claim.pk]


def decided(world):
    to_finance(world)
    verified = ToldBenefitFactory(stage=Benefit.Stage.VERIFIED, **on_project(world))
    claim = DecidedClaimFactory(benefit=verified, decided_by=world.people["approver"])
    MeasurementFactory(benefit=verified, claim=claim)
    PartFactory(claim=claim)
    return [claim.pk]


def slug(world):
    to_finance(world)
    return [world.council.slug]


def nothing(world):
    to_finance(world)
    return []


def new_measurement(_world):
    return {
        "period_from": date(2026, 4, 1),
        "period_to": date(2026, 4, 30),
        "value": 23,
        "amount_gbp": 1000,
        "link": "https://sample.example/a",
    }


def new_benefit(_world):
    return {
        "title": "Fewer calls",
        "kind": "unclassified",
        "beneficiary": "council",
        "unit": "hours",
    }


def cash(_world):
    return {
        "kind": "cash_releasing",
        "cost_centre": "A",
        "budget_line": "B",
        "goes_on": date(2027, 4, 1),
    }


def split(_world):
    return cash(_world) | {"verified_gbp": Decimal(96_000)}


def posts(name, args, data=lambda _w: {}, hidden=403):
    """Rows of an act with one press: never by GET."""
    yield Row(name, args=args, rest=405)
    yield Row(name, method="POST", args=args, data=data, **own(302), rest=hidden, corps_staff=403)


def forms(name, args, data, hidden=403):
    """Rows of a form, and of sending it."""
    others = {"rest": hidden, "corps_staff": 403}
    yield Row(name, args=args, **own(200), **others)
    yield Row(name, method="POST", args=args, data=data, **own(302), **others)


def finance_forms(name, args, data):
    """Rows of what only finance does; the form, and sending it."""
    yield Row(name, args=args, approver=200, rest=403)
    yield Row(name, method="POST", args=args, data=data, approver=302, rest=403)


def frozen(world):
    """A quarter whose figures corps staff froze."""
    return [services.freeze_quarter(date(2026, 9, 30), by=world.people["corps_staff"]).slug]


ROWS = [
    Row("savings:dashboard", everyone=200),
    Row("savings:figures-csv", everyone=200),
    Row("savings:figures-json", everyone=200),
    Row("savings:evidence", everyone=200),
    Row("savings:channel-shift", everyone=200),
    Row("savings:published", everyone=200),
    Row("savings:snapshots", everyone=200),
    Row("savings:snapshot", everyone=200, args=frozen),
    Row("savings:snapshot-json", everyone=200, args=frozen),
    Row("savings:snapshot-csv", everyone=200, args=frozen),
    Row("savings:snapshot-freeze", rest=405),
    Row(
        "savings:snapshot-freeze",
        method="POST",
        data=lambda _w: {"ends_on": quarters_to_freeze(timezone.localdate())[0]},
        corps_staff=302,
        rest=403,
    ),
    Row("savings:benefits", everyone=200),
    Row("savings:benefit", "claimed", args=told, everyone=200),
    Row(
        "savings:benefit",
        "draft",
        args=draft,
        anonymous=404,
        **own(200, corps_staff=200),
        rest=404,
    ),
    *forms(
        "savings:benefit-new",
        lambda world: [world.project("in_delivery").pk],
        new_benefit,
    ),
    Row(
        "savings:benefit-new",
        "draft",
        args=lambda world: [world.project("draft").pk],
        **own(200, corps_staff=403),
        rest=404,
    ),
    *forms("savings:benefit-edit", draft, new_benefit, hidden=404),
    Row("savings:benefit-edit", "baselined", args=baselined, **own(302), rest=403),
    *posts("savings:benefit-publish", draft, hidden=404),
    *posts("savings:benefit-baseline", told),
    *forms("savings:benefit-reopen", baselined, lambda _w: REASON),
    *forms("savings:benefit-classify", measured, cash),
    *forms("savings:benefit-withdraw", told, lambda _w: REASON),
    *forms("savings:measurement-new", baselined, new_measurement),
    *posts("savings:claim-submit", measured),
    *forms("savings:measurement-remove", row, lambda _w: REASON),
    Row("savings:verifications", args=nothing, approver=200, corps_staff=200, rest=403),
    Row("savings:claim", args=waiting, **own(200, corps_staff=200), rest=403),
    Row("savings:claim-pack", args=waiting, **own(200, corps_staff=200), rest=403),
    Row("savings:claim-verify", args=waiting, rest=405),
    Row(
        "savings:claim-verify",
        method="POST",
        args=waiting,
        data=split,
        approver=302,
        rest=403,
    ),
    *finance_forms("savings:claim-reject", waiting, lambda _w: REASON),
    *finance_forms("savings:claim-take-back", decided, lambda _w: REASON),
    *forms("savings:claim-withdraw", waiting, lambda _w: REASON),
    Row("savings:settings", args=slug, approver=200, administrator=200, rest=403),
    Row(
        "savings:settings",
        method="POST",
        args=slug,
        data=lambda _w: {"verification_threshold_gbp": "5000", "sample_percent": "10"},
        approver=302,
        administrator=302,
        rest=403,
    ),
]
FILES = [
    Row(
        "savings:measurement-file",
        args=evidence,
        anonymous=404,
        **own(200, corps_staff=200),
        rest=404,
    ),
    Row(
        "savings:measurement-file",
        "public",
        args=lambda world: evidence(world, is_public=True),
        everyone=200,
    ),
]
ROWS += FILES


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """The evidence that the rows name."""
    settings.MEDIA_ROOT = tmp_path
    folder = tmp_path / "savings" / "evidence"
    folder.mkdir(parents=True)
    (folder / "none.txt").write_text("Two posts went.")


@each(ROWS)
def test_the_door_opens_for_those_it_should(row, lasting_world):
    check(row, lasting_world)
