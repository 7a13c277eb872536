"""Fields that the forms about savings share."""

from decimal import Decimal

from django import forms

from corps.forms import MoneyField

MOST_GBP = Decimal(100_000_000)


def saving_field(what, **kwargs):
    """Pounds of one benefit: from nothing to what no single one has ever brought."""
    words = {"max_value": f"{what} is above £100m: check the noughts, or split it into benefits"}
    words |= kwargs.pop("error_messages", {})
    most = {"max_value": MOST_GBP, "max_digits": None}  # one error for what is too large
    return MoneyField(what=what, error_messages=words, **most, **kwargs)


def value_field(what, **kwargs):
    """A figure in the benefit's own unit."""
    return forms.DecimalField(
        min_value=0,
        max_digits=14,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
        error_messages={
            "required": f"Enter {what[:1].lower()}{what[1:]}",
            "invalid": f"{what} must be a number, like 41 or 4.5",
            "min_value": f"{what} cannot be less than 0",
            "max_digits": f"{what} is too large: check the figure",
            "max_whole_digits": f"{what} is too large: check the figure",
            "max_decimal_places": f"{what} can have at most two decimals",
        },
        **kwargs,
    )


def too_many_percent(unit, value):
    """Whether a share is above the whole."""
    return unit == "percent" and value is not None and value > 100


TOO_MANY_PERCENT = "A share cannot be above 100 per cent: check the figure or the unit"
