"""Triggers that keep the index of projects, and a function that knows words that look alike.

They are the database's own, so that nothing that writes a project, be it a page, a command or the
back office, can forget them; they run once for a statement, however many rows it writes.
"""

from django.db import migrations

# Written anew: what a search reads of these projects.
FIND = """
CREATE FUNCTION councils_find(changed bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    fresh bigint[];
BEGIN
    WITH asked AS (
        SELECT role.project_id,
               sum(role.places) AS places,
               string_agg(role.title, ' ') AS titles
        FROM councils_role AS role
        WHERE role.project_id = ANY (changed)
        GROUP BY role.project_id
    ), needed AS (
        SELECT role.project_id,
               array_agg(DISTINCT need.skill_id) AS skills,
               string_agg(DISTINCT skill.name, ' ') AS names
        FROM councils_role AS role
        JOIN councils_need AS need ON need.role_id = role.id
        JOIN skills_skill AS skill ON skill.id = need.skill_id
        WHERE role.project_id = ANY (changed)
        GROUP BY role.project_id
    ), told AS (
        SELECT project.*,
               council.name AS council_name,
               coalesce(extract(year FROM start_from)::int * 12
                        + extract(month FROM start_from)::int, 0) AS month
        FROM councils_project AS project
        JOIN councils_council AS council ON council.id = project.council_id
        WHERE project.id = ANY (changed)
    )
    INSERT INTO councils_findable AS old (
        project_id, council_id, opened, stage, phase, month, cell,
        starts_from, moved_at, places, skills, title, words
    )
    SELECT told.id, council_id, opened_at IS NOT NULL, stage, phase, month,
           concat_ws('/', council_id, stage, phase, (opened_at IS NOT NULL)::int, month),
           start_from, moved_at, coalesce(asked.places, 0), coalesce(needed.skills, '{}'), title,
           setweight(to_tsvector('english', title), 'A')
           || setweight(to_tsvector('english', concat_ws(
               ' ', council_name, department, left(titles, 9000), left(names, 9000))), 'B')
           || setweight(to_tsvector('english', concat_ws(
               ' ', left(problem, 90000), left(outcome, 90000), left(affected, 90000))), 'C')
    FROM told
    LEFT JOIN asked ON asked.project_id = told.id
    LEFT JOIN needed ON needed.project_id = told.id
    ON CONFLICT (project_id) DO UPDATE SET
        council_id = excluded.council_id, opened = excluded.opened, stage = excluded.stage,
        phase = excluded.phase, month = excluded.month, cell = excluded.cell,
        starts_from = excluded.starts_from, moved_at = excluded.moved_at,
        places = excluded.places, skills = excluded.skills, title = excluded.title,
        words = excluded.words;
    SELECT array_agg(project_id) INTO fresh
    FROM councils_findable WHERE project_id = ANY (changed) AND opened;
    PERFORM councils_learn_words(fresh);
END $$
"""
# The words of these opened projects, as far as nobody has used them before.
LEARN = """
CREATE FUNCTION councils_learn_words(opened bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO councils_word (word, stem)
    SELECT word, (tsvector_to_array(to_tsvector('english', word)))[1]
    FROM (
        SELECT DISTINCT unnest(tsvector_to_array(to_tsvector('simple', concat_ws(
            ' ', project.title, council.name, department,
            left(problem, 90000), left(outcome, 90000), left(affected, 90000))))) AS word
        FROM councils_project AS project
        JOIN councils_council AS council ON council.id = project.council_id
        WHERE project.id = ANY (opened)
        UNION
        SELECT DISTINCT unnest(tsvector_to_array(to_tsvector('simple', concat_ws(
            ' ', role.title, skill.name))))
        FROM councils_role AS role
        LEFT JOIN councils_need AS need ON need.role_id = role.id
        LEFT JOIN skills_skill AS skill ON skill.id = need.skill_id
        WHERE role.project_id = ANY (opened)
    ) AS used
    WHERE word ~ '^[[:alpha:]]{3,40}$'
      AND tsvector_to_array(to_tsvector('english', word)) <> '{}'
      AND NOT EXISTS (SELECT FROM councils_word AS known WHERE known.word = used.word)
$$
"""
PROJECTS = """
CREATE FUNCTION councils_find_projects() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM councils_find(array_agg(id)) FROM rows_now HAVING count(*) > 0;
    ELSIF TG_OP = 'DELETE' THEN
        DELETE FROM councils_findable WHERE project_id IN (SELECT id FROM rows_before);
    ELSE
        PERFORM councils_find(array_agg(n.id))
        FROM rows_now AS n JOIN rows_before AS b ON b.id = n.id
        WHERE (n.title, n.problem, n.outcome, n.affected, n.department, n.council_id, n.stage,
               n.phase, n.start_from, n.moved_at, n.opened_at)
            IS DISTINCT FROM
              (b.title, b.problem, b.outcome, b.affected, b.department, b.council_id, b.stage,
               b.phase, b.start_from, b.moved_at, b.opened_at)
        HAVING count(*) > 0;
    END IF;
    RETURN NULL;
END $$
"""
ROLES = """
CREATE FUNCTION councils_find_roles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM councils_find(array_agg(DISTINCT project_id)) FROM rows_now HAVING count(*) > 0;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM councils_find_if_there(array_agg(project_id)) FROM rows_before HAVING count(*) > 0;
    ELSE
        PERFORM councils_find(array_agg(DISTINCT n.project_id))
        FROM rows_now AS n JOIN rows_before AS b ON b.id = n.id
        WHERE (n.title, n.places, n.project_id) IS DISTINCT FROM (b.title, b.places, b.project_id)
        HAVING count(*) > 0;
    END IF;
    RETURN NULL;
END $$
"""
NEEDS = """
CREATE FUNCTION councils_find_needs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM councils_find_if_there(array_agg(role.project_id))
        FROM rows_before JOIN councils_role AS role ON role.id = rows_before.role_id
        HAVING count(*) > 0;
    ELSE
        PERFORM councils_find(array_agg(DISTINCT role.project_id))
        FROM rows_now JOIN councils_role AS role ON role.id = rows_now.role_id
        HAVING count(*) > 0;
    END IF;
    RETURN NULL;
END $$
"""
# What goes together with its project is not written anew on the way.
IF_THERE = """
CREATE FUNCTION councils_find_if_there(changed bigint[]) RETURNS void LANGUAGE sql AS $$
    SELECT councils_find(array_agg(DISTINCT project_id))
    FROM councils_findable WHERE project_id = ANY (changed) HAVING count(*) > 0
$$
"""
# For each word that no opened project uses in any form: up to twelve that look like it.
ALIKE = """
CREATE FUNCTION councils_words_like(asked text[])
RETURNS TABLE (given text, word text) LANGUAGE sql STABLE
SET pg_trgm.similarity_threshold = 0.25 AS $$
    SELECT given, near.word
    FROM unnest(asked) AS given
    CROSS JOIN LATERAL (
        SELECT DISTINCT known.word, similarity(known.word, given) AS likeness
        FROM councils_word AS known
        WHERE known.word % given
        ORDER BY likeness DESC, known.word
        LIMIT 12
    ) AS near
    WHERE NOT EXISTS (
        SELECT FROM councils_word AS known
        WHERE known.stem = (tsvector_to_array(to_tsvector('english', given)))[1]
    ) AND to_tsvector('english', given) <> ''
$$
"""
FUNCTIONS = [
    (LEARN, "councils_learn_words(bigint[])"),
    (FIND, "councils_find(bigint[])"),
    (IF_THERE, "councils_find_if_there(bigint[])"),
    (PROJECTS, "councils_find_projects()"),
    (ROLES, "councils_find_roles()"),
    (NEEDS, "councils_find_needs()"),
    (ALIKE, "councils_words_like(text[])"),
]
TABLES = {"project": "projects", "role": "roles", "need": "needs"}
SEEN = {
    "insert": "NEW TABLE AS rows_now",
    "update": "OLD TABLE AS rows_before NEW TABLE AS rows_now",
    "delete": "OLD TABLE AS rows_before",
}


def triggers():
    """One for each table and each kind of change: the database allows no fewer."""
    for table, plural in TABLES.items():
        for change, seen in SEEN.items():
            name = f"councils_{table}_{change}_is_found"
            yield migrations.RunSQL(
                f"CREATE TRIGGER {name} AFTER {change.upper()} ON councils_{table} "
                f"REFERENCING {seen} FOR EACH STATEMENT "
                f"EXECUTE FUNCTION councils_find_{plural}()",
                f"DROP TRIGGER {name} ON councils_{table}",
            )


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0007_what_people_expect_of_projects"),
        ("skills", "0001_initial"),
    ]

    operations = [
        *(migrations.RunSQL(made, f"DROP FUNCTION {name}") for made, name in FUNCTIONS),
        *triggers(),
        migrations.RunSQL(
            "SELECT councils_find(array_agg(id)) FROM councils_project HAVING count(*) > 0",
            "DELETE FROM councils_findable",
        ),
    ]
