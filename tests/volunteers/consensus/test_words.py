"""Every word that a page of conversations shows is marked for translation."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "templates/volunteers/consensus").rglob("*.*"))
SOURCES = sorted(
    path
    for folder in ("forms", "queries", "services", "templatetags", "views")
    for path in (ROOT / "volunteers/consensus" / folder).glob("*.py")
)
NAMED = {"label", "help_text", "empty_label"}
TOLD = {
    *("PermissionDenied", "Http404", "ValidationError", "add_error"),
    *("success", "info", "warning", "error"),
    *("NotYet", "NotOpen", "NotShown", "NotCounted", "TooFast", "TooMany", "WrongDay"),
}
MARKED = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}", re.DOTALL)
TEMPLATE = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
SETTING = re.compile(r"{% block width %}.*?{% endblock(?: width)? %}", re.DOTALL)
SPOKEN = re.compile(r'(?:aria-label|title|alt|placeholder)="([^"]*)"')
TAG = re.compile(r"<[^>]*>", re.DOTALL)
ENTITY = re.compile(r"&\w+;")


def bare_words(source):
    """What stands in a template outside of marks, tags and variables."""
    plain = TEMPLATE.sub("", MARKED.sub("", SETTING.sub("", source)))
    spoken = " ".join(SPOKEN.findall(plain))
    return re.findall(r"[^\W\d_]{2,}", ENTITY.sub("", TAG.sub(" ", plain)) + " " + spoken)


def test_a_word_outside_a_mark_is_found():
    assert bare_words('<p title="Now">Hello {{ you }}{% translate "there" %}</p>') == [
        "Hello",
        "Now",
    ]


def spoken_bare(source):
    """What forms and views say to people in words that are not marked: of each its line."""
    calls = [one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Call)]
    said = [key.value for one in calls for key in one.keywords if key.arg in NAMED]
    said += [word for one in calls if name_of(one) in TOLD for word in one.args]
    return sorted(word.lineno for word in said if is_bare(word))


def name_of(call):
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def is_bare(word):
    """Whether it is a sentence as such: the name of a field is none."""
    return isinstance(word, ast.Constant | ast.JoinedStr) and " " in ast.unparse(word)


def test_a_sentence_that_is_not_marked_is_found():
    source = """
raise PermissionDenied("Not for you.")
messages.success(request, _("Stored."))
form.add_error("name", f"Too {long} a name")
field = CharField(label="Your name", help_text=_("All of it"))
"""

    assert spoken_bare(source) == [2, 4, 5]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_word_of_a_page_and_a_notice_is_marked(path):
    assert bare_words(path.read_text()) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_word_that_forms_views_and_services_say_is_marked(path):
    assert spoken_bare(path.read_text()) == []
