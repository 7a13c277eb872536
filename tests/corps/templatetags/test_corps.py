import re
from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template

from corps.templatetags import corps
from councils.models import Council


class NameForm(forms.Form):
    name = forms.CharField()


def render(text, **words):
    return Template("{% load corps %}" + text).render(Context(words))


def council(code, x, row, number):
    found = Council(code=code, name=code.title(), slug=code.lower(), hex_x=Decimal(x), hex_row=row)
    found.number = number
    return found


@pytest.mark.parametrize(
    ("amount", "full", "short"),
    [
        (1_240_000, "£1,240,000", "£1.24m"),
        (180_000, "£180,000", "£0.18m"),
        (96_000, "£96,000", "£96k"),
        (Decimal("750.50"), "£750.50", "£750"),
        (0, "£0", "£0"),
        (None, "", ""),
    ],
)
def test_money_is_full_in_tables_and_short_in_headlines(amount, full, short):
    assert (corps.pounds(amount), corps.short_pounds(amount)) == (full, short)


def test_a_date_is_in_words():
    assert (corps.day(date(2027, 3, 3)), corps.day(None)) == ("3 March 2027", "")


def test_days_have_no_idle_nought():
    assert [corps.days(days) for days in (Decimal("2.50"), Decimal("3.0"), 10, None)] == [
        "2.5",
        "3",
        "10",
        "",
    ]


def test_a_page_is_below_its_section():
    assert corps.is_below("/councils/projects/7/", "/councils/projects/")
    assert not corps.is_below("/councils/", "/councils/projects/")


def test_a_static_file_that_nobody_made_has_no_address():
    assert corps.static_if_there("fonts/none.css") == ""
    assert corps.static_if_there("css/site.css") == "/static/css/site.css"


def test_a_static_file_that_the_manifest_does_not_name_has_no_address(settings):
    manifest = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": manifest}}

    assert corps.static_if_there("css/site.css") == ""


def test_a_site_without_fonts_asks_for_none(monkeypatch):
    monkeypatch.setattr(corps.finders, "find", lambda path: None)

    assert render("{% fonts %}").strip() == ""


def test_the_summary_stands_where_it_is_first_asked_for():
    html = render("{% error_summary form %}|{% error_summary form %}", form=NameForm({}))

    above, below = html.split("|")
    assert "Fill in “Name”" in above
    assert below.strip() == ""


def test_no_form_has_no_summary():
    assert render("{% error_summary form %}").strip() == ""


def test_the_map_has_a_link_for_each_council_whose_name_begins_with_its_code():
    html = render(
        '{% hexagon_map councils "number" "Open projects." heading="Projects" %}',
        councils=[council("CMD", "3", 2, 2), council("ENF", "4", 0, 0), council("LBH", "3", 4, 1)],
    )

    assert re.findall(r'aria-label="([^"]*)"', html) == ["ENF Enf: 0", "CMD Cmd: 2", "LBH Lbh: 1"]
    assert re.findall(r'<a class="(l\d)"', html) == ["l0", "l4", "l2"]
    assert 'href="/councils/cmd/"' in html


def test_the_map_has_its_figures_as_a_table_most_first():
    html = render(
        '{% hexagon_map councils "number" "Open projects." heading="Projects" %}',
        councils=[council("CMD", "3", 2, 2), council("ENF", "4", 0, 0), council("LBH", "3", 4, 9)],
    )

    table = html[html.index("<tbody>") :]
    assert re.findall(r">(\w+)</a>", table) == ["Lbh", "Cmd", "Enf"]
    assert re.findall(r'class="number">(\d+)', table) == ["9", "2", "0"]


def test_the_map_can_lead_elsewhere_show_pounds_and_be_shaded_by_another_number():
    one, other = council("CMD", "3", 2, Decimal("19.57")), council("LBH", "3", 4, Decimal("0.12"))
    one.compared, other.compared = 0, other.number

    html = render(
        '{% hexagon_map councils "number" "Saved." link="/savings/?borough=" leads="its savings"'
        ' money=True shade="compared" table="#boroughs" %}',
        councils=[one, other],
    )

    assert re.findall(r'aria-label="([^"]*)"', html) == ["CMD Cmd: £19.57", "LBH Lbh: £0.12"]
    assert re.findall(r'<a class="(l\d)"', html) == ["l0", "l4"]
    assert re.findall(r'href="([^"]*)"', html) == [
        "/savings/?borough=cmd",
        "/savings/?borough=lbh",
        "#boroughs",
    ]
    assert "Each hexagon leads to its savings." in html
