"""Volunteers read old letters, redacted first, and say what nobody could understand."""

from datetime import timedelta
from decimal import Decimal

from corps.accounts.models import User
from corps.management.story.cast import Cast, person
from corps.skills.models import Skill
from councils.models import Council, Project
from volunteers import services as volunteers
from volunteers.models import Contribution, Suggestion, Task

LETTERS = 600
EACH = 12
SKILL = "User research methods"
# What the letters of one share say; every name, number and place is blacked out.
REASONS = (
    "the location plan is not to a recognised metric scale",
    "certificate B has not been served in accordance with article 13",
    "the block plan does not show the site edged in red",
    "the fee of £[amount] falls short of the statutory sum",
    "drawing [number] has no scale bar",
    "the ownership certificate is unsigned",
    "no flood risk assessment accompanies the submission",
    "the design and access statement does not address paragraph 8",
    "the elevations are not annotated with materials",
    "the tree survey predates the submission by more than twelve months",
    "the heritage statement is insufficient",
    "the CIL form 1 is absent",
)
OTHERS = (
    # council, title, what there is to do, done when, effort, sight, phone
    (
        "GRE",
        "Try to book a repair with a screen reader",
        "Go through the five sample pages and note each place where you were stuck.",
        "Each of the five pages has a note, even if it says “fine”.",
        Task.Effort.UNDER_1,
        True,
        False,
    ),
    (
        "SWK",
        "Say in plain words what ten notices mean",
        "Read ten sample notices and write one plain sentence for each.",
        "There are ten sentences that somebody of twelve understands.",
        Task.Effort.FROM_1,
        True,
        True,
    ),
    (
        "CRY",
        "Put twenty sample questions in order",
        "Sort twenty questions that people ask about housing by what they are about.",
        "Each question stands under one heading.",
        Task.Effort.UNDER_1,
        True,
        True,
    ),
)
NOT_CLEAR = "Letters 2, 5 and 12: “certificate B” and “CIL form 1” mean nothing to me."
SECOND_TRY = (
    f"{NOT_CLEAR}\nLetters 3 and 9: I had to look up “edged” and “annotated”."
    "\nThe other seven: clear, but none says what to send."
)


def scene_5_volunteers_read_the_letters(cast: Cast) -> None:
    """Six hundred rejections, twelve at a time; one volunteer does twelve on a bus."""
    letters = _post_the_letters(cast)
    for code, title, description, done_when, effort, sight, phone in OTHERS:
        _post(
            cast,
            code,
            title=title,
            description=f"{description}\n\nSample data: nothing here comes from a real council.",
            done_when=done_when,
            effort=effort,
            works_without_sight=sight,
            phone_in_five_minutes=phone,
            places=5,
        )
    for number in range(1, 7):
        cast.volunteers.append(_volunteer(number))
    on_a_bus, second, third, fourth = cast.volunteers[:4]
    _reads_twelve_on_a_bus(cast, letters, on_a_bus)
    _accept(cast, _submit(letters, second, hours="1.5"))
    _submit(letters, third, hours="1")
    volunteers.start(volunteers.claim(letters, by=fourth), by=fourth)
    _suggest(cast)


def _post_the_letters(cast: Cast) -> Task:
    words = "\n".join(
        f"Letter {number}. Dear [name], your application [number] for [address] is invalid since "
        f"{reason}. Yours faithfully, [name]"
        for number, reason in enumerate(REASONS, start=1)
    )
    return _post(
        cast,
        "LBH",
        project=Project.objects.get(title="Reducing invalid planning applications"),
        title="Read twelve old rejection letters",
        description=(
            f"{LETTERS} letters sent applications back; each of {LETTERS // EACH} people reads "
            f"{EACH}. Say for each letter what somebody without an agent would not understand. "
            "Names, addresses and numbers were blacked out first. Sample data: nobody got these "
            f"letters.\n\n{words}"
        ),
        done_when="Each of the twelve letters has a note: what is not clear, or “clear”.",
        effort=Task.Effort.FROM_1,
        works_without_sight=True,
        places=LETTERS // EACH,
        due_on=cast.today + timedelta(days=60),
    )


def _post(cast: Cast, code: str, **fields) -> Task:
    officer = cast.officers[code]
    skill = Skill.objects.get(name=SKILL)
    task = volunteers.draft_task(
        Council.objects.get(code=code),
        by=officer,
        needs=[(skill.pk, 1, False)],
        personal_data=Task.PersonalData.NONE,
        replaces_no_paid_post=True,
        **fields,
    )
    return volunteers.open_task(task, by=officer)


def _volunteer(number: int) -> User:
    user = person(f"Sample volunteer {number}", f"volunteer{number}@example.org")
    volunteers.begin(user=user, age=18)
    return user


def _submit(task: Task, user: User, *, hours: str, evidence: str = SECOND_TRY) -> Contribution:
    return volunteers.submit(
        volunteers.claim(task, by=user), by=user, hours=Decimal(hours), evidence=evidence
    )


def _accept(cast: Cast, contribution: Contribution) -> Contribution:
    return volunteers.accept(
        contribution, by=cast.officers["LBH"], endorsement="Clear notes, quickly done."
    )


def _reads_twelve_on_a_bus(cast: Cast, letters: Task, user: User) -> None:
    """Sent in too early, returned, sent in again, accepted; with a certificate to show for it."""
    work = _submit(letters, user, hours="0.5", evidence=NOT_CLEAR)
    work = volunteers.return_work(
        work, by=cast.officers["LBH"], reason="Three of twelve are here. What of the other nine?"
    )
    work = volunteers.submit(work, by=user, hours=Decimal("0.75"), evidence=SECOND_TRY)
    _accept(cast, work)
    own = work.volunteer
    volunteers.make_certificate(own, by=user, name=user.name)
    volunteers.show_record(volunteers.record_of(own), by=user, public=True)


def _suggest(cast: Cast) -> None:
    """One suggestion is answered, one waits, and one answer is late."""
    lambeth = Council.objects.get(code="LBH")
    asker = cast.volunteers[4]
    taken = volunteers.suggest(
        by=asker,
        council=lambeth,
        kind=Suggestion.Kind.TASK,
        title="Read the letters about parking too",
        text="They use the same words that nobody understands. (Sample data.)",
        show_name=True,
        on=cast.today,
    )
    volunteers.answer(
        taken,
        by=cast.officers["LBH"],
        council=lambeth,
        words="A good idea. We black out a hundred of them first.",
        take_up="task",
    )
    for title, days in (("Say when the library is open", 0), ("One form for all permits", 45)):
        volunteers.suggest(
            by=asker,
            council=None if days else lambeth,
            kind=Suggestion.Kind.PROBLEM,
            title=title,
            text="It takes several pages and a call to find out. (Sample data.)",
            on=cast.today - timedelta(days=days),
        )
