"""Money over time: known values, and what always holds."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corps.savings import maths
from corps.savings.maths import Amount, Basis

MONEY = st.decimals(-10_000_000, 10_000_000, places=2)
DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
WEIGHTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=40)


def test_a_pound_loses_worth_as_the_green_book_says():
    worth = [round(1000 * maths.discount_factor(year), 2) for year in range(6)]

    assert worth == [
        Decimal(text) for text in ("1000", "966.18", "933.51", "901.94", "871.44", "841.97")
    ]


def test_the_net_present_value_is_the_textbooks():
    flows = [Decimal(-200_000), *[Decimal(80_000)] * 5]

    assert maths.npv(flows) == Decimal("161204.19")


@pytest.mark.parametrize(
    ("year", "rate"), [(1, "0.035"), (30, "0.035"), (31, "0.030"), (75, "0.030"), (76, "0.025")]
)
def test_later_years_are_discounted_less(year, rate):
    step = maths.discount_factor(year - 1) / maths.discount_factor(year)

    assert round(step, 12) == 1 + Decimal(rate)


def test_the_rate_is_a_parameter():
    assert maths.npv([Decimal(0), Decimal(110)], [(1, Decimal("0.1"))]) == Decimal(100)


def test_flows_begin_with_the_one_off_cost_and_bear_the_running_cost_in_every_year():
    gains = {2026: Decimal(100), 2028: Decimal(300)}

    flows = maths.flows(Decimal(50), Decimal(10), gains)

    assert flows == [Decimal(-50), Decimal(90), Decimal(-10), Decimal(290)]


def test_without_gains_only_the_one_off_cost_flows():
    assert maths.flows(Decimal(50), Decimal(10), {}) == [Decimal(-50)]


@pytest.mark.parametrize(
    ("uplift", "cost"), [(maths.OPTIMISM_LOWER, "110"), (maths.OPTIMISM_UPPER, "300")]
)
def test_optimism_bias_raises_costs_by_the_green_books_uplifts(uplift, cost):
    assert maths.with_optimism(Decimal(100), uplift) == Decimal(cost)


def test_real_is_nominal_by_the_ratio_of_price_levels():
    assert maths.real(Decimal(1000), Decimal(80), Decimal(100)) == Decimal(1250)


def test_a_price_level_is_above_nothing():
    with pytest.raises(ValueError, match="above nothing"):
        maths.real(Decimal(1), Decimal(0), Decimal(100))


def test_yearly_amounts_add_and_subtract():
    gross, cost = Amount(Decimal(100), Basis.YEARLY), Amount(Decimal(30), Basis.YEARLY)

    assert (gross + cost, gross - cost) == (
        Amount(Decimal(130), Basis.YEARLY),
        Amount(Decimal(70), Basis.YEARLY),
    )


def test_a_yearly_amount_and_one_in_all_never_add():
    yearly, in_all = Amount(Decimal(1), Basis.YEARLY), Amount(Decimal(1), Basis.IN_ALL)

    with pytest.raises(maths.MixedBasis, match="a year and in all do not add"):
        yearly + in_all
    with pytest.raises(maths.MixedBasis):
        in_all - yearly


@given(MONEY, WEIGHTS)
def test_shares_sum_to_the_whole_to_the_penny(total, weights):
    assert sum(maths.split(total, weights)) == total


@given(st.decimals(0, 1_000_000, places=2), WEIGHTS)
def test_no_share_is_more_than_a_penny_from_its_exact_one(total, weights):
    shares = maths.split(total, weights)

    whole = sum(weights) or len(weights)
    parts = weights if any(weights) else [1] * len(weights)
    off = [
        abs(Fraction(share) - Fraction(total) * part / whole)
        for share, part in zip(shares, parts, strict=True)
    ]
    assert max(off) <= Fraction(1, 100)


def test_what_is_rounded_is_the_sum_so_far():
    assert maths.split(Decimal(1), [1, 1, 1]) == [
        Decimal("0.33"),
        Decimal("0.34"),
        Decimal("0.33"),
    ]


def test_debts_are_shared_as_credits_are():
    assert maths.split(Decimal(-1), [1, 1, 1]) == [
        -share for share in maths.split(Decimal(1), [1, 1, 1])
    ]


@pytest.mark.parametrize(("weights", "words"), [([], "nobody"), ([1, -1], "below nothing")])
def test_nothing_is_shared_among_nobody_or_by_debts(weights, words):
    with pytest.raises(ValueError, match=words):
        maths.split(Decimal(1), weights)


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2027, 1, 1), 2026)],
)
def test_a_financial_year_begins_in_april(day, year):
    assert maths.financial_year(day) == year


@given(MONEY, DAYS, st.integers(0, 1500))
def test_months_and_years_of_a_period_sum_to_its_amount(amount, first, days):
    last = first + timedelta(days=days)

    assert sum(maths.by_month(amount, first, last).values()) == amount
    assert sum(maths.by_year(amount, first, last).values()) == amount


@given(DAYS, st.integers(0, 1500))
def test_the_days_of_the_months_are_the_days_of_the_period(first, days):
    touched = maths.months(first, first + timedelta(days=days))

    assert sum(inside for _, inside in touched) == days + 1
    assert all(month.day == 1 for month, _ in touched)


def test_a_period_is_shared_by_days():
    assert maths.by_month(Decimal(61), date(2026, 3, 1), date(2026, 4, 30)) == {
        date(2026, 3, 1): Decimal(31),
        date(2026, 4, 1): Decimal(30),
    }


def test_a_period_that_ends_before_it_begins_is_none():
    with pytest.raises(ValueError, match="ends before it begins"):
        maths.months(date(2026, 2, 1), date(2026, 1, 31))


@given(
    MONEY,
    st.lists(st.tuples(DAYS, st.integers(0, 400), st.integers(0, 9)), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_a_claim_spread_over_measurements_sums_to_it_in_any_order(amount, rows, random):
    periods = [
        (first, first + timedelta(days=days), Decimal(weight)) for first, days, weight in rows
    ]
    shuffled = random.sample(periods, len(periods))

    assert sum(maths.spread(amount, periods).values()) == amount
    assert sum(maths.spread(amount, shuffled).values()) == amount


def test_a_claim_is_spread_first_by_worth_and_then_by_days():
    periods = [
        (date(2026, 4, 1), date(2026, 4, 30), Decimal(3)),
        (date(2026, 5, 1), date(2026, 5, 31), Decimal(1)),
    ]

    assert maths.spread(Decimal(100), periods) == {
        date(2026, 4, 1): Decimal(75),
        date(2026, 5, 1): Decimal(25),
    }


COSTS = {"face": Decimal("7.40"), "phone": Decimal("2.90"), "web": Decimal("0.32")}


def test_a_change_of_channels_saves_the_difference_of_unit_costs():
    before = {"face": 100, "phone": 100, "web": 0}
    after = {"face": 50, "phone": 100, "web": 50}

    shift = maths.channel_shift(before, after, COSTS)

    assert shift == maths.Shift(Decimal("354.00"), 0)


def test_volume_is_held_constant_and_its_change_told_apart():
    before = {"face": 100, "web": 100}
    after = {"face": 100, "web": 300}

    shift = maths.channel_shift(before, after, COSTS)

    assert shift == maths.Shift(Decimal("354.00"), 200)


@given(st.lists(st.integers(0, 5000), min_size=3, max_size=3), st.integers(1, 9))
def test_more_of_the_same_mix_saves_nothing(volumes, times):
    before = dict(zip(COSTS, volumes, strict=True)) | {"web": volumes[2] + 1}
    after = {channel: volume * times for channel, volume in before.items()}

    assert maths.channel_shift(before, after, COSTS).saving == 0


def test_nobody_can_be_shifted():
    with pytest.raises(ValueError, match="nobody came"):
        maths.channel_shift({"web": 0}, {"web": 3}, COSTS)


@pytest.mark.parametrize(("number", "drawn"), [(0, 0), (1, 1), (9, 1), (10, 1), (11, 2), (25, 3)])
def test_a_share_is_drawn_rounded_up_and_at_least_one(number, drawn):
    assert len(maths.draw(range(number), Decimal("0.1"), "seed")) == drawn


@given(st.sets(st.integers(1, 10_000), max_size=60), st.text(max_size=10))
def test_a_lot_can_be_drawn_again_from_its_seed_in_any_order(ids, seed):
    once = maths.draw(sorted(ids), Decimal("0.2"), seed)

    assert maths.draw(sorted(ids, reverse=True), Decimal("0.2"), seed) == once
    assert set(once) <= ids


def test_another_seed_draws_others():
    lots = {tuple(maths.draw(range(100), Decimal("0.1"), str(seed))) for seed in range(20)}

    assert len(lots) == 20
