from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councils import maths

LABELS = st.from_regex(r"[a-z]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
HOSTS = st.lists(LABELS, min_size=2, max_size=4).map(".".join)
CYRILLIC = "c\N{CYRILLIC SMALL LETTER A}mden.gov.uk"


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("ada@camden.gov.uk", "camden.gov.uk"),
        ("  ada@camden.gov.uk\n", "camden.gov.uk"),
        ("Ada@CAMDEN.Gov.UK", "camden.gov.uk"),
        ("ada@camden.gov.uk.", "camden.gov.uk"),
        ("ada@digital.camden.gov.uk", "digital.camden.gov.uk"),
        ("ada@camden.gov.uk@elsewhere.example", "elsewhere.example"),
        ('"ada@elsewhere.example"@camden.gov.uk', "camden.gov.uk"),
        (f"ada@{CYRILLIC}", "xn--cmden-4ve.gov.uk"),
        ("ada@münchen.example", "xn--mnchen-3ya.example"),
        ("ada@xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
    ],
)
def test_the_host_is_what_follows_the_last_at_in_plain_letters(address, host):
    assert maths.host_of(address) == host


@pytest.mark.parametrize(
    "address",
    [
        "",
        "camden.gov.uk",
        "@camden.gov.uk",
        "ada@",
        "ada@.camden.gov.uk",
        "ada@camden..gov.uk",
        "ada@camden.gov.uk..",
        "ada@ camden.gov.uk",
        "ada@cam den.gov.uk",
        "ada@camden.gov.uk>",
        "ada@camden.gov.uk\0",
        "ada@camden.gov.uk\nelsewhere.example",
        "ada@-camden.gov.uk",
        "ada@camden_.gov.uk",
        "ada@[192.0.2.1]",
        f"ada@{'a' * 64}.gov.uk",
        f"ada@{'a' * 64}é.gov.uk",
        f"ada@{'.'.join(['a' * 60] * 5)}",
    ],
)
def test_what_the_dns_could_not_hold_has_no_host(address):
    assert maths.host_of(address) == ""


@pytest.mark.parametrize(
    "host",
    [
        "\N{FULLWIDTH LATIN SMALL LETTER C}amden.gov.uk",
        "\N{SMALL ROMAN NUMERAL ONE HUNDRED}amden.gov.uk",
        "hac\N{KELVIN SIGN}ney.gov.uk",
        "cam\N{SOFT HYPHEN}den.gov.uk",
        "cam\N{ZERO WIDTH JOINER}den.gov.uk",
        "camden\N{IDEOGRAPHIC FULL STOP}gov.uk",
        "camden\N{ONE DOT LEADER}gov.uk",
        "i\N{LATIN SMALL LETTER LONG S}lington.gov.uk",
        "camden.gov.u\N{MATHEMATICAL BOLD SMALL K}",
    ],
)
def test_a_look_alike_that_folds_into_plain_letters_is_not_taken_for_them(host):
    assert maths.host_of(f"ada@{host}") == ""


@pytest.mark.parametrize(
    ("host", "is_on_it"),
    [
        ("camden.gov.uk", True),
        ("digital.camden.gov.uk", True),
        ("mail.digital.camden.gov.uk", True),
        ("notcamden.gov.uk", False),
        ("camden.gov.uk.example", False),
        ("evil-camden.gov.uk.example", False),
        ("evil-camden.gov.uk", False),
        ("gov.uk", False),
        ("uk", False),
        ("camden.gov", False),
        ("xcamdenxgov.uk", False),
        ("", False),
    ],
)
def test_a_host_is_on_a_domain_that_it_equals_or_lies_under(host, is_on_it):
    assert maths.on_domain(host, "camden.gov.uk") == is_on_it


def test_nothing_is_on_an_empty_domain():
    assert not maths.on_domain("", "")
    assert not maths.on_domain("camden.gov.uk", "")


def test_a_letter_of_another_alphabet_is_on_no_council_s_domain():
    assert maths.domains_of(f"ada@{CYRILLIC}", ["camden.gov.uk"]) == []


def test_an_address_with_several_ats_belongs_to_the_last():
    domains = ["camden.gov.uk"]

    assert maths.domains_of("ada@camden.gov.uk@elsewhere.example", domains) == []


def test_a_domain_that_two_councils_share_is_found_once_and_leads_to_both():
    shared = {"richmond.gov.uk": ["RIC"], "richmondandwandsworth.gov.uk": ["RIC", "WND"]}

    found = maths.domains_of("ada@richmondandwandsworth.gov.uk", shared)

    assert found == ["richmondandwandsworth.gov.uk"]
    assert [shared[domain] for domain in found] == [["RIC", "WND"]]


def test_the_most_exact_domain_comes_first():
    domains = ["gov.example", "camden.gov.example", "barnet.gov.example"]

    assert maths.domains_of("ada@it.camden.gov.example", domains) == [
        "camden.gov.example",
        "gov.example",
    ]


@given(HOSTS, LABELS)
def test_every_sub_domain_is_on_its_domain_and_no_domain_on_its_sub_domain(domain, label):
    assert maths.on_domain(domain, domain)
    assert maths.on_domain(f"{label}.{domain}", domain)
    assert not maths.on_domain(domain, f"{label}.{domain}")


@given(HOSTS, LABELS)
def test_letters_added_at_either_end_lead_elsewhere(domain, label):
    assert not maths.on_domain(f"{label}{domain}", domain)
    assert not maths.on_domain(f"{label}-{domain}", domain)
    assert not maths.on_domain(f"{domain}.{label}", domain) or domain.endswith(label)


@given(HOSTS)
def test_capitals_spaces_around_and_a_last_dot_do_not_matter(domain):
    assert maths.host_of(f" ada@{domain.upper()}. ") == domain


@given(st.text())
def test_any_text_has_a_host_that_the_dns_could_hold_or_none(text):
    host = maths.host_of(f"ada@{text}")

    assert host.isascii()
    assert host == host.lower()
    assert host == maths.host_of(f"ada@{host}")


@given(st.text())
def test_only_what_is_written_in_plain_letters_is_on_a_domain(text):
    address = f"ada@{text}camden.gov.uk"

    found = maths.domains_of(address, ["camden.gov.uk"])

    before = text.rpartition("@")[2].strip()
    assert not found or before == "" or before.endswith(".")


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)), st.integers(0, 30))
def test_as_many_working_days_have_passed_as_were_asked_for(day, days):
    before = maths.working_days_before(day, days)

    passed = [before + timedelta(days=one) for one in range(1, (day - before).days + 1)]
    assert sum(one.weekday() < 5 for one in passed) == days
    assert maths.working_days_between(before, day) == days


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 8, 31), 12, date(2027, 8, 31)),
        (date(2027, 3, 31), -6, date(2026, 9, 30)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
    ],
)
def test_the_same_day_of_a_later_month_or_its_last(day, months, later):
    assert maths.months_after(day, months) == later


WORDS = st.text(alphabet="ab \n", max_size=30)


@given(WORDS, WORDS)
def test_what_was_kept_gone_and_new_makes_up_both_texts(before, after):
    pieces = maths.word_changes(before, after)

    assert "".join(words for kind, words in pieces if kind != "new") == before
    assert "".join(words for kind, words in pieces if kind != "gone") == after


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("plannign", "planning"),
        ("aplications", "applications"),
        ("socail", "social"),
        ("hackny", "hackney"),
        ("zebra", ""),
    ],
)
def test_a_slip_is_taken_for_the_word_most_like_it(typed, meant):
    known = ["application", "applications", "hackney", "plain", "planning", "social", "soil"]

    assert maths.closest(typed, known) == meant


@given(st.text("abc", min_size=1, max_size=8), st.lists(st.text("abc", max_size=8), max_size=5))
def test_a_word_that_is_known_is_itself(word, others):
    assert maths.closest(word, [*others, word]) == word
