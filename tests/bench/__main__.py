"""Measures rounds, lists, searches, home, savings and votes, on databases made for it; prints JSON.

Each case runs in a process of its own, so that its peak of memory is its own. Seconds depend on
the machine; the ratios to peers, measured in the same process, hold wherever it runs.
"""

import json
import logging
import os
import platform
import subprocess
import sys

CASES = {
    "round of 1,000 experts and 500 places": ("round", "1000", "500"),
    "round of 10,000 experts and 5,000 places": ("round", "10000", "5000"),
    "round of 5,000 experts and 10,000 places": ("round", "5000", "10000"),
    "list page at 10,000 projects": ("page", "10000", "100"),
    "finding among 100,000 projects": ("finding", "100000", "200"),
    "home of an officer for whom 1,000 things wait": ("home", "1000", "200"),
    "savings of 33 councils, 300 projects each, over 10 years": ("savings", "300", "200"),
    "votes over HTTP from 32 browsers": ("voting", "32", "30"),
    "map of 3.7 million votes from the database": ("recompute", "100000", "1000", "3700000"),
    "opinions of 10,000 people on 500 statements": ("opinion-scale", "10000", "500", "400000"),
    "opinions of 100,000 people on 1,000 statements": (
        *("opinion-scale", "100000", "1000", "3700000"),
    ),
    "opinions of 1,000,000 people on 2,000 statements": (
        *("opinion-scale", "1000000", "2000", "57000000"),
    ),
    "solvers at 1,000 × 500": ("solvers", "1000", "500"),
    "solvers at 10,000 × 5,000": ("solvers", "10000", "5000"),
    "solvers at 5,000 × 10,000 (scarce)": ("solvers", "5000", "10000"),
    "part-time at 1,000 × 500": ("part-time", "1000", "500", "0"),
    "part-time at 10,000 × 5,000": ("part-time", "10000", "5000", "1"),
}


def main():
    """Run the case that is named, or all of them, one after another."""
    if sys.argv[1:]:
        print(json.dumps(run(sys.argv[1], *map(int, sys.argv[2:]))))
        return
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    print(
        json.dumps(
            {"machine": machine} | {name: apart(case) for name, case in CASES.items()}, indent=2
        )
    )


def apart(case):
    """What a process of its own measures."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", *case],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def run(kind, *sizes):
    """Measure without a database, or on one that is made for it and dropped afterwards."""
    from tests.bench import opinions, solvers

    alone = {
        "solvers": solvers.measure,
        "part-time": solvers.measure_sharing,
        "opinions": opinions.measure,
        "opinion-scale": opinions.measure_scale,
    }
    return alone[kind](*sizes) if kind in alone else on_a_database(kind, *sizes)


def on_a_database(kind, *sizes):
    """Measure on a database that is made for it and dropped afterwards."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    logging.disable(logging.INFO)
    from django.conf import settings
    from django.db import connection

    from corps.environment import PLAIN_PLANS
    from tests.bench import finding, home, pages, rounds, savings, voting

    connection.settings_dict["OPTIONS"] = settings.DATABASES["default"]["OPTIONS"] | PLAIN_PLANS
    # As Django prepares tests, but that templates draw pages as they do for visitors.
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    own = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        cases = {
            "round": rounds.measure,
            "page": pages.measure,
            "home": home.measure,
            "finding": finding.measure,
            "savings": savings.measure,
            "voting": voting.measure,
            "recompute": voting.measure_recompute,
        }
        return cases[kind](*sizes)
    finally:
        connection.creation.destroy_test_db(own, verbosity=0)


if __name__ == "__main__":
    main()
