"""Finance answers on one page, with a second factor, and hears by e-mail."""

import pytest
from django.urls import reverse

from corps.notifications.models import Notification
from corps.savings.models import Benefit, Claim, CouncilSetting
from councils.models import Membership
from tests.corps.savings.pages import counted
from tests.factories.savings import (
    ClaimFactory,
    DecidedClaimFactory,
    MeasurementFactory,
    PartFactory,
    SampleFactory,
    ToldBenefitFactory,
)

pytestmark = pytest.mark.django_db
SPLIT = {
    "verified_gbp": "38,000",
    "kind": "cash_releasing",
    "cost_centre": "PL-104",
    "budget_line": "One post",
    "goes_on": "2027-04-01",
    "filed_gbp": "51k",
    "filed_reason": "Hours across the team",
    "rejected_gbp": "7000",
    "rejected_reason": "Counted before",
}


@pytest.fixture
def officer(world):
    """The approver, made the council's finance officer."""
    user = world.people["approver"]
    Membership.objects.filter(user=user).update(role=Membership.Role.FINANCE)
    return user


@pytest.fixture
def finance(client, officer):
    client.force_login(officer)
    return client


def waiting(world, **fields):
    """A claim of the officer's before finance."""
    benefit = ToldBenefitFactory(
        project=world.project("in_delivery"),
        author=world.people["officer"],
        stage=Benefit.Stage.MEASURED,
    )
    claim = ClaimFactory(benefit=benefit, **fields)
    MeasurementFactory(benefit=benefit, claim=claim, amount_gbp=claim.amount_gbp)
    return claim


def said(response):
    return [str(message) for message in response.context["messages"]]


def go(client, name, row, data=None):
    return client.post(reverse(f"savings:{name}", args=[row.pk]), data or {}, follow=True)


def test_a_claim_is_split_on_its_page(finance, world):
    claim = waiting(world)

    response = go(finance, "claim-verify", claim, SPLIT)

    assert said(response) == ["Decided. Those who wrote it hear by e-mail."]
    assert list(claim.parts.values_list("verdict", "amount_gbp")) == [
        ("verified", 38_000),
        ("filed", 51_000),
        ("rejected", 7_000),
    ]
    assert {notice.to for notice in Notification.objects.all()} == {world.people["officer"]}


def test_a_split_that_misses_a_penny_keeps_all_that_was_typed(finance, world):
    claim = waiting(world)

    response = go(finance, "claim-verify", claim, SPLIT | {"rejected_gbp": "7000.01"})

    page = response.content.decode()
    assert "£0.01 more than the £96,000.00 claimed" in page
    assert "Hours across the team" in page
    assert 'value="51k"' in page
    assert not claim.parts.exists()


def test_a_claim_of_no_money_is_verified_with_one_press(finance, world):
    claim = waiting(world, amount_gbp=0)

    shown = finance.get(claim.get_absolute_url()).content.decode()
    go(finance, "claim-verify", claim)

    claim.refresh_from_db()
    assert "Verify it as it stands" in shown
    assert claim.stage == Claim.Stage.VERIFIED


def test_without_a_second_factor_nothing_is_decided(finance, world, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    claim = waiting(world)

    for name in ("claim-verify", "claim-reject"):
        response = finance.post(reverse(f"savings:{name}", args=[claim.pk]), SPLIT)
        assert response["Location"].startswith(reverse("mfa_activate_totp"))

    claim.refresh_from_db()
    assert claim.stage == Claim.Stage.WAITING


def test_a_whole_claim_is_rejected_with_a_reason_for_all_to_read(finance, world):
    claim = waiting(world)

    response = go(finance, "claim-reject", claim, {"reason": "No budget went"})

    finance.logout()
    page = finance.get(claim.benefit.get_absolute_url()).content.decode()
    assert said(response) == ["Rejected. Those who wrote it hear by e-mail."]
    assert "No budget went" in page


def test_a_decision_is_taken_back(finance, world, officer):
    claim = waiting(world)
    go(finance, "claim-verify", claim, SPLIT)

    response = go(finance, "claim-take-back", claim, {"reason": "The post was filled again"})

    claim.refresh_from_db()
    assert said(response) == ["Taken back: the claim waits again."]
    assert (claim.stage, claim.parts.count()) == (Claim.Stage.WAITING, 0)


@pytest.mark.parametrize("name", ["claim-verify", "claim-reject"])
def test_who_answers_too_late_is_shown_how_it_stands(finance, world, name):
    claim = waiting(world)
    go(finance, "claim-verify", claim, SPLIT)

    response = go(finance, name, claim, SPLIT | {"reason": "No"})

    assert said(response) == ["Somebody was there first: this is how it stands now."]


@pytest.mark.parametrize("name", ["claim-take-back", "claim-withdraw"])
def test_what_does_not_fit_the_stage_is_refused_kindly(finance, world, name):
    claim = waiting(world)
    if name == "claim-withdraw":
        go(finance, "claim-verify", claim, SPLIT)

    response = go(finance, name, claim, {"reason": "No"})

    assert said(response) == ["Somebody was there first: this is how it stands now."]


def test_an_officer_takes_a_claim_back(client, world):
    claim = waiting(world)
    client.force_login(world.people["officer"])

    response = go(client, "claim-withdraw", claim, {"reason": "Wrong rate"})

    assert said(response) == ["Taken back."]
    assert claim.benefit.measurements.get().claim is None


def test_who_wrote_it_sees_the_claim_but_no_form(client, world):
    claim = waiting(world)
    client.force_login(world.people["officer"])

    response = client.get(claim.get_absolute_url())

    page = response.content.decode()
    assert response.context["form"] is None
    assert "Nobody fits yet:" in page


def test_a_finance_officer_is_offered_no_way_to_become_its_writer(finance, world):
    page = finance.get(waiting(world).get_absolute_url()).content.decode()

    assert "Take the claim back" not in page


def test_the_evidence_comes_as_one_accessible_page(finance, world):
    claim = waiting(world)

    response = finance.get(reverse("savings:claim-pack", args=[claim.pk]))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="evidence-{claim.pk}.pdf"'
    assert response.content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in response.content
    assert b"pdfuaid" in response.content


def test_the_list_holds_what_waits_and_what_was_decided(finance, world, officer):
    claim = waiting(world)
    done = DecidedClaimFactory(benefit__project__council=world.council)
    DecidedClaimFactory()

    waits = finance.get(reverse("savings:verifications"))
    decided = finance.get(reverse("savings:verifications"), {"done": ""})

    assert list(waits.context["page"]) == [claim]
    assert list(decided.context["page"]) == [done]


def test_corps_staff_read_every_decision(client, world):
    done = [PartFactory().claim, PartFactory().claim]
    client.force_login(world.people["corps_staff"])

    response = client.get(reverse("savings:verifications"), {"done": ""})

    assert set(response.context["page"]) == set(done)


@pytest.mark.parametrize("query", ["", "?done"])
def test_a_list_of_three_takes_as_many_queries_as_one(finance, world, query):
    url = reverse("savings:verifications") + query
    make = DecidedClaimFactory if query else ClaimFactory
    make(benefit__project__council=world.council)
    finance.get(url)
    one = counted(finance, url)

    make.create_batch(2, benefit__project__council=world.council)

    assert counted(finance, url) == one


def test_the_front_page_says_what_waits_for_finance(finance, world):
    claim = waiting(world)

    response = finance.get("/")

    assert [thing.link for thing in response.context["page"]] == [claim.get_absolute_url()]
    assert "Savings to verify" in [door.label for door in response.context["nav"]]


def test_a_threshold_is_set_in_pounds_and_per_cent(finance, world):
    SampleFactory(council=world.council, seed="0123")
    url = reverse("savings:settings", args=[world.council.slug])

    response = finance.post(
        url, {"verification_threshold_gbp": "£5,000", "sample_percent": "20"}, follow=True
    )

    kept = CouncilSetting.objects.get()
    assert (kept.verification_threshold_gbp, float(kept.sample_share)) == (5000, 0.2)
    assert said(response) == ["Saved. It holds for claims that come from now on."]
    assert "0123" in response.content.decode()


def test_a_share_of_nothing_is_refused(finance, world):
    url = reverse("savings:settings", args=[world.council.slug])

    response = finance.post(url, {"verification_threshold_gbp": "1", "sample_percent": "0"})

    assert response.context["form"].errors["sample_percent"] == ["Draw at least 1 per cent"]
