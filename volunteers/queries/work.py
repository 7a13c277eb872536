"""What is asked of tasks and of the people who take them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import numpy as np
from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from corps.accounts.models import User
from corps.organisations.models import Organisation
from corps.skills import maths
from corps.skills.models import Holding, Skill
from councils.models import Council, Membership, Project
from councils.queries import members
from volunteers.models import (
    Charity,
    CharityQuerySet,
    Contribution,
    ContributionQuerySet,
    Favourite,
    Task,
    TaskQuerySet,
    TaskSkill,
    Volunteer,
)

MOST_WEIGHED = 400  # tasks that are weighed for one person: the newest that share a skill
FITS, NEARLY, LEARNS, BEYOND, HELPS = 500, 150, 200, 100, 100  # points of a suggestion
# What a list of tasks may be narrowed by with one tick, and its orders.
ON = {
    "phone": Q(phone_in_five_minutes=True),
    "sight": Q(works_without_sight=True),
    "remote": Q(remote=True),
}
ORDERS = {"due": ("due_on", "-opened_at", "-pk"), "short": ("band", "-opened_at", "-pk")}


def volunteer_of(user: User) -> Volunteer | None:
    """The person as a volunteer, if they have begun."""
    if not user.is_authenticated:
        return None
    return Volunteer.objects.select_related("user", "organisation").filter(user=user).first()


def to_choose_from(on: date) -> TaskQuerySet:
    """Tasks that look for people and have a place left."""
    return Task.objects.open().not_due_before(on).with_room()


def narrow_tasks(tasks: TaskQuerySet, chosen: Mapping[str, str]) -> TaskQuerySet:
    """Those that a search and filters leave: the same on the page and in a saved search.

    What cannot be read, as in an old saved search, is passed over.
    """
    if words := chosen.get("q"):
        tasks = tasks.search(words)
    if slug := chosen.get("borough"):
        tasks = tasks.filter(council__slug=slug)
    if (skill := chosen.get("skill", "")).isdecimal():
        tasks = tasks.filter(pk__in=TaskSkill.objects.filter(skill=int(skill)).values("task"))
    if effort := chosen.get("effort"):
        tasks = tasks.filter(effort=effort)
    for name, condition in ON.items():
        if chosen.get(name):
            tasks = tasks.filter(condition)
    if order := ORDERS.get(chosen.get("sort", "")):
        tasks = tasks.alias(band=_band()).order_by(*order)
    return tasks


def _band() -> Case:
    """The effort bands, shortest first."""
    bands = (When(effort=effort, then=Value(at)) for at, effort in enumerate(Task.Effort.values))
    return Case(*bands, default=Value(99), output_field=IntegerField())


def listed(tasks: TaskQuerySet) -> TaskQuerySet:
    """The same tasks with all that a list shows of them."""
    return tasks.select_related("council", "charity__organisation").prefetch_related(
        Prefetch("needs", TaskSkill.objects.select_related("skill"))
    )


def starred_by(user: User) -> TaskQuerySet:
    """The tasks that a person has starred, newest star first."""
    return (
        Task.objects.visible_to(user)
        .filter(favourites__user=user)
        .with_taken()
        .order_by("-favourites__at", "-pk")
    )


def stars_of(user: User) -> set[int]:
    """Ids of the tasks that a person has starred."""
    if not user.is_authenticated:
        return set()
    return set(Favourite.objects.filter(user=user).values_list("task", flat=True))


def similar(task: Task, on: date, *, many: int = 3) -> list[Task]:
    """Other tasks that have room: those that ask for the same skills, or take as long, first."""
    skills = TaskSkill.objects.filter(task=OuterRef("pk"), skill__in=task.needs.values("skill"))
    found = listed(to_choose_from(on).exclude(pk=task.pk)).annotate(alike=Exists(skills))
    same = Q(effort=task.effort) | Q(council__isnull=False, council=task.council_id)
    return list(found.filter(Q(alike=True) | same).order_by("-alike", "-opened_at", "-pk")[:many])


def askers_of(task: Task) -> QuerySet[User]:
    """Those who act for the council or charity that asks."""
    if task.council:
        return members(task.council)
    return User.objects.filter(organisation_memberships__organisation=task.charity_id)


def watchers_of(task: Task) -> QuerySet[User]:
    """Who is told how a task fares: who wrote and opened it, or all its asker's people."""
    askers = askers_of(task)
    own = askers.filter(pk__in=[pk for pk in (task.author_id, task.opened_by_id) if pk])
    return own if own.exists() else askers


def reviewers_of(contribution: Contribution) -> QuerySet[User]:
    """Who is asked to review: never who did the work."""
    own = watchers_of(contribution.task).exclude(pk=contribution.volunteer_id)
    return (
        own if own.exists() else askers_of(contribution.task).exclude(pk=contribution.volunteer_id)
    )


def people_at(task: Task) -> QuerySet[User]:
    """The volunteers who have a task in hand, or wait for its review."""
    live = task.contributions.live().exclude(stage=Contribution.Stage.ACCEPTED)
    return User.objects.filter(pk__in=live.values("volunteer"))


def acts_for(user: User, asker: Council | Charity) -> bool:
    """Whether a person asks for help on behalf of this council or approved charity."""
    if isinstance(asker, Council):
        return Membership.objects.confirmed().filter(user=user, council=asker).exists()
    return Charity.objects.approved().of(user).filter(pk=asker.pk).exists()


def askers_for(user: User) -> list[Council | Charity]:
    """Every council and approved charity for which a person may ask."""
    charities = Charity.objects.approved().of(user).select_related("organisation")
    return [*Council.objects.of(user), *charities]


def projects_for(user: User) -> QuerySet[Project]:
    """Projects that a person's councils have opened: tasks may belong to them."""
    live = Project.objects.filter(
        stage__in=[Project.Stage.OPEN, Project.Stage.STAFFED, Project.Stage.IN_DELIVERY]
    )
    return live.filter(council__in=Council.objects.of(user)).select_related("council")


def organisations_of(user: User) -> QuerySet[Organisation]:
    """Bodies for which a person may give time."""
    return Organisation.objects.of(user).exclude(stage=Organisation.Stage.REFUSED)


def unsaid(task: Task) -> list[tuple[str, str]]:
    """What must be said before a task is opened: each thing in words, and its field."""
    asked = {
        "description": task.description,
        "done_when": task.done_when,
        "effort": task.effort,
        "personal_data": task.personal_data,
        "replaces_no_paid_post": task.replaces_no_paid_post,
        "where": task.remote or task.where,
    }
    words = {
        "description": "what there is to do",
        "done_when": "when it is done",
        "effort": "how long it takes",
        "personal_data": "whether it shows personal data",
        "replaces_no_paid_post": "that it replaces no paid post",
        "where": "where it is done",
    }
    missing = [(words[name], name) for name, said in asked.items() if not said]
    if task.due_on and task.due_on < timezone.localdate():
        missing.append(("a day that has not passed", "due_on"))
    return missing


def work_of(user: User) -> ContributionQuerySet:
    """A person's own work, with its tasks."""
    return Contribution.objects.of(user).select_related(
        "task__council", "task__charity__organisation", "organisation", "reviewer"
    )


def to_review(user: User) -> ContributionQuerySet:
    """Work that waits for a person's review, the longest wait first."""
    return (
        Contribution.objects.reviewable_by(user)
        .select_related("task__council", "task__charity__organisation", "volunteer__user")
        .order_by("submitted_at", "pk")
    )


@dataclass(frozen=True)
class Totals:
    """What a volunteer has given: accepted pieces of work, and their hours."""

    pieces: int
    hours: Decimal


def totals_of(user: User) -> Totals:
    """What counts on a person's record."""
    sums = (
        Contribution.objects.of(user)
        .accepted()
        .aggregate(pieces=Count("pk"), hours=Coalesce(Sum("hours"), Decimal(0)))
    )
    return Totals(**sums)


def charities_by_urgency() -> CharityQuerySet:
    """All charities for corps staff: those who wait first, the longest wait at the top."""
    waiting = Q(stage=Charity.Stage.APPLIED)
    return Charity.objects.select_related("organisation").order_by(
        Case(When(waiting, then=0), default=1), "moved_at", "pk"
    )


@dataclass(frozen=True)
class ForYou:
    """A task that suits a person, and why."""

    task: Task
    points: int
    reasons: list[str] = field(default_factory=list)


def for_you(user: User, on: date, *, many: int = 20) -> list[ForYou]:
    """Tasks that a person's skills fit, or that teach what they want to learn, best first."""
    holdings = {row.skill_id: row for row in Holding.objects.filter(user=user)}
    mine = Contribution.objects.of(user).filter(task=OuterRef("pk"))
    shared = TaskSkill.objects.filter(task=OuterRef("pk"), skill__in=holdings)
    tasks = list(
        listed(to_choose_from(on))
        .filter(Exists(shared), ~Exists(mine), ~Q(personal_data=Task.PersonalData.LIVING))
        .order_by("-opened_at", "-pk")[:MOST_WEIGHED]
    )
    weighed = [fit for task in tasks if (fit := weigh(task, holdings))]
    return sorted(weighed, key=lambda one: (-one.points, -one.task.pk))[:many]


def weigh(task: Task, holdings: dict[int, Holding]) -> ForYou | None:
    """How well a task suits somebody with these skills, by the pure fit that matching uses too."""
    needs = list(task.needs.all())
    held = np.array([[_level(holdings, need) for need in needs]], dtype=np.int8)
    wants = np.array([[_wanted(holdings, need) for need in needs]], dtype=np.bool_)
    required = _need(needs, required=True)
    wished = _need(needs, required=False)
    short = int(maths.shortfall(held, required)[0])
    learns = bool(maths.learns(wants, required, wished)[0])
    if short > 1 and not learns:
        return None
    points = (
        (FITS if short == 0 and held.any() else NEARLY if short <= 1 else 0)
        + (LEARNS if learns else 0)
        + int(maths.surplus(held, required, most=BEYOND)[0])
        + (int(maths.desirable(held, wished, most=HELPS)[0]) if len(wished.skill) else 0)
    )
    return ForYou(task, points, _reasons(needs, holdings))


def _need(needs: list[TaskSkill], *, required: bool) -> maths.Need:
    chosen = [(at, need.level) for at, need in enumerate(needs) if need.required == required]
    return maths.Need(
        np.array([at for at, _ in chosen], dtype=np.int64),
        np.array([level for _, level in chosen], dtype=np.int8),
    )


def _level(holdings: dict[int, Holding], need: TaskSkill) -> int:
    held = holdings.get(need.skill_id)
    return (held.level or 0) if held else 0


def _wanted(holdings: dict[int, Holding], need: TaskSkill) -> bool:
    held = holdings.get(need.skill_id)
    return bool(held and held.wanted)


def _reasons(needs: list[TaskSkill], holdings: dict[int, Holding]) -> list[str]:
    """In words: what of a person's the task uses, what it stretches, what it teaches."""
    uses = [n for n in needs if _level(holdings, n) >= n.level]
    stretches = [n for n in needs if 0 < _level(holdings, n) < n.level]
    teaches = [n for n in needs if _wanted(holdings, n)]
    said = []
    for verb, found in (
        ("uses your", uses),
        ("stretches your", stretches),
        ("you want to learn", teaches),
    ):
        if found:
            said.append(f"{verb} {_listed([_in_a_sentence(n.skill) for n in found])}")
    return said


def _in_a_sentence(skill: Skill) -> str:
    """A skill's name inside a sentence: the first letter small, unless the word is all capitals."""
    first, _, rest = skill.name.partition(" ")
    small = first if first[1:] != first[1:].lower() else first.lower()
    return f"{small} {rest}".strip()


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def is_volunteer(user: User) -> bool:
    """Whether a person has begun to give time."""
    return Volunteer.objects.filter(user=user).exists()
