"""Projects as people look for them: by words that forgive a slip, and by facets with counts."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.core.cache import cache
from django.db import connection
from django.db.models import (
    Case,
    Count,
    F,
    Func,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from corps.accounts.models import User
from councils.maths import closest
from councils.models import Council, Favourite, Findable, Project, Sponsorship
from councils.models.finding import FindableQuerySet
from councils.models.projects import ProjectQuerySet

# Months after this one in which a project begins: from the first, up to the second.
WINDOWS: dict[str, tuple[int | None, int | None]] = {
    "now": (None, 0),
    "soon": (1, 3),
    "later": (4, 6),
    "far": (7, None),
}
FACETS = ("borough", "skill", "phase", "stage", "start")
BROAD = 5_000  # projects: of more, facets are counted once a minute
RANKED = 500  # the newest that hold the words are put in order by how well they fit
_WORD = re.compile(r"[^\W\d_]{3,40}")
_MOST_WORDS = 12
_PLAIN = str.maketrans("“”„", '"""', "\0")  # phones type quotation marks of their own


@dataclass(frozen=True)
class Words:
    """What was typed into a search, and how it was understood."""

    typed: str
    used: str
    empty: bool  # only words like “the”, which the index leaves out

    @property
    def mended(self) -> bool:
        """Whether a word was taken for another."""
        return self.typed.casefold() != self.used.casefold()

    @property
    def query(self) -> SearchQuery:
        """As the index is asked."""
        return SearchQuery(self.used, config="english", search_type="websearch")


def understood(typed: str) -> Words:
    """A search with each word that no project uses taken for the one most like it."""
    typed = " ".join(typed.translate(_PLAIN).split())
    asked = list(dict.fromkeys(_WORD.findall(typed.lower())))[:_MOST_WORDS]
    near: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT given, word FROM councils_words_like(%s) UNION ALL "
            "SELECT NULL, numnode(websearch_to_tsquery('english', %s))::text",
            [asked, typed],
        )
        for given, word in cursor.fetchall():
            near.setdefault(given, []).append(word)
    empty = near.pop(None) == ["0"]  # type: ignore[arg-type,call-overload]
    used = typed
    for given, words in near.items():
        if meant := closest(given, words):
            used = re.sub(rf"(?<!\w){re.escape(given)}(?!\w)", meant, used, flags=re.IGNORECASE)
    return Words(typed, used, empty)


def narrow(
    rows: FindableQuerySet,
    *,
    q: str = "",
    skill: Collection[str] = (),
    borough: Collection[str] = (),
    stage: Collection[str] = (),
    phase: Collection[str] = (),
    start: Collection[str] = (),
    words: Words | None = None,
) -> FindableQuerySet:
    """Those that a search and filters leave; of one filter, any value will do."""
    if q:
        words = words or understood(q)
        rows = rows.filter(title__icontains=q) if words.empty else rows.filter(words=words.query)
    if skill:
        rows = rows.filter(skills__overlap=[int(one) for one in skill])
    if borough:
        rows = rows.filter(council__in=Council.objects.filter(slug__in=borough).values("pk"))
    if stage:
        rows = rows.filter(stage__in=stage)
    if phase:
        rows = rows.filter(phase__in=phase)
    if start:
        rows = rows.filter(_begins(start))
    return rows


def narrow_projects(projects: ProjectQuerySet, **chosen: Any) -> ProjectQuerySet:
    """The projects that a search and filters leave: for the API and saved searches."""
    if not chosen:
        return projects
    return projects.filter(pk__in=narrow(Findable.objects.all(), **chosen).values("project"))


def this_month() -> int:
    """The number by which the index knows this month."""
    today = timezone.localdate()
    return today.year * 12 + today.month


def _begins(windows: Iterable[str]) -> Q:
    now, found = this_month(), Q(pk=None)
    for first, last in (WINDOWS[one] for one in windows):
        within = Q(month__gte=1 if first is None else now + first)
        found |= within if last is None else within & Q(month__lte=now + last)
    return found


def _window(month: int, now: int) -> str:
    for name, (first, last) in WINDOWS.items():
        if (first is None or month >= now + first) and (last is None or month <= now + last):
            return name if month else ""
    return ""


@dataclass(frozen=True)
class Found:
    """What a search found: how many, how many of each value of each facet, and the rows in order.

    The counts of a facet are taken under all other filters, not under its own.
    """

    total: int
    counts: dict[str, Counter]
    rows: QuerySet
    words: Words | None
    reach: int = field(default=0)  # how many of them can be paged through


def look(user: User, *, sort: str = "", **chosen: Any) -> Found:
    """Projects that a person may see, narrowed, counted by facet, and put in order."""
    words = understood(chosen["q"]) if chosen.get("q") else None
    mine = _own_councils(user)
    cells = _cells(mine, words, chosen)
    total, counts = _count(cells, chosen)
    apart = {name: value for name, value in chosen.items() if name != "skill"}
    wide = "skill" in chosen or total > BROAD
    counts["skill"] = _count_skills(mine, words, apart, wide)
    rows = _in_order(narrow(_visible(mine), words=words, **chosen), sort, words, total)
    best = words is not None and sort in {"", "best"} and not words.empty
    return Found(total, counts, rows, words, min(total, RANKED) if best else total)


def first_of(user: User, *, sort: str = "", **chosen: Any) -> FindableQuerySet:
    """The rows of a search in their order, without a count of anything."""
    words = understood(chosen["q"]) if chosen.get("q") else None
    rows = narrow(_visible(_own_councils(user)), words=words, **chosen)
    return _in_order(rows, sort, words, RANKED + 1)


def _own_councils(user: User) -> list[int] | None:
    """Ids of the councils whose drafts a person sees; None where it is all of them."""
    if user.is_authenticated and user.is_staff:
        return None
    return list(Council.objects.of(user).values_list("pk", flat=True))


def _visible(mine: list[int] | None) -> FindableQuerySet:
    """As `visible_to`, with the councils known already."""
    if mine is None:
        return Findable.objects.all()
    seen = Q(opened=True) | Q(council__in=mine) if mine else Q(opened=True)
    return Findable.objects.filter(seen)


Cell = tuple[str, str, str, str]  # a value for each of CELL
CELL = ("borough", "stage", "phase", "start")


def _cells(
    mine: list[int] | None, words: Words | None, chosen: Mapping[str, Any]
) -> list[tuple[Cell, int]]:
    """How many projects share all values, of those that hold the words and ask for the skills.

    Without words and skills this reads one small index from end to end, and no table.
    """
    apart = {name: chosen[name] for name in ("q", "skill") if chosen.get(name)}
    rows = narrow(Findable.objects.all(), words=words, **apart).order_by()
    merged = _merged(rows) if words else _kept("cell", apart, lambda: _merged(rows))
    slugs = dict(Council.objects.values_list("pk", "slug"))
    found = []
    for (others, window), number in merged.items():
        council, stage, phase, opened = others.split("/")
        if opened == "1" or mine is None or int(council) in mine:
            found.append(((slugs[int(council)], stage, phase, window), number))
    return found


def _kept(name: str, asked: Any, count: Callable[[], Counter]) -> Counter:
    """Counts as asked for; where they are of very many projects, as a minute ago."""
    key = sha256(repr((this_month(), asked)).encode()).hexdigest()
    key = f"projects-by-{name}:{key}"
    if (kept := cache.get(key)) is not None:
        return kept
    found = count()
    if found.total() > BROAD:
        cache.set(key, found, timeout=60)
    return found


def _merged(rows: FindableQuerySet) -> Counter[tuple[str, str]]:
    """How many there are of each cell, its month merged into its window: only what is left of the
    many cells is then taken apart.
    """
    now, windows = this_month(), dict[str, str]()
    merged: Counter[tuple[str, str]] = Counter()
    for cell, number in rows.values_list("cell").annotate(number=Count("*")):
        others, _, month = cell.rpartition("/")
        if month not in windows:
            windows[month] = _window(int(month), now)
        merged[others, windows[month]] += number
    return merged


def _count(
    cells: list[tuple[Cell, int]], chosen: Mapping[str, Any]
) -> tuple[int, dict[str, Counter]]:
    """How many there are, and of each value: each facet under the filters of the others."""
    counts: list[Counter] = [Counter() for _ in CELL]
    asked = [(at, set(chosen[name])) for at, name in enumerate(CELL) if chosen.get(name)]
    total = 0
    for cell, number in cells:
        misses = [at for at, values in asked if cell[at] not in values]
        if not misses:
            total += number
            for at, value in enumerate(cell):
                counts[at][value] += number
        elif len(misses) == 1:
            counts[misses[0]][cell[misses[0]]] += number
    return total, dict(zip(CELL, counts, strict=True))


def _count_skills(
    mine: list[int] | None, words: Words | None, chosen: Mapping[str, Any], wide: bool
) -> Counter:
    """How many projects ask for each skill; where they are very many, as a minute ago."""

    def count() -> Counter:
        rows = narrow(_visible(mine), words=words, **chosen).order_by()
        each = rows.annotate(skill=Func(F("skills"), function="unnest")).values_list("skill")
        return Counter({str(skill): number for skill, number in each.annotate(number=Count("*"))})

    asked = (mine, sorted((name, sorted(values)) for name, values in chosen.items()))
    return _kept("skill", asked, count) if wide and words is None else count()


def _in_order(
    rows: FindableQuerySet, sort: str, words: Words | None, total: int
) -> FindableQuerySet:
    """Best, latest, soonest, or most people first."""
    latest = ("-moved_at", "-pk")  # never "-project", which would put them in the projects' order
    rows = rows.only("pk", "places")
    if sort == "people":
        return rows.order_by("-places", *latest)
    if sort == "soonest":
        past = Case(When(month__gte=this_month(), then=Value(0)), default=Value(1))
        return rows.order_by(past, "starts_from", *latest)
    if sort == "latest" or words is None or words.empty:
        return rows.order_by(*latest)
    if total > RANKED:
        newest = rows.order_by(*latest).values("pk")[:RANKED]
        rows = Findable.objects.filter(pk__in=newest).only("pk", "places")
    return rows.annotate(rank=SearchRank(F("words"), words.query)).order_by("-rank", *latest)


def shown(rows: Iterable[Findable], user: User) -> list[Project]:
    """The projects of some rows, in their order, with all that a list shows of them."""
    places = {row.pk: row.places for row in rows}
    found = as_listed(Project.objects.filter(pk__in=places), user).in_bulk()
    listed = []
    for pk, people in places.items():
        if pk in found:
            found[pk].people = people or None
            listed.append(found[pk])
    return listed


def with_sponsors(projects: ProjectQuerySet) -> ProjectQuerySet:
    """The same with the council and, as `standing`, the sponsorships by others."""
    standing = Sponsorship.objects.standing().select_related("council")
    return projects.select_related("council").prefetch_related(
        Prefetch("sponsorships", standing, to_attr="standing")
    )


def as_listed(projects: ProjectQuerySet, user: User) -> ProjectQuerySet:
    """The same with council, co-sponsors, marks and, for who is signed in, `starred`."""
    listed = with_sponsors(projects).with_marks()
    if not user.is_authenticated:
        return listed
    star = Favourite.objects.filter(project=OuterRef("pk"), user=user)
    return listed.annotate(starred=Subquery(star.values("pk")[:1]))


def starred_by(user: User) -> ProjectQuerySet:
    """The projects that a person watches, newest star first."""
    seen = Project.objects.visible_to(user).filter(favourites__user=user)
    return as_listed(seen.with_people(), user).order_by("-favourites__at", "-pk")


def is_watching(user: User, project: Project) -> bool:
    """Whether a person is told when a project moves."""
    return user.is_authenticated and project.favourites.filter(user=user).exists()
