"""Twenty people at work while parts of the site are killed: who they are, and what is kept."""

import itertools
import json
import random
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

import requests

from tests.conftest import ROOT

TOKEN = "s" * 32
SEED = "from tests.corps.management.storm import seed; seed({acts})"
STATE = "from tests.corps.management.storm import state; state()"


def ask(site, script):
    """Run a few lines on the site's own database; return what they print, as JSON."""
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "shell", "-c", script],
        env=site.env | {"PYTEST_XDIST_WORKER": "storm"},  # tests/__init__.py starts no servers
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


# Run on the site, by ask()


def seed(acts):
    """Make the twenty and what they work on, enough for so many acts each; print it as JSON."""
    from django.db import transaction

    with transaction.atomic():
        people = _seed(acts)
    sys.stdout.write(json.dumps(people) + "\n")


def _seed(acts):
    from tests import world
    from tests.factories import consensus, matching
    from tests.factories.accounts import UserFactory
    from tests.factories.councils import MembershipFactory
    from tests.factories.volunteers import OpenTaskFactory, ReadyVolunteerFactory

    made = world.build()
    council, author = made.council, made.people["officer"]
    officers, approvers, voters = (UserFactory.create_batch(many) for many in (6, 3, 3))
    volunteers = [ReadyVolunteerFactory().user for _ in range(5)]
    for user in officers:  # of another council: each approval is told to all of its own
        MembershipFactory(council=made.other_council, user=user)
    for user in approvers:
        MembershipFactory(council=council, user=user, role="approver")
    debate = consensus.OpenConversationFactory(proposed_by=author)
    consensus.StatementFactory.create_batch(20, conversation=debate)
    proposal = matching.ProposalFactory(role=made.role("open"), expert=_expert(made))
    tasks = iter(
        OpenTaskFactory.create_batch(
            acts * len(volunteers), council=council, author=author, opened_by=author
        )
    )
    waiting = iter(_submitted(council, author, acts * len(approvers)))
    share = [[row.pk for row in itertools.islice(rows, acts)] for rows in [waiting] * 3]
    share += [[row.pk for row in itertools.islice(rows, acts)] for rows in [tasks] * 5]
    thread = [made.people[name] for name in ("officer", "employer", "expert")]
    rows = [
        *[("draft", user, [made.other_council.pk]) for user in officers],
        *[("approve", user, share[at]) for at, user in enumerate(approvers)],
        *[("claim", user, share[3 + at]) for at, user in enumerate(volunteers)],
        *[("vote", user, [debate.pk]) for user in voters],
        *[("write", user, [proposal.pk]) for user in thread],
    ]
    return [(work, user.pk, _session(user), own) for work, user, own in rows]


def _expert(made):
    from secondments.models import Expert

    return Expert.objects.get(user=made.people["expert"])


def _submitted(council, author, many):
    from councils.models import Project
    from tests.factories.councils import ToldProjectFactory

    return ToldProjectFactory.create_batch(
        many, council=council, author=author, submitted_by=author, stage=Project.Stage.SUBMITTED
    )


def _session(user):
    """A session of somebody who has signed in."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client.session.session_key


def state():
    """Print what the site holds of all that the twenty did, as JSON."""
    from corps.notifications.models import Message
    from councils.models import Project
    from volunteers.consensus.models import Vote
    from volunteers.consensus.models.keys import user_key
    from volunteers.models import Contribution

    users = _users()
    votes = {}
    for pk, number, key, value in Vote.objects.values_list(
        "conversation", "statement__number", "participant__key", "value"
    ):
        voter = next((user for user in users if user_key(pk, user) == key), None)
        votes[f"{voter} {number}"] = value
    held = {
        "draft": list(Project.objects.values_list("title", flat=True)),
        "approve": list(
            Project.objects.exclude(opened_at=None).values_list("pk", flat=True).distinct()
        ),
        "claim": [
            f"{user} {task}" for user, task in Contribution.objects.values_list("volunteer", "task")
        ],
        "write": list(Message.objects.values_list("text", flat=True)),
        "vote": votes,
    }
    sys.stdout.write(json.dumps(held | _notices()) + "\n")


def _users():
    from corps.accounts.models import User

    return list(User.objects.values_list("pk", flat=True))


def _notices():
    from django.utils import timezone

    from corps.notifications.models import Notification, Outcome

    return {
        "unsent": Notification.objects.due(timezone.now()).count(),
        "sent": Notification.objects.filter(outcome=Outcome.SENT).count(),
    }


# In the test's own process


@dataclass
class Person(threading.Thread):
    """Somebody who goes on working whatever the site does, and remembers what it accepted."""

    url: str
    work: str
    user: int
    session: str
    rows: list
    stop: threading.Event
    seed: int
    accepted: list = field(default_factory=list)
    unsure: set = field(default_factory=set)
    tried: int = 0

    def __post_init__(self):
        super().__init__(name=f"{self.work} {self.user}", daemon=True)
        self.random = random.Random(self.seed)
        self.browser = requests.Session()
        self.browser.cookies.update({"sessionid": self.session, "csrftoken": TOKEN})
        self.browser.headers["X-CSRFToken"] = TOKEN

    __hash__ = threading.Thread.__hash__

    @property
    def who(self):
        """All that makes another person of the same account."""
        return self.user, self.session, self.rows

    def run(self):
        """Do one act after another, with a thought between them."""
        act = getattr(self, self.work)
        rows = itertools.cycle(self.rows) if self.work in {"draft", "vote", "write"} else self.rows
        for number, row in enumerate(rows):
            act(number, row)
            if self.stop.wait(self.random.uniform(0.5, 2)):
                return

    def draft(self, number, council):
        """A title of its own: none may be there twice."""
        title = f"Storm {self.user}-{number}"
        self.post(
            title, "/councils/projects/new/", "/councils/projects/", council=council, title=title
        )

    def approve(self, _number, project):
        """Each project is one approver's alone."""
        page = f"/councils/projects/{project}/"
        self.post(project, f"{page}approve/", page)

    def claim(self, _number, task):
        """Take a task, and hand it back, so that the next may be taken."""
        place = self.post(
            f"{self.user} {task}", f"/volunteers/tasks/{task}/claim/", "/volunteers/work/"
        )
        if place:
            self.send(f"{place}hand-back/", reason="")

    def vote(self, number, debate):
        """One of twenty statements, over and over: the last word counts."""
        statement, value = 1 + number % 20, self.random.choice([1, 0, -1])
        self.post(
            (f"{self.user} {statement}", value),
            f"/volunteers/consensus/{debate}/statements/{statement}/vote/",
            f"/volunteers/consensus/{debate}/?voted=",
            value=value,
        )

    def write(self, number, proposal):
        """A message of its own words."""
        text = f"Storm {self.user}-{number}."
        page = f"/secondments/matching/proposals/{proposal}/"
        self.post(text, f"{page}message/", page, text=text)

    def post(self, what, path, leads_to, **data):
        """Remember it as accepted if the site leads on from there; return where to."""
        self.tried += 1
        answer = self.send(path, **data)
        place = answer.headers.get("Location", "") if answer is not None else ""
        if answer is None or answer.status_code >= 500:
            self.unsure.add(what)  # it may have been done or not
        elif answer.status_code == 302 and place.startswith(leads_to):
            self.accepted.append(what)
            return place
        else:
            raise AssertionError(f"{self.name}: {answer.status_code} {place} at {path}")
        return None

    def send(self, path, **data):
        """The answer, or None where there was none."""
        try:
            return self.browser.post(
                f"{self.url}{path}", data=data, allow_redirects=False, timeout=30
            )
        except requests.RequestException:
            return None


@dataclass
class Watch(threading.Thread):
    """Asks several times a second whether the site is there: how long was it away at most?"""

    url: str
    stop: threading.Event
    longest: float = 0
    away: float = 0

    def __post_init__(self):
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self):
        well = time.monotonic()
        while not self.stop.wait(0.2):
            try:
                ok = requests.get(f"{self.url}/healthz", timeout=10).ok
            except requests.RequestException:
                ok = False
            now = time.monotonic()
            self.longest = max(self.longest, now - well)
            if ok:
                self.away += now - well if now - well > 1 else 0
                well = now
