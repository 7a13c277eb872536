"""Every URL has a row in some app's permission matrix."""

import importlib
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

TESTS = Path(__file__).parent
# Allauth's own doors and the back office, which is tested by pattern, have rows elsewhere.
GUESTS = ("account_", "mfa_", "usersessions_", "socialaccount_", "openid_connect_", "admin:")


def all_names(patterns, namespace=""):
    """Names of every URL below these patterns."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from all_names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}"


def all_rows():
    """Rows of every app's matrix."""
    for path in sorted(TESTS.rglob("test_permissions.py")):
        module = ".".join(path.relative_to(TESTS.parent).with_suffix("").parts)
        yield from importlib.import_module(module).ROWS


def test_every_url_has_a_row():
    ours = {name for name in all_names(get_resolver().url_patterns) if not name.startswith(GUESTS)}

    assert ours - {row.name for row in all_rows()} == set()


def test_every_row_has_a_url():
    assert {row.name for row in all_rows()} - set(all_names(get_resolver().url_patterns)) == set()
