"""A plan is written, published, held still, and opened again only with a reason."""

from datetime import date
from decimal import Decimal

import pytest

from corps.notifications.models import Event
from corps.savings import services
from corps.savings.models import Benefit
from corps.stages import IllegalMove
from tests.factories.accounts import UserFactory
from tests.factories.councils import ProjectFactory
from tests.factories.savings import (
    BaselinedBenefitFactory,
    BenefitFactory,
    ClaimFactory,
    ForecastFactory,
    MeasurementFactory,
    ToldBenefitFactory,
)

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 4, 1), date(2027, 3, 31), Decimal(96_000))
Stage = Benefit.Stage


def kinds(benefit):
    """What happened to a benefit, the latest first."""
    return list(Event.objects.about(benefit).values_list("kind", flat=True))


def test_a_draft_keeps_its_words_and_its_forecast():
    project, officer = ProjectFactory(), UserFactory()

    made = services.draft_benefit(project, by=officer, title="Fewer letters", forecasts=[YEAR])

    assert (made.stage, made.author, made.title) == (Stage.DRAFT, officer, "Fewer letters")
    assert list(made.forecasts.values_list("period_from", "period_to", "amount_gbp")) == [YEAR]
    assert kinds(made) == ["savings.benefit_drafted"]


def test_editing_replaces_the_forecast_where_one_is_given():
    benefit = ForecastFactory().benefit

    services.edit_benefit(benefit, by=benefit.author, title="Less post")
    kept = benefit.forecasts.count()
    services.edit_benefit(benefit, by=benefit.author, forecasts=[])

    benefit.refresh_from_db()
    assert (benefit.title, kept, benefit.forecasts.count()) == ("Less post", 1, 0)
    assert kinds(benefit) == ["savings.benefit_edited"] * 2


def test_an_edit_that_changes_nothing_leaves_no_trace():
    benefit = BenefitFactory()

    services.edit_benefit(benefit, by=benefit.author)

    assert kinds(benefit) == []


def test_a_baselined_plan_is_not_edited():
    benefit = BaselinedBenefitFactory()

    with pytest.raises(IllegalMove, match="its plan stands"):
        services.edit_benefit(benefit, by=benefit.author, title="Other")


def test_publishing_shows_the_forecast_as_a_claim():
    benefit = ForecastFactory(benefit=BenefitFactory()).benefit

    published = services.publish_benefit(benefit, by=benefit.author)

    assert published.stage == Stage.CLAIMED
    assert kinds(benefit) == ["savings.benefit_published"]


def test_money_is_not_published_without_a_forecast():
    benefit = BenefitFactory()

    with pytest.raises(services.Unsaid) as caught:
        services.publish_benefit(benefit, by=benefit.author)

    assert caught.value.missing == ["a forecast"]


def test_what_is_only_described_needs_no_forecast():
    benefit = BenefitFactory(kind="qualitative")

    assert services.publish_benefit(benefit, by=benefit.author).stage == Stage.CLAIMED


def test_the_development_of_a_product_is_published_once():
    ToldBenefitFactory(product="form-checker", is_development=True)
    second = BenefitFactory(product="form-checker", is_development=True)
    ForecastFactory(benefit=second)

    with pytest.raises(services.CountedAlready):
        services.publish_benefit(second, by=second.author)


def test_an_edit_does_not_count_a_development_again():
    ToldBenefitFactory(product="form-checker", is_development=True)
    second = ToldBenefitFactory(product="form-checker")

    with pytest.raises(services.CountedAlready):
        services.edit_benefit(second, by=second.author, is_development=True)


def test_another_product_and_ones_own_are_no_double_counting():
    ToldBenefitFactory(product="form-checker", is_development=True)
    other = ToldBenefitFactory(product="letter-writer", is_development=True)

    services.edit_benefit(other, by=other.author, title="Better letters")

    other.refresh_from_db()
    assert other.title == "Better letters"


def test_a_plan_in_which_all_is_said_is_baselined():
    benefit = ToldBenefitFactory()

    assert services.baseline_benefit(benefit, by=benefit.author).stage == Stage.BASELINED


def test_a_plan_is_not_baselined_before_all_is_said():
    benefit = BenefitFactory(stage=Stage.CLAIMED)

    with pytest.raises(services.Unsaid) as caught:
        services.baseline_benefit(benefit, by=benefit.author)

    assert caught.value.missing == list(Benefit.ASKED)


def test_a_plan_is_opened_again_with_a_reason_before_anything_is_measured():
    benefit = BaselinedBenefitFactory()

    opened = services.reopen_plan(benefit, by=benefit.author, reason="Wrong quarter")

    assert (opened.stage, opened.stage_reason) == (Stage.CLAIMED, "Wrong quarter")


def test_a_plan_against_which_something_was_measured_stands():
    benefit = MeasurementFactory().benefit

    with pytest.raises(IllegalMove):
        services.reopen_plan(benefit, by=benefit.author, reason="Nicer")


def test_a_benefit_is_withdrawn_with_a_reason_before_finance_has_it():
    benefit = ToldBenefitFactory()

    gone = services.withdraw_benefit(benefit, by=benefit.author, reason="Stopped")

    assert (gone.stage, gone.stage_reason) == (Stage.WITHDRAWN, "Stopped")


def test_what_finance_has_before_it_is_not_withdrawn():
    benefit = ClaimFactory().benefit

    with pytest.raises(IllegalMove, match="before finance"):
        services.withdraw_benefit(benefit, by=benefit.author, reason="Embarrassing")
