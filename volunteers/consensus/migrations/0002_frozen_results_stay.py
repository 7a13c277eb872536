"""A frozen result cannot be changed or deleted, whoever asks."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION consensus_keep_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a frozen result stays as it is'
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'frozen_stays_as_it_is';
END $$;
CREATE TRIGGER consensus_frozen_stays BEFORE UPDATE OR DELETE ON consensus_frozen
FOR EACH ROW EXECUTE FUNCTION consensus_keep_frozen();
"""
THAW = """
DROP TRIGGER consensus_frozen_stays ON consensus_frozen;
DROP FUNCTION consensus_keep_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("consensus", "0001_initial")]

    operations = [migrations.RunSQL(FREEZE, THAW)]
