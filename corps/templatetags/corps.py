"""The few tags that every page may use."""

from decimal import Decimal

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse
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


@register.filter
def is_below(path, start):
    """Whether a page is the one at `start` or stands below it."""
    return str(path).startswith(start)


@register.simple_tag
def static_if_there(path):
    """The address of a static file, or nothing where it was never made or collected."""
    if finders.find(path) is None:
        return ""
    try:
        return static(path)
    except ValueError:  # made after the last collectstatic: the manifest does not name it
        return ""


@register.inclusion_tag("components/fonts.html")
def fonts():
    """The web fonts, where they were built; without them the site uses the system's."""
    sheet = static_if_there("fonts/fonts.css")
    files = [static_if_there(f"fonts/{name}.woff2") for name in ("text", "display")]
    return {"sheet": sheet, "files": list(filter(None, files))}


@register.inclusion_tag("components/errors.html")
def error_summary(form):
    """What is wrong with a form, above the page's heading or, failing that, above its fields.

    Drawn once for each form, by whoever comes first: the base page, the page or the form.
    """
    wrong = bool(getattr(form, "errors", None))
    show = wrong and not getattr(form, "summarised", False)
    if wrong:
        form.summarised = True
    return {"form": form, "show": show}


@register.inclusion_tag("components/hexagon_map.html")
def hexagon_map(
    councils,
    value,
    words,
    *,
    heading="Number",
    link=None,
    leads="the council’s page",
    money=False,
    shade=None,
    table="",
):
    """Councils as hexagons that lead somewhere, row by row, and as a table, by number.

    `value` names an attribute of a council that holds a number, in pounds if `money`; `link` is an
    address that ends where a council's slug is to stand, and `leads` says where it leads: without
    them, to the borough's page.
    `shade` names the attribute to be shaded by, where it is another; `table` is the address of the
    figures where they stand as a table already.
    """
    councils = sorted(councils, key=lambda council: (council.hex_row, council.hex_x))
    places = [(float(council.hex_x), council.hex_row) for council in councils]
    values = [getattr(council, value) or 0 for council in councils]
    shades = [getattr(council, shade or value) or 0 for council in councils]
    most = max(shades, default=0)
    shapes = charts.hexagons(places)
    width, height = charts.extent(places)
    drawn = [
        {
            "code": council.code,
            "name": council.name,
            "link": f"{link}{council.slug}"
            if link
            else reverse("home:borough", args=[council.slug]),
            "value": number,
            "text": f"£{number:,.2f}" if money else number,
            "level": charts.level(depth, most),
            "points": shape.points,
            "x": f"{shape.x:g}",
            "y": f"{shape.y:g}",
        }
        for council, number, depth, shape in zip(councils, values, shades, shapes, strict=True)
    ]
    return {
        "drawn": drawn,
        "listed": sorted(drawn, key=lambda one: (-one["value"], one["name"])),
        "width": f"{width:g}",
        "height": f"{height:g}",
        "words": words,
        "heading": heading,
        "leads": leads,
        "table": table,
    }
