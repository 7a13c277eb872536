"""A passkey in a real browser, kept by its virtual authenticator."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.story import PASSWORD, Story
from tests.visitors import BrowserVisitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_added_and_opens_the_account_and_the_back_office_alone(start_site, browser):
    site = start_site("--no-demo", REQUIRE_SECOND_FACTOR="yes").wait_until_up()
    page = browser.new_context(viewport={"width": 390, "height": 800}).new_page()
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    visitor = BrowserVisitor(site.url, page)
    Story(site, lambda: visitor, lambda *_page: None).staff_come()

    visitor.visit("/admin/")
    asked = visitor.sees("Show that it is you")
    visitor.visit("/accounts/2fa/webauthn/add/")
    visitor.fill("Password", PASSWORD)
    visitor.press("Go on")
    violations = Axe().run(page).response["violations"]
    visitor.fill("Name of the passkey", "Sample phone")
    visitor.press("Add it")
    page.wait_for_url("**/recovery-codes/**")
    visitor.visit("/accounts/2fa/webauthn/")
    listed = visitor.sees("Sample phone") and visitor.sees("It opens your account alone")
    visitor.press("Sign out")
    visitor.visit("/accounts/login/")
    violations += Axe().run(page).response["violations"]
    visitor.press("Sign in with a passkey")
    page.wait_for_url(f"{site.url}/")
    inside = visitor.sees("What waits for you")
    visitor.visit("/admin/")

    assert (asked, listed, inside, visitor.sees("Back office")) == (True, True, True, True)
    assert ([one["id"] for one in violations], complaints) == ([], [])
