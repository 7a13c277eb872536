"""Every e-mail is rendered, one by one, with rows of the right kind and words of the right name."""

import ast
import re
from datetime import UTC, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.template import Context, Engine

from corps import mail
from corps.accounts.adapter import Adapter
from corps.accounts.models import User
from corps.notifications.formats import GROUP_OF, GROUPS, group_of
from corps.notifications.models import Event, Notification, SavedSearch
from corps.notifications.services import compose

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[3]
NOTICES = sorted((ROOT / "templates").rglob("notices/*.txt"))
ACCOUNT = sorted(
    path
    for folder in ("account", "mfa", "socialaccount", "usersessions")
    for path in (ROOT / "templates" / folder / "email").glob("*_message.txt")
    if not path.name.startswith("base_")
)
WORDS = "A & <b>B"  # what somebody typed
GAP = "⟨%s⟩"  # what stands where a template names something that is not there
ENTITIES = re.compile(r"&(lt|gt|amp|quot|#x?[0-9a-f]+);", re.IGNORECASE)
NOON = datetime(2027, 3, 3, 12, tzinfo=UTC)
SAMPLES = {
    models.BooleanField: True,
    models.DateTimeField: NOON,
    models.DateField: NOON.date(),
    models.TimeField: time(12),
    models.DecimalField: Decimal("12345.00"),
    models.FloatField: 1.5,
    models.JSONField: {},
    ArrayField: [],
    models.IntegerField: 3,
    models.CharField: WORDS,
    models.TextField: WORDS,
}
KNOWN_AS = {  # words that are not named after their model
    "savings.row": "measurement",
    "savings.parts": ["part"],
    "matching.still": ["answer"],
    "matching.leads": ["lead"],
    "councils.members": ["user"],
    "consensus.moved": ["movedday"],
    "consensus.decision": "commentdecision",
}
FOUND = {"count": 3, "rows": [], "roles": []}
VALUES = {  # what words of these names are, in whatever app
    **dict.fromkeys(("count", "days", "number", "places", "filled", "left", "people", "age"), 3),
    **dict.fromkeys(("day", "on", "until", "due", "due_on", "ends_on", "ended_on"), NOON.date()),
    **dict.fromkeys(("site", "address"), ""),
    "stale_days": 90,
    "amount": Decimal(38000),
    "obstacles": [SimpleNamespace(text=WORDS)],
    "found": [
        SimpleNamespace(
            **FOUND,
            search=SavedSearch(name=WORDS, label="councils.projects"),
            alert=SimpleNamespace(role=None, token="sample-token"),
        )
    ],
}


def label_of(path):
    """The label of the app that a template belongs to."""
    return path.parent.parent.name


def kind_of(path):
    return f"{label_of(path)}.{path.stem}"


@cache
def stand_in(model, depth=4):
    """A row that was never saved, with something in each field."""
    row = model()
    for field in model._meta.concrete_fields:
        if field.is_relation:
            if depth and not isinstance(field.related_model, str):
                setattr(row, field.name, stand_in(field.related_model, depth - 1))
        elif field.name == "token":
            row.token = "sample-token"
        elif field.choices:
            setattr(row, field.attname, field.flatchoices[0][0])
        else:
            setattr(row, field.attname, sample(field))
    return row


def sample(field):
    """Something that a field may hold."""
    if field.primary_key:
        return 7
    return next((one for kind, one in SAMPLES.items() if isinstance(field, kind)), None)


class Anything:
    """Stands for what only the service knows: any part of it is there."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()

    def __str__(self):
        return WORDS

    def __iter__(self):
        return iter([])


@cache
def names_given(label):
    """What the app's code calls the words that it gives, keywords and keys alike."""
    folder = ROOT / apps.get_app_config(label).name.replace(".", "/")
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword):
                found.add(node.arg)
            elif isinstance(node, ast.Dict):
                found |= {key.value for key in node.keys if isinstance(key, ast.Constant)}
    return found


class Given(dict):
    """The context of a notice: about, by and reason, and the words that its app gives."""

    def __init__(self, label, about):
        super().__init__(about=about, by=stand_in(User), reason=WORDS)
        self.label = label

    def __contains__(self, name):
        given = names_given(self.label) | names_given("notifications")
        return super().__contains__(name) or name in given

    def __getitem__(self, name):
        return super().__getitem__(name) if super().__contains__(name) else word(self.label, name)


def word(label, name):
    """What a word of this name may be."""
    if name in VALUES:
        return VALUES[name]
    name = KNOWN_AS.get(f"{label}.{name}", name)
    if isinstance(name, list):
        return [word(label, each) for each in name]
    for app in [apps.get_app_config(label), *ours()]:
        if name in app.models:
            return stand_in(app.models[name])
    return Anything()


def ours():
    return [app for app in apps.get_app_configs() if (ROOT / app.name.replace(".", "/")).is_dir()]


def candidates(label, name):
    """Rows that a notice may be about: its noun's, then any of its app's, then of any app."""
    noun = name.partition("_")[0]
    own = list(apps.get_app_config(label).get_models())
    rest = [model for app in ours() for model in app.get_models() if model not in own]
    return sorted(own, key=lambda model: model._meta.model_name != noun) + rest


def written(path):
    """Subject and text of a notice about the first row that has all it names."""
    template = path.relative_to(ROOT / "templates").as_posix()
    first = None
    for model in candidates(label_of(path), path.stem):
        text = mail.plain(template, Given(label_of(path), stand_in(model)))
        if "⟨" not in text:
            break
        first = first or text
    else:
        text = first
    subject, _, body = text.partition("\n")
    return " ".join(subject.split())[:200], body.strip()


@pytest.fixture(autouse=True)
def gaps_are_seen(monkeypatch):
    monkeypatch.setattr(Engine.get_default(), "string_if_invalid", GAP)


def faults(message, address):
    """What is wrong with an e-mail, in words."""
    html, _kind = message.alternatives[0]
    buttons = re.findall(r'class="action" href="([^"]*)"', html)
    checks = {
        "a subject of one line": 0 < len(message.subject.splitlines()) < 2,
        "a short subject": len(message.subject) <= 120,
        "no gaps": not {"⟨", "{{", "{%"} & set(re.findall(r"⟨|{{|{%", message.body + html)),
        "no entities in the text": not ENTITIES.search(message.subject + message.body),
        "one action in the text": message.body.count(address) == 1 if address else True,
        "one action in the HTML": buttons == ([address] if address else []),
        "escaped words": "<b>" not in html,
        "no script": "<script" not in html,
    }
    return [what for what, holds in checks.items() if not holds]


@pytest.mark.parametrize("path", NOTICES, ids=kind_of)
def test_each_notice_makes_an_email_with_one_action(path):
    subject, text = written(path)
    event = Event(
        kind=kind_of(path), about_type_id=7, subject=subject, text=text, link="/one/page/", at=NOON
    )
    to = User(pk=7, email="ada@example.org", name=WORDS)

    message = compose(Notification(pk=7, event=event, to=to))

    assert faults(message, f"{settings.SITE_URL}/one/page/") == []


@pytest.mark.parametrize("path", ACCOUNT, ids=lambda path: path.stem)
def test_each_email_of_the_account_has_the_same_frame(path, rf):
    address = "https://example.org/open/this/"
    people = {"email": "ada@example.org", "from_email": "a@b.example", "to_email": "b@b.example"}
    links = dict.fromkeys(("password_reset_url", "activate_url", "signup_url"), address)
    given = people | links
    given |= {"deleted_email": "a@b.example", "code": "ABCD-EFGH", "user": User(name=WORDS)}
    given |= {"timestamp": NOON, "ip": "192.0.2.1", "user_agent": WORDS, "request": rf.get("/")}
    given |= {"provider": SimpleNamespace(name="Sample council")}
    prefix = path.relative_to(ROOT / "templates").as_posix().removesuffix("_message.txt")

    message = Adapter().render_mail(prefix, "ada@example.org", given)

    assert faults(message, address if address in message.body else "") == []


def test_a_gap_and_an_entity_would_be_seen():
    engine = Engine.get_default()

    text = engine.from_string("{{ about.titel }}").render(Context({"about": stand_in(User)}))

    assert text == "⟨about.titel⟩"
    assert ENTITIES.search("Bins &amp; bulky waste")


def test_what_a_template_names_and_no_service_gives_is_a_gap():
    given = Given("councils", stand_in(User))

    assert ("reson" in given, "member" in given) == (False, True)


def test_each_kind_of_notice_stands_in_the_table_of_groups():
    kinds = [kind_of(path) for path in NOTICES]

    assert [kind for kind in kinds if not kind.startswith(tuple(GROUP_OF))] == []
    assert {group_of(kind).key for kind in kinds} == set(GROUPS)


def test_no_row_of_the_table_is_for_nothing():
    kinds = [kind_of(path) for path in NOTICES]

    unused = [row for row in GROUP_OF if not any(kind.startswith(row) for kind in kinds)]
    assert set(unused) <= {"accounts."}
