"""The few tags that every page may use."""

from decimal import Decimal

from django import template
from django.contrib.staticfiles import finders
from django.utils.dateformat import format as format_date

from corps import charts

register = template.Library()


@register.filter
def pounds(value):
    """Money in full, for tables: £1,240,000."""
    if value in {None, ""}:
        return ""
    amount = Decimal(value)
    return f"£{amount:,.0f}" if amount == amount.to_integral_value() else f"£{amount:,.2f}"


@register.filter
def short_pounds(value):
    """Money in a headline: £1.24m, £96k, £750."""
    if value in {None, ""}:
        return ""
    amount = Decimal(value)
    if amount >= 100_000:
        return f"£{amount / 1_000_000:.2f}m"
    if amount >= 1_000:
        return f"£{amount / 1_000:.0f}k"
    return f"£{amount:,.0f}"


@register.filter
def day(value):
    """A date in words: 3 March 2027."""
    return format_date(value, "j F Y") if value else ""


@register.filter
def days(value):
    """Days a week without an idle nought: 3, 2.5."""
    return f"{Decimal(value).normalize():f}" if value is not None else ""


@register.simple_tag
def has_fonts():
    """Whether the site's fonts were built; without them it uses the system's."""
    return finders.find("fonts/fonts.css") is not None


@register.inclusion_tag("components/hexagon_map.html")
def hexagon_map(councils, value, words, *, link="/councils/projects/?borough="):
    """The 33 councils as hexagons, each a link; `value` names an attribute that holds a number."""
    councils = list(councils)
    places = [(float(council.hex_x), council.hex_row) for council in councils]
    most = max((getattr(council, value) for council in councils), default=0)
    drawn = [
        {
            "council": council,
            "shape": shape,
            "value": getattr(council, value),
            "level": charts.level(getattr(council, value), most),
            "link": f"{link}{council.slug}",
        }
        for council, shape in zip(councils, charts.hexagons(places), strict=True)
    ]
    width, height = charts.extent(places)
    return {"drawn": drawn, "width": width, "height": height, "words": words}
