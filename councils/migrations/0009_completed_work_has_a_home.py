"""Triggers: no project is completed, from now on, before its work has a home that is complete.

What the home must name stands in the constraint `completed_work_has_a_home`; here the project is
held to it. Projects that were completed before the rule came stay as they are.
"""

from django.db import migrations

RULE = """
CREATE FUNCTION councils_want_home() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM councils_completion
    WHERE project_id = NEW.id AND completed_on IS NOT NULL
  ) THEN
    RAISE EXCEPTION 'project % is not completed before its work has a home', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'project_is_completed_with_a_home';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER project_is_completed_with_a_home BEFORE UPDATE OF stage ON councils_project
FOR EACH ROW WHEN (NEW.stage = 'completed' AND OLD.stage <> 'completed')
EXECUTE FUNCTION councils_want_home();

CREATE FUNCTION councils_keep_home() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM councils_project p
    WHERE p.id = OLD.project_id AND p.stage = 'completed' AND NOT EXISTS (
      SELECT 1 FROM councils_completion c
      WHERE c.project_id = p.id AND c.completed_on IS NOT NULL
    )
  ) THEN
    RAISE EXCEPTION 'project % is completed: its work keeps its home', OLD.project_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'completed_work_keeps_its_home';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER completed_work_keeps_its_home
AFTER DELETE OR UPDATE OF completed_on, project_id ON councils_completion
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (OLD.completed_on IS NOT NULL)
EXECUTE FUNCTION councils_keep_home();
"""
NO_RULE = """
DROP TRIGGER completed_work_keeps_its_home ON councils_completion;
DROP FUNCTION councils_keep_home();
DROP TRIGGER project_is_completed_with_a_home ON councils_project;
DROP FUNCTION councils_want_home();
"""


class Migration(migrations.Migration):
    dependencies = [("councils", "0008_projects_are_found_by_their_words")]
    operations = [migrations.RunSQL(RULE, NO_RULE)]
