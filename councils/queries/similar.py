"""Requests that ask for nearly the same: by the likeness of their words, and by shared skills."""

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramSimilarity
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Left

from corps.accounts.models import ANYBODY, User
from corps.notifications.models import Event
from councils.models import Findable, Project
from councils.queries.finding import as_listed, understood

# What is known of how often a word is used comes from the database's own statistics.
WORDS_OF = """
    WITH common AS (
        SELECT unnest(most_common_elems::text::text[]) AS lexeme,
               unnest(most_common_elem_freqs) AS part
        FROM pg_stats
        WHERE schemaname = current_schema() AND tablename = 'councils_findable'
          AND attname = 'words'
    ), size AS (
        SELECT greatest(reltuples, 0) AS rows
        FROM pg_class WHERE oid = 'councils_findable'::regclass
    ), own AS (
        SELECT lexeme, true AS titled FROM unnest(to_tsvector('english', %s))
        UNION ALL
        SELECT lexeme, false FROM unnest(to_tsvector('english', left(%s, 2000)))
    )
    SELECT own.lexeme, own.titled, coalesce(common.part * size.rows, 0) AS projects
    FROM own CROSS JOIN size LEFT JOIN common USING (lexeme)
    ORDER BY own.titled DESC, projects, own.lexeme
"""
MOST_WEIGHED = 1_200  # projects that share a telling word with one
WEIGHED_TWICE = 40  # of them, by the likeness of the whole problem and the skills, too
MOST_OF_THE_PROBLEM = 6  # words of it by which others are sought
ALIKE = 0.35  # of 1
ENDED = (Project.Stage.WITHDRAWN, Project.Stage.CANCELLED)


def similar(
    project: Project, *, inside: bool = False, many: int = 4, user: User = ANYBODY
) -> list[Project]:
    """Projects like one, the most alike first; inside, its council's drafts too."""
    mended = understood(project.title).used
    telling = _telling(mended, project.problem)
    if not telling:
        return []
    own = Q(opened=True) | Q(council=project.council_id) if inside else Q(opened=True)
    query = SearchQuery(telling, config="simple", search_type="raw")
    candidates = (
        Findable.objects.filter(own, words=query)
        .exclude(pk__in=[project.pk, project.copied_from_id or 0])
        .exclude(stage__in=ENDED)
        .order_by("-moved_at", "-pk")[:MOST_WEIGHED]
    )
    weighed = (
        Findable.objects.filter(pk__in=candidates.values("pk"))
        .annotate(titled=TrigramSimilarity("title", mended), rank=SearchRank(F("words"), query))
        .order_by(-(F("titled") + F("rank")), "-pk")
        .values_list("pk", "titled", "skills")[:WEIGHED_TWICE]
    )
    found = {pk: (titled, set(skills)) for pk, titled, skills in weighed}
    return _weigh(project, as_listed(Project.objects.filter(pk__in=found), user), found)[:many]


def _telling(title: str, problem: str) -> str:
    """The words that lead to few projects, as the index is asked for any of them."""
    with connection.cursor() as cursor:
        cursor.execute(WORDS_OF, [title, problem])
        found = cursor.fetchall()
    titled = [(lexeme, projects) for lexeme, in_title, projects in found if in_title]
    others = [(lexeme, projects) for lexeme, in_title, projects in found if not in_title]
    chosen, left = [], float(MOST_WEIGHED)
    for lexeme, projects in titled + others[:MOST_OF_THE_PROBLEM]:
        if projects <= left:
            chosen.append(_quoted(lexeme))
            left -= projects
    pair = [_quoted(lexeme) for lexeme, _ in titled[:2]]
    if pair and pair[0] not in chosen:
        chosen.append(f"({' & '.join(pair)})")
    return " | ".join(chosen)


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _weigh(
    project: Project, rows: QuerySet[Project], found: dict[int, tuple[float, set[int]]]
) -> list[Project]:
    """Three parts title, a part and a quarter problem, and three quarters the shared skills."""
    asked = set(project.roles.values_list("needs__skill", flat=True)) - {None}
    worded = rows.annotate(worded=TrigramSimilarity(Left("problem", 1000), project.problem[:1000]))
    alike = []
    for row in worded:
        titled, skills = found[row.pk]
        shared = len(asked & skills) / len(asked | skills) if asked | skills else 0.0
        weight = 0.6 * titled + 0.25 * row.worded + 0.15 * shared
        if weight >= ALIKE:
            alike.append((weight, row.pk, row))
    return [row for *_, row in sorted(alike, key=lambda one: one[:2], reverse=True)]


def unseen_similar(project: Project) -> list[Project]:
    """What its writers are shown once, before it is sent: empty once they have gone on."""
    if Event.objects.about(project).filter(kind="councils.similar_passed").exists():
        return []
    return similar(project, inside=True)
