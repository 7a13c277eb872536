"""Rooms behind the doors that a crawl found shut: run on the site itself, with its settings.

`open_rooms` makes, in the site's own database, the rows that the permission matrix makes for a
door, and says who may open it and where it is.
"""

from contextlib import suppress
from copy import deepcopy

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from corps.accounts.models import User
from tests.test_matrix import all_rows
from tests.world import IDENTITIES, build


def pages():
    """Names of all that somebody gets a page or file of by asking, with the matrix's rows of it."""
    found = {}
    for row in all_rows():
        if row.method == "GET" and 200 in row.expected.values():
            found.setdefault(row.name, []).append(row)
    return found


def open_rooms(names):
    """The addresses behind these names, each with who opens it, and their sessions."""
    for addresses in (User.objects, EmailAddress.objects):  # the story and the world share one
        addresses.filter(email="staff@corps.example").update(email="story@corps.example")
    with transaction.atomic():
        world = build()
    known, found = pages(), []
    for name in names:
        row = known[name][0]
        who = [one for one in IDENTITIES if row.expected[one] == 200]
        with suppress(IntegrityError), transaction.atomic():  # else one like it stands already
            url = reverse(name, args=row.args(deepcopy(world)))
            found.append((name, "anonymous" if "anonymous" in who else who[-1], url))
    User.objects.filter(is_active=False).update(is_active=True)  # some row may have suspended one
    return {"rooms": found, "keys": keys_of(world.people)}


def keys_of(people):
    """A session for each person."""
    keys = {}
    for name, user in people.items():
        client = Client()
        client.force_login(user)
        keys[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return keys
