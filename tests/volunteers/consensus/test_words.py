"""Every word that a page of conversations shows is marked for translation."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "templates/volunteers/consensus"
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


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.html")), ids=lambda path: path.name)
def test_every_word_is_marked(path):
    assert bare_words(path.read_text()) == []
