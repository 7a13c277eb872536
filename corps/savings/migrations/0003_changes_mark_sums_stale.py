"""Triggers: whatever changes an amount marks what was summed up from it; snapshots stay as made."""

from django.db import migrations

BENEFITS = "savings_benefit"
# For each other table: how its rows lead to the benefit that they count for.
ROADS = {
    "savings_forecast": "savings_benefit b ON b.id = changed.benefit_id",
    "savings_measurement": "savings_benefit b ON b.id = changed.benefit_id",
    "savings_claim": "savings_benefit b ON b.id = changed.benefit_id",
    "savings_part": (
        "savings_claim c ON c.id = changed.claim_id JOIN savings_benefit b ON b.id = c.benefit_id"
    ),
}
EVENTS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}

# Where a benefit itself changes or goes, its own words say where it counted.
OF_BENEFITS = """
CREATE FUNCTION savings_benefit_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO savings_stale (council_id, service)
  SELECT DISTINCT p.council_id, changed.service
  FROM changed JOIN councils_project p ON p.id = changed.project_id;
  RETURN NULL;
END $$;
"""
OF_OTHERS = """
CREATE FUNCTION {table}_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO savings_stale (council_id, service)
  SELECT DISTINCT p.council_id, b.service
  FROM changed JOIN {road} JOIN councils_project p ON p.id = b.project_id;
  RETURN NULL;
END $$;
"""
TRIGGER = """
CREATE TRIGGER {table}_{event}_{state} AFTER {event} ON {table}
REFERENCING {state} TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION {table}_mark();
"""
# A project that is opened, or moves to another council, takes its benefits along.
OF_PROJECTS = """
CREATE FUNCTION savings_mark_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO savings_stale (council_id, service)
  SELECT DISTINCT council.id, b.service
  FROM savings_benefit b, (VALUES (OLD.council_id), (NEW.council_id)) AS council (id)
  WHERE b.project_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER savings_project_moved AFTER UPDATE OF opened_at, council_id ON councils_project
FOR EACH ROW
WHEN (OLD.opened_at IS DISTINCT FROM NEW.opened_at OR OLD.council_id <> NEW.council_id)
EXECUTE FUNCTION savings_mark_project();
"""
FROZEN = """
CREATE FUNCTION savings_keep_snapshot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a snapshot stays as it was frozen'
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'snapshot_stays_as_it_was';
END $$;
CREATE TRIGGER savings_snapshot_stays BEFORE UPDATE OR DELETE ON savings_snapshot
FOR EACH ROW EXECUTE FUNCTION savings_keep_snapshot();
"""
THAW = """
DROP TRIGGER savings_snapshot_stays ON savings_snapshot;
DROP FUNCTION savings_keep_snapshot();
"""


def triggers():
    """(table, event, state) of each trigger: a change is seen as it was and as it is."""
    for table in (BENEFITS, *ROADS):
        for event, states in EVENTS.items():
            for state in states:
                yield table, event, state


def build():
    functions = [OF_OTHERS.format(table=table, road=road) for table, road in ROADS.items()]
    made = [
        TRIGGER.format(table=table, event=event, state=state) for table, event, state in triggers()
    ]
    return "".join([OF_BENEFITS, *functions, *made, OF_PROJECTS])


def pull_down():
    gone = [f"DROP TRIGGER {t}_{event}_{state} ON {t};" for t, event, state in triggers()]
    functions = [f"DROP FUNCTION {table}_mark();" for table in (BENEFITS, *ROADS)]
    project = (
        "DROP TRIGGER savings_project_moved ON councils_project;"
        "DROP FUNCTION savings_mark_project();"
    )
    return "".join([*gone, *functions, project])


class Migration(migrations.Migration):
    dependencies = [("savings", "0002_what_the_dashboard_reads")]

    operations = [
        migrations.RunSQL(build(), pull_down()),
        migrations.RunSQL(FROZEN, THAW),
    ]
