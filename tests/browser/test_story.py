"""The thread in a real browser: wide, narrow, and without JavaScript; every page accessible."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.story import Story
from tests.story_consensus import ConsensusStory
from tests.story_savings import SavingsStory
from tests.story_volunteer import VolunteerStory
from tests.visitors import BrowserVisitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Onlooker:
    """Looks at every page that the story shows: accessible, calm, and no wider than the screen."""

    def __init__(self, browser, width, script):
        self.options = {
            "viewport": {"width": width, "height": 900},
            "java_script_enabled": script,
        }
        self.browser, self.width, self.script = browser, width, script
        self.complaints, self.wide, self.violations, self.seen = [], [], {}, []

    def newcomer(self, address):
        """A visitor at a screen of their own, whose console is listened to."""
        page = self.browser.new_context(**self.options).new_page()
        page.on("console", lambda said: self.hear(said.type, said.text))
        page.on("pageerror", lambda error: self.hear("error", str(error)))
        return BrowserVisitor(address, page)

    def hear(self, kind, text):
        """Keep what a page complains of."""
        if kind in {"error", "warning"}:
            self.complaints.append(text)

    def look(self, visitor, name):
        """Look at a page in passing."""
        self.seen.append(name)
        if visitor.page.evaluate("document.documentElement.scrollWidth") > self.width:
            self.wide.append(name)
        if not self.script:
            return  # axe is a script itself
        found = Axe().run(visitor.page).response["violations"]
        if found:
            self.violations[name] = [
                (one["id"], node["html"][:120]) for one in found for node in one["nodes"]
            ]


ASKED = {"wide": (1280, True), "narrow": (390, True), "bare": (1280, False)}
SCREENS = pytest.mark.parametrize(("width", "script"), ASKED.values(), ids=ASKED)
EVERY = ASKED | {"narrow and bare": (390, False)}


@pytest.mark.parametrize(("width", "script"), EVERY.values(), ids=EVERY)
def test_the_thread_is_walked_and_every_page_is_fit_to_be_seen(start_site, browser, width, script):
    site = start_site("--no-demo").wait_until_up()
    onlooker = Onlooker(browser, width, script)

    Story(site, lambda: onlooker.newcomer(site.url), onlooker.look).tell()

    assert (onlooker.violations, onlooker.wide, onlooker.complaints) == ({}, [], [])
    assert len(onlooker.seen) == 18


@SCREENS
def test_a_volunteers_way_is_walked_and_every_page_is_fit_to_be_seen(
    start_site, browser, width, script
):
    site = start_site("--no-demo").wait_until_up()
    onlooker = Onlooker(browser, width, script)

    VolunteerStory(site, lambda: onlooker.newcomer(site.url), onlooker.look).tell()

    assert (onlooker.violations, onlooker.wide, onlooker.complaints) == ({}, [], [])
    assert len(onlooker.seen) == 16


@SCREENS
def test_a_savings_way_is_walked_and_every_page_is_fit_to_be_seen(
    start_site, browser, width, script
):
    site = start_site("--no-demo").wait_until_up()
    onlooker = Onlooker(browser, width, script)

    SavingsStory(site, lambda: onlooker.newcomer(site.url), onlooker.look).tell()

    assert (onlooker.violations, onlooker.wide, onlooker.complaints) == ({}, [], [])
    assert len(onlooker.seen) == 13


@SCREENS
def test_a_questions_way_is_walked_and_every_page_is_fit_to_be_seen(
    start_site, browser, width, script
):
    site = start_site("--no-demo").wait_until_up()
    onlooker = Onlooker(browser, width, script)

    ConsensusStory(site, lambda: onlooker.newcomer(site.url), onlooker.look).tell()

    assert (onlooker.violations, onlooker.wide, onlooker.complaints) == ({}, [], [])
    assert len(onlooker.seen) == 14
