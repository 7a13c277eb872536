"""What people said of forms that bounce, what Lambeth replied, and what they hear at the end."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from corps.accounts.models import User
from corps.management.story.cast import Cast, person
from councils.models import Council, Project
from volunteers.consensus import services as consensus
from volunteers.consensus.models import (
    Background,
    Conversation,
    Decision,
    Participant,
    Programme,
    Statement,
    Verdict,
    Vote,
)
from volunteers.consensus.models.keys import key_of
from volunteers.models import Task

RESIDENT = "resident@example.org"
PROJECT = "Reducing invalid planning applications"
SAMPLE = "This is sample data: nobody said this, and no council asked it."
AGREED = "Tell me what's missing before I pay."
# What those who ask begin with, and of a hundred in each camp how many agree and how many disagree:
# those who apply once, neighbours, and those who build for a living.
SEEDS = (
    (AGREED, (94, 2), (88, 3), (91, 4)),
    ("Say at the start which drawings are needed.", (92, 3), (80, 6), (89, 5)),
    ("A person should answer the phone about applications.", (90, 4), (86, 6), (78, 10)),
    ("Show on a map what is planned near me.", (71, 10), (95, 1), (38, 30)),
    ("Neighbours should have longer to comment.", (40, 35), (93, 2), (6, 88)),
    ("Small builders should get a faster track.", (42, 36), (9, 82), (94, 2)),
    ("An agent should not be needed for a loft.", (93, 2), (55, 22), (18, 68)),
    ("Fees should pay for more planning officers.", (22, 60), (81, 8), (66, 18)),
    ("Every application should go to a committee.", (10, 78), (62, 20), (2, 95)),
    ("The council should refuse unclear drawings at once.", (15, 72), (73, 10), (30, 55)),
    ("One form should serve all boroughs.", (80, 6), (52, 16), (93, 2)),
    ("Send updates by text message.", (84, 6), (58, 14), (76, 9)),
)
# What people added, and what moderators decided.
ADDED = (
    ("Explain each word that only planners use.", Decision.Reason.FITS, (91, 3), (82, 5), (70, 9)),
    ("Let me save a form and go on later.", Decision.Reason.FITS, (95, 1), (60, 9), (83, 4)),
    ("Publish how long each borough takes.", Decision.Reason.FITS, (68, 9), (77, 7), (86, 5)),
    ("The man at number 4 builds without asking.", Decision.Reason.PERSON, (0, 0), (0, 0), (0, 0)),
)
CAMPS = (760, 620, 460)  # people: 1,840 in all
ANSWERS_OF_TEN = 8  # statements that somebody votes on
# In which way people took part, and how many of a hundred in each.
WAYS = (Participant.Kind.BROWSER, Participant.Kind.SIGNED_IN, Participant.Kind.KIOSK)
OF_A_HUNDRED = (84, 9, 7)
ASKED_NOW = (
    ("I should see at once when somebody can come.", (90, 4), (85, 6)),
    ("Repairs should be done at weekends too.", (80, 8), (35, 40)),
    ("Send the same person until it is done.", (88, 4), (80, 8)),
    ("A photo should be enough to report damage.", (86, 6), (40, 38)),
    ("Ring me, I do not use apps.", (20, 60), (92, 3)),
    ("Publish how many repairs are late.", (70, 8), (74, 7)),
)


def scene_1_people_say_what_matters(cast: Cast) -> None:
    """1,840 people vote; Lambeth owes a reply, and adopts what all groups agree on.

    Told after the projects are posted, since one of them is what Lambeth does about it.
    """
    asked = _ask(cast)
    _people_vote(asked, [*SEEDS, *_added(cast, asked)], CAMPS)
    _resident(cast, asked)
    for day in (asked.votes_until, asked.reflection_until):
        consensus.move_by_clock(on=_after(day))
    consensus.freeze_due()
    _reply(cast, asked)
    _ask_what_is_open(cast)


def _after(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None


def _propose(
    cast: Cast, code: str, question: str, texts: Sequence[str], days: Sequence[int]
) -> Conversation:
    """Draft it, pledge a reply, and open it so many days ago."""
    officer, council = cast.officers[code], Council.objects.get(code=code)
    opened, *until = [cast.today + timedelta(days=day) for day in days]
    made = consensus.propose(
        by=officer,
        question=question,
        background=SAMPLE,
        statements=texts,
        is_sample=True,
        votes_until=until[0],
        reflection_until=until[1],
        reply_due_on=until[2],
    )
    consensus.pledge(
        made,
        by=officer,
        council=council,
        officer_name=officer.name,
        officer_post="Head of service",
        escalates_to=f"Sample director, {council}",
        escalates_to_email=f"director@{officer.email.rpartition('@')[2]}",
    )
    return consensus.open_conversation(made, by=officer, on=opened)


def _ask(cast: Cast) -> Conversation:
    question = "What would make applying for planning permission easier?"
    return _propose(cast, "LBH", question, [text for text, *_ in SEEDS], (-60, -20, -6, 12))


def _added(cast: Cast, asked: Conversation) -> list[tuple]:
    """What people wrote waits, and is decided on; what names somebody is not shown."""
    first = asked.statements.count() + 1
    for number, (text, reason, *_camps) in enumerate(ADDED, start=first):
        statement = Statement.objects.create(conversation=asked, number=number, text=text)
        shown = reason == Decision.Reason.FITS
        consensus.moderate(
            statement,
            by=cast.approvers["LBH"],
            verdict=Statement.Stage.SHOWN if shown else Statement.Stage.REJECTED,
            reason=reason,
            note="",
        )
    return [(text, *camps) for text, reason, *camps in ADDED if reason == Decision.Reason.FITS]


def _people_vote(asked: Conversation, said: Sequence[tuple], camps: Sequence[int]) -> None:
    """People of each camp vote as their camp mostly does; all rows are written at once."""
    chance = Random(sum(camps))  # noqa: S311 - a story, no secret
    people = Participant.objects.bulk_create(
        Participant(
            conversation=asked,
            key=key_of(asked.pk, f"sample:{number}"),
            kind=chance.choices(WAYS, OF_A_HUNDRED)[0],
        )
        for number in range(sum(camps))
    )
    camp_of = [camp for camp, many in enumerate(camps) for _ in range(many)]
    texts = {text: shares for text, *shares in said}
    shown = [(one, texts[one.text]) for one in asked.statements.shown()]
    Vote.objects.bulk_create(
        (
            Vote(
                conversation=asked,
                participant=who,
                statement=statement,
                value=_side(chance, *shares[camp]),
            )
            for who, camp in zip(people, camp_of, strict=True)
            for statement, shares in shown
            if chance.randrange(10) < ANSWERS_OF_TEN
        ),
        batch_size=5000,
    )
    boroughs = list(Council.objects.order_by("pk"))
    Background.objects.bulk_create(
        Background(
            participant=who,
            borough=chance.choice(boroughs[:8]),
            age=chance.choice(Background.Age.values),
        )
        for who in people[::3]
    )


def _side(chance: Random, agree: int, disagree: int) -> int:
    drawn = chance.randrange(100)
    return 1 if drawn < agree else -1 if drawn < agree + disagree else 0


def _resident(cast: Cast, asked: Conversation) -> User:
    """Somebody who took part, and wishes to hear what comes of it."""
    resident = person("Sample resident", RESIDENT)
    consensus.follow(asked, by=resident)
    return resident


def _reply(cast: Cast, asked: Conversation) -> None:
    officer = cast.officers["LBH"]
    verdicts = {
        AGREED: (Verdict.ADOPTED, "The form checks what is there, before anybody pays."),
        "Say at the start which drawings are needed.": (
            Verdict.ADOPTED,
            "The first page lists them, for what you want to build.",
        ),
        "A person should answer the phone about applications.": (
            Verdict.PARTLY,
            "From 10 to 4. We cannot pay for more, and fewer will need to ring.",
        ),
        "Neighbours should have longer to comment.": (
            Verdict.NOT,
            "The law sets 21 days, and the groups are far apart on it.",
        ),
    }
    pledge = asked.pledges.get()
    made = consensus.reply(
        pledge,
        by=officer,
        verdict=Verdict.PARTLY,
        reasons=f"All groups agree on one thing above all, and we do it. {SAMPLE}",
        officer_name=officer.name,
        said=[
            consensus.Said(asked.statements.get(text=text), verdict, reason)
            for text, (verdict, reason) in verdicts.items()
        ],
    )
    project = Project.objects.get(title=PROJECT)
    for answer in made.answers.filter(verdict=Verdict.ADOPTED):
        consensus.link(answer, by=officer, project=project)


def _ask_what_is_open(cast: Cast) -> None:
    """A second question is open, so that whoever tries the site can vote."""
    texts = [text for text, *_ in ASKED_NOW]
    question = "What would make housing repairs easier?"
    asked = _propose(cast, "SWK", question, texts, (-9, 21, 28, 49))
    _people_vote(asked, ASKED_NOW, (38, 27))


def scene_8_the_resident_hears_what_changed(cast: Cast) -> None:
    """What began as one sentence is a programme now; the resident had an e-mail in scene 6."""
    officer = cast.officers["LBH"]
    asked = Conversation.objects.get(pledges__council__code="LBH", is_sample=True)
    made = asked.pledges.get().reply
    adopted = made.answers.get(statement__text=AGREED)
    letters = Task.objects.get(title="Read twelve old rejection letters")
    consensus.link(adopted, by=officer, task=letters)
    programme = consensus.start_programme(
        by=officer,
        council=made.pledge.council,
        title="Applications that say what is missing",
        text="A form that checks itself, first for lofts and extensions. (Sample data.)",
        change="People in all groups asked for it.",
        reply=made,
    )
    consensus.gather(
        programme, by=officer, projects=[Project.objects.get(title=PROJECT)], tasks=[letters]
    )
    consensus.comment(
        programme, by=cast.volunteers[0], text="Please test it with a screen reader too."
    )
    _say_what_changed(programme, officer)


def _say_what_changed(programme: Programme, officer: User) -> None:
    consensus.change_programme(
        programme,
        by=officer,
        text=(
            "A form that checks itself, for lofts, extensions and shop fronts, tried with a "
            "screen reader before each release. (Sample data.)"
        ),
        change="Shop fronts are added, and tests with screen readers, as a comment asked.",
    )
