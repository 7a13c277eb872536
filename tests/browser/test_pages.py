"""Every page in a real browser, as whoever it is for: found by its links, and fit to be seen."""

import json
import subprocess
import sys
from collections import defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from playwright.sync_api import Error

from tests.browser.rooms import pages
from tests.conftest import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NARROW, WIDE = {"width": 390, "height": 800}, {"width": 1280, "height": 900}
QUICKLY = {"resultTypes": ["violations"]}
FRONT = "home:front"  # another page for each role
LEFT_OUT = {
    "account_logout": "it would end the crawl",
    "casework:look-page": "another page in a frame of ours, by any path",
}
ADMIN = {  # the back office is tested page by page elsewhere: here is how it looks
    "admin:index",
    "admin:councils_project_changelist",
    "admin:accounts_user_changelist",
    "admin:app_list",
}
OUTSIDE = {"nobody", "anonymous"}
UNSEEN = {
    "organisations:apply-again": "another row of the matrix verifies the company that it refuses",
    "volunteers:contribution-submit": "its row makes a volunteer who stands here already",
    "volunteers:source-edit": "its row names a repository that another row names too",
}
PEOPLE = """
import json
from django.conf import settings
from corps.accounts.models import User
from tests.browser.rooms import keys_of
told = (settings.VAR_DIR / "sign-ins.txt").read_text().splitlines()
people = {line[:20].strip(): line.split()[-1] for line in told if line.startswith("  ")}
people["Administrator"] = "administrator@sample.lambeth.gov.uk"
print(json.dumps(keys_of({role: User.objects.get(email=it) for role, it in people.items()})))
"""

ROOMS = """
import json
from tests.browser.rooms import open_rooms
print(json.dumps(open_rooms({})))
"""


def shell(site, code):
    """What some code prints as JSON that is run in the site's own shell."""
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "shell", "-v", "0", "-c", code],
        cwd=ROOT,
        env=site.env | {"PYTEST_XDIST_WORKER": "crawl"},  # a second set of servers is of no use
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@dataclass
class Crawl:
    """Goes through the site breadth-first, by one address of each pattern for each role."""

    browser: object
    address: str
    faults: list = field(default_factory=list)
    seen: dict = field(default_factory=lambda: defaultdict(dict))
    screens: dict = field(default_factory=dict)
    said: list = field(default_factory=list)
    axe: Axe = field(default_factory=Axe)

    def enter(self, role, key=None):
        """Let somebody in, who has signed in where there is a key."""
        context = self.browser.new_context(viewport=NARROW)
        if key:
            context.add_cookies([{"name": "sessionid", "value": key, "url": self.address}])
        self.screens[role] = page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda one: self.hear(one.type, one.text, one.location["url"]))
        page.on("pageerror", lambda error: self.hear("error", str(error)))

    def hear(self, kind, text, about=""):
        """Keep what the page that is open complains of; statuses of pages are looked at apart."""
        answer = text.startswith("Failed to load resource") and name_of(about)
        if kind in {"error", "warning"} and not answer:
            self.said.append(f"{text} {about}")

    def walk(self, roles, guesses):
        """From the front page by its links, then by addresses that need no link."""
        linked = deque((role, "/") for role in roles)
        guessed = deque((role, path) for path in guesses for role in roles)
        while linked or guessed:
            role, path = (linked or guessed)[0]
            known = bool(linked)
            (linked or guessed).popleft()
            if self.is_worth(role, path):
                found = self.visit(role, path, linked=known)
                linked.extend((role, each) for each in found)

    def is_worth(self, role, path):
        """Whether such a page was not seen yet: once signed out, and once signed in."""
        name = name_of(path)
        if name is None or name in LEFT_OUT or (name.startswith("admin:") and name not in ADMIN):
            return False
        seen = self.seen[name]
        if name == FRONT or role in OUTSIDE:
            return role not in seen
        return not seen.keys() - OUTSIDE

    def visit(self, role, path, *, linked):
        """Look at one page; return the paths that it leads to."""
        page, name = self.screens[role], name_of(path)
        if not (linked or self.opens(page, path)):
            return []
        self.said.clear()
        self.seen[name][role] = path
        try:
            page.set_viewport_size(NARROW)
            response = page.goto(urljoin(self.address, path))
        except Error as error:
            if "Download is starting" not in str(error):
                self.blame(True, name, role, path, str(error))
                return []
            response = page.request.get(urljoin(self.address, path))
            self.blame(response.status >= 400, name, role, path, response.status)
            return []
        if response.status >= 400:
            del self.seen[name][role]
            self.blame(linked, name, role, path, response.status)
            return []
        arrived = name_of(page.url)
        if arrived != name:
            del self.seen[name][role]
            if not self.is_worth(role, page.url):
                return []
            self.seen[arrived][role] = page.url
        if not is_for_eyes(response.headers):
            return []
        self.look(page, arrived, role, urlsplit(page.url).path)
        return links(page)

    def opens(self, page, path):
        """Whether a guess is right, asked without a screen."""
        return page.request.get(urljoin(self.address, path), max_redirects=0).status == 200

    def look(self, page, name, role, path):
        """Tell all that is wrong with the page that is open; signed in, a page has more to show."""
        if role != "nobody" or name.startswith("account_"):
            for one in self.axe.run(page, options=QUICKLY).response["violations"]:
                self.blame(True, name, role, path, one["id"], *nodes(one))
        self.blame(is_wide(page), name, role, path, "scrolls sideways at 390")
        page.set_viewport_size(WIDE)
        self.blame(is_wide(page), name, role, path, "scrolls sideways at 1280")
        self.blame(self.said, name, role, path, *self.said)

    def blame(self, wrong, *what):
        """Keep what is wrong."""
        if wrong:
            self.faults.append(what)


def name_of(address):
    """The name of the pattern that an address falls under, if it is a page of ours."""
    try:
        return resolve(urlsplit(address).path).view_name or None
    except Resolver404:
        return None


def is_for_eyes(headers):
    """Whether an answer is a page, and one that lets scripts look at it."""
    is_page = "text/html" in headers.get("content-type", "")
    return is_page and "sandbox" not in headers.get("content-security-policy", "")


def links(page):
    """Paths of our own that a page links to, each once."""
    found = page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
    home = urlsplit(page.url).netloc
    parts = [urlsplit(urljoin(page.url, each)) for each in found]
    ours = [f"{it.path}?{it.query}" if it.query else it.path for it in parts if it.netloc == home]
    return list(dict.fromkeys(ours))


def nodes(violation):
    """The first few places of one violation."""
    return [node["html"][:160] for node in violation["nodes"][:3]]


def is_wide(page):
    """Whether the page is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def without_arguments(names):
    """Paths of those names that are one address."""
    for name in names:
        with suppress(NoReverseMatch):
            yield reverse(name)


def test_every_page_is_fit_to_be_seen_by_those_it_is_for(start_site, browser):
    site = start_site().wait_until_up(400)  # the story takes its time
    crawl, expected = Crawl(browser, site.url), pages()
    keys = shell(site, PEOPLE)
    for role, key in {"nobody": None, **keys}.items():
        crawl.enter(role, key)

    crawl.walk(list(crawl.screens), sorted(without_arguments([*expected, "admin:index"])))
    shut = sorted(name for name in expected if not crawl.seen[name])
    opened = shell(site, ROOMS.format(shut))
    for role, key in {"anonymous": None, **opened["keys"]}.items():
        crawl.enter(role, key)
    for _name, role, path in opened["rooms"]:
        crawl.visit(role, path, linked=True)

    assert not crawl.faults, "\n".join(" | ".join(map(str, each)) for each in crawl.faults)
    assert {name for name in {*expected, *ADMIN} if not crawl.seen[name]} <= set(UNSEEN)
