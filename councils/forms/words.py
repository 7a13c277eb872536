"""Words and choices that several forms share."""


def capital(choices):
    """The same choices, beginning with a capital."""
    return [(key, f"{words[:1].upper()}{words[1:]}") for key, words in choices]


NUMBER_FAULTS = (
    *("required", "invalid", "min_value", "max_value"),
    *("max_digits", "max_whole_digits", "max_decimal_places"),
)


def whatever_is_wrong(words):
    """The same words for a number that is missing, none, or out of bounds."""
    return dict.fromkeys(NUMBER_FAULTS, words)
