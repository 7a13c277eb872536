"""A person at the site: the same few verbs over plain HTTP, or in a real browser.

A story is written once, in these verbs, and told by either.
"""

import io
import re
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urljoin

import mechanicalsoup

PATIENCE_MS = 15_000
CODE = re.compile(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", re.MULTILINE)


class HttpVisitor:
    """Somebody who reads HTML and sends forms, without a browser."""

    def __init__(self, address):
        self.address = address
        self.session = mechanicalsoup.Browser(soup_config={"features": "html.parser"})
        self.page = None
        self.url = address

    def visit(self, path):
        """Go to a path or address."""
        self._keep(self.session.get(urljoin(self.address, path)))

    def sees(self, text):
        """Whether the page's words hold this text."""
        return text in " ".join(self.page.get_text(" ").split())

    def follow(self, text):
        """Follow the first link with these words."""
        link = next(
            (a for a in self.page.find_all("a") if text in " ".join(a.get_text(" ").split())), None
        )
        assert link is not None, f"no link “{text}” on {self.url}"
        self.visit(urljoin(self.url, link["href"]))

    def fill(self, label, value):
        """Type into, or choose in, the field with this label."""
        field = self._field(label)
        if field.name == "select":
            self._choose(field, value)
        elif field.name == "textarea":
            field.string = str(value)
        else:
            field["value"] = str(value)

    def tick(self, label):
        """Tick the box, or choose the radio button, with this label."""
        field = self._field(label)
        if field.get("type") == "radio":
            for other in field.find_parent("form").find_all("input", {"name": field["name"]}):
                other.attrs.pop("checked", None)
        field["checked"] = ""

    def attach(self, label, path):
        """Choose a file of this machine in the field with this label."""
        kept = io.BytesIO(Path(path).read_bytes())
        kept.name = str(path)
        self._field(label)["value"] = kept

    def press(self, text):
        """Press the first button with these words, sending its form."""
        button = next(
            (
                one
                for one in self.page.find_all(["button", "input"])
                if one.get("type") not in {"hidden", "file"}
                and text in (" ".join(one.get_text(" ").split()) or one.get("value", ""))
                and one.find_parent("form")
            ),
            None,
        )
        assert button is not None, f"no button “{text}” on {self.url}"
        form = mechanicalsoup.Form(button.find_parent("form"))
        form.choose_submit(button if button.get("name") else False)
        action = urljoin(self.url, form.form.get("action") or "")
        self._keep(self.session.submit(form.form, action, headers={"Referer": self.url}))

    def _keep(self, response):
        """Stay on the page that came, at the address it came from."""
        assert response.status_code < 500, f"{response.status_code} at {response.url}"
        self.page, self.url = response.soup, response.url

    def _field(self, label):
        for found in self.page.find_all("label"):
            words = " ".join(found.get_text(" ").split())
            if words == label or words.startswith(f"{label} "):
                field = self.page.find(id=found.get("for")) or found.find(["input", "select"])
                if field is not None:
                    return field
        named = self.page.find(attrs={"aria-label": label})
        assert named is not None, f"no field “{label}” on {self.url}"
        return named

    def _choose(self, field, value):
        for option in field.find_all("option"):
            option.attrs.pop("selected", None)
        option = next((one for one in field.find_all("option") if value in one.get_text(" ")), None)
        assert option is not None, f"no choice “{value}” in {field.get('name')}"
        option["selected"] = ""


class BrowserVisitor:
    """Somebody at a real browser, with or without script."""

    def __init__(self, address, page):
        self.address = address
        self.page = page
        page.set_default_timeout(PATIENCE_MS)

    @property
    def url(self):
        return self.page.url

    def visit(self, path):
        """Go to a path or address."""
        self.page.goto(urljoin(self.address, path))

    def sees(self, text):
        """Whether the page's words hold this text."""
        return text in " ".join(self.page.locator("body").inner_text().split())

    def follow(self, text):
        """Follow the first link with these words, in a menu of the header if nowhere else."""
        self._found("link", text).click()
        self.page.wait_for_load_state()

    def fill(self, label, value):
        """Type into, or choose in, the field with this label."""
        field = self._field(label)
        if field.evaluate("element => element.tagName") == "SELECT":
            options = field.locator("option").all_inner_texts()
            field.select_option(label=next(option for option in options if value in option))
        else:
            field.fill(str(value))

    def tick(self, label):
        """Tick the box, or choose the radio button, with this label."""
        self._field(label).check()

    def attach(self, label, path):
        """Choose a file of this machine in the field with this label."""
        self._field(label).set_input_files(path)

    def press(self, text):
        """Press the first button with these words, in a menu of the header if nowhere else."""
        self._found("button", text).click()
        self.page.wait_for_load_state()

    def _found(self, role, text):
        found = self.page.get_by_role(role, name=text)
        if found.count() == 0:
            for summary in self.page.locator("header summary").all():
                if summary.is_visible() and not summary.evaluate("one => one.parentElement.open"):
                    summary.click()
        return found.first

    def _field(self, label):
        exact = self.page.get_by_label(label, exact=True)
        begins = self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s|$)"))
        return (exact if exact.count() else begins).first


class PostBox:
    """The e-mails that a site without a mail server writes."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def letters(self, to, about=""):
        """Everything written to an address, oldest first, whose words hold some text."""
        found = []
        for path in sorted(self.folder.glob("*.eml")):
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            text = message.get_body(("plain",)).get_content()
            if to in str(message["To"]) and about in f"{message['Subject']} {text}".lower():
                found.append((str(message["Subject"]), text))
        return found

    def links(self, to, containing):
        """All links to this person whose address contains some text, oldest first."""
        texts = (text for _subject, text in self.letters(to))
        found = (link for text in texts for link in re.findall(r"https?://\S+", text))
        return [link for link in found if containing in link]

    def has_link(self, to, containing):
        """Whether such a link was sent."""
        return bool(self.links(to, containing))

    def link(self, to, containing):
        """The newest such link."""
        return self.links(to, containing)[-1]

    def codes(self, to):
        """All sign-in codes sent to this person, oldest first."""
        texts = (text for _subject, text in self.letters(to))
        return [code for text in texts for code in CODE.findall(text)]

    def has_code(self, to):
        """Whether a code was sent."""
        return bool(self.codes(to))

    def code(self, to):
        """The newest code."""
        return self.codes(to)[-1]
