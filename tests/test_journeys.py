"""Whole stories, over HTTP, against everything that `manage.py up` starts."""

import re
import time

import pytest

from tests.conftest import wait_for
from tests.story import PASSWORD, STAFF, Story
from tests.visitors import HttpVisitor

pytestmark = pytest.mark.slow


def test_a_councils_request_becomes_an_expert_at_work(start_site):
    site = start_site("--no-demo").wait_until_up()

    Story(site, lambda: HttpVisitor(site.url)).tell()

    logs = site.var_dir / "log"
    assert ids_in(logs / "web.log") & ids_in(logs / "worker.log")  # tasks carry a request's id on


def ids_in(log):
    """The request ids of a log's lines."""
    return set(re.findall(r'"request_id": "([a-f0-9]{32})"', log.read_text()))


def test_with_the_broker_down_the_site_goes_on_and_the_email_comes_later(start_site, broker):
    site = start_site("--no-demo", REDIS_URL=broker.address).wait_until_up()
    story = Story(site, lambda: HttpVisitor(site.url))
    story.staff_come()

    broker.stop()
    staff = sign_in_anew(story, site)
    staff.visit("/councils/camden/administrators/invite/")
    staff.fill("Their e-mail address", "head@camden.gov.uk")
    started = time.monotonic()
    staff.press("Invite")
    took = time.monotonic() - started

    assert staff.sees("Invited head@camden.gov.uk")
    assert took < 2  # the page after it included; the request itself is measured in test_queue
    assert story.post.letters("head@camden.gov.uk") == []
    assert staff_reads(staff, "/readyz")["broker"] == "does not answer"

    broker.start()
    story.manage("shell", "-c", AN_HOUR_LATER)
    story.manage("shell", "-c", "from corps.notifications import tasks; tasks.sweep.delay()")
    wait_for(lambda: story.post.letters("head@camden.gov.uk"), 60)


AN_HOUR_LATER = """
from datetime import timedelta
from django.db.models import F
from corps.notifications.models import Event
Event.objects.update(at=F("at") - timedelta(hours=1))
"""


def sign_in_anew(story, site):
    """Corps staff at another screen."""
    visitor = HttpVisitor(site.url)
    visitor.visit("/accounts/login/")
    visitor.fill("Email", STAFF)
    visitor.fill("Password", PASSWORD)
    visitor.press("Sign in")
    assert visitor.sees("What waits for you")
    return visitor


def staff_reads(visitor, path):
    """What a page of JSON says."""
    return visitor.session.session.get(f"{visitor.address}{path}").json()
