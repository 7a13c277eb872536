from collections import Counter
from decimal import Decimal
from importlib import import_module
from itertools import pairwise

import pytest
from django.apps import apps

from councils import maths
from councils.models import Council, CouncilDomain

pytestmark = pytest.mark.django_db

migration = import_module("councils.migrations.0002_load_the_33_councils")


def counts():
    return [
        Council.objects.count(),
        CouncilDomain.objects.count(),
        Council.neighbours.through.objects.count(),
    ]


def neighbours_of(code):
    return sorted(Council.objects.get(code=code).neighbours.values_list("code", flat=True))


def test_there_are_32_boroughs_and_the_city():
    councils = list(Council.objects.all())

    assert counts() == [33, 35, 136]
    assert sorted(council.gss for council in councils) == [f"E090000{n:02}" for n in range(1, 34)]
    assert Counter(council.statutory for council in councils) == {
        "inner": 12,
        "outer": 20,
        "city": 1,
    }
    assert Counter(council.ons for council in councils) == {"inner": 14, "outer": 19}


def test_inner_and_outer_differ_by_who_is_asked():
    differing = {
        council.code: (council.statutory, council.ons)
        for council in Council.objects.all()
        if council.statutory != council.ons
    }

    assert differing == {
        "GRE": ("inner", "outer"),
        "HRY": ("outer", "inner"),
        "NWM": ("outer", "inner"),
        "LND": ("city", "inner"),
    }


def test_a_council_is_named_as_it_names_itself():
    council = Council.objects.get(code="HMF")

    assert council.gss == "E09000013"
    assert council.ecode == "E5014"
    assert council.name == "Hammersmith and Fulham"
    assert council.official_name == "London Borough of Hammersmith and Fulham"
    assert council.slug == "hammersmith-and-fulham"


def test_every_hexagon_has_its_own_place_and_touches_no_other():
    places = [(council.hex_x, council.hex_row) for council in Council.objects.all()]

    assert Counter(row for _, row in places) == {0: 1, 1: 4, 2: 8, 3: 8, 4: 7, 5: 5}
    assert len(set(places)) == 33
    assert {x % 1 for x, row in places if row % 2 == 0} == {Decimal(0)}
    assert {x % 1 for x, row in places if row % 2 == 1} == {Decimal("0.5")}
    for row in range(6):
        along = sorted(x for x, at in places if at == row)
        assert all(right - left >= 1 for left, right in pairwise(along))


def test_domains_are_those_of_one_council_but_for_the_one_that_two_share():
    shared = Counter(CouncilDomain.objects.values_list("domain", flat=True))

    assert {domain for domain, councils in shared.items() if councils > 1} == {
        "richmondandwandsworth.gov.uk"
    }
    assert set(
        CouncilDomain.objects.filter(domain="richmondandwandsworth.gov.uk").values_list(
            "council__code", flat=True
        )
    ) == {"RIC", "WND"}


def test_an_address_leads_to_the_council_whose_name_its_domain_may_not_show():
    domains = list(CouncilDomain.objects.values_list("domain", flat=True))

    found = {
        name: maths.domains_of(f"ada@{name}.gov.uk", domains)
        for name in ("lbbd", "it.lbhf", "rbkc", "royalgreenwich", "greenwich", "london")
    }

    assert found == {
        "lbbd": ["lbbd.gov.uk"],
        "it.lbhf": ["lbhf.gov.uk"],
        "rbkc": ["rbkc.gov.uk"],
        "royalgreenwich": ["royalgreenwich.gov.uk"],
        "greenwich": [],
        "london": [],
    }


def test_no_domain_lies_under_another():
    domains = set(CouncilDomain.objects.values_list("domain", flat=True))

    found = {domain: maths.domains_of(f"ada@{domain}", domains) for domain in domains}
    assert found == {domain: [domain] for domain in domains}


def test_neighbours_share_a_border_on_land_and_know_of_each_other():
    assert neighbours_of("LND") == ["CMD", "HCK", "ISL", "TWH", "WSM"]
    assert neighbours_of("KTT") == ["MRT", "RIC", "STN", "WND"]
    assert neighbours_of("HAV") == ["BDG", "RDB"]
    assert neighbours_of("CMD") == ["BEN", "BNE", "HRY", "ISL", "LND", "WSM"]
    assert neighbours_of("TWH") == ["HCK", "LND", "NWM"]


def test_nobody_is_alone_or_a_neighbour_of_itself():
    pairs = set(Council.neighbours.through.objects.values_list("from_council_id", "to_council_id"))

    assert {one for one, _ in pairs} == set(Council.objects.values_list("pk", flat=True))
    assert not any(one == other for one, other in pairs)
    assert {(other, one) for one, other in pairs} == pairs


def test_they_can_be_taken_out_and_put_back():
    loaded = counts()

    migration.unload(apps, None)
    emptied = counts()
    migration.load(apps, None)

    assert emptied == [0, 0, 0]
    assert counts() == loaded
