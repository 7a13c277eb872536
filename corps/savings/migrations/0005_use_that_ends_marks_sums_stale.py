"""A trigger: when a project's work is no longer used, or is again, its sums are made anew."""

from django.db import migrations

MARK = """
CREATE TRIGGER savings_use_ended AFTER UPDATE OF use_ended_on ON councils_project
FOR EACH ROW
WHEN (OLD.use_ended_on IS DISTINCT FROM NEW.use_ended_on)
EXECUTE FUNCTION savings_mark_project();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("savings", "0004_published_savings_and_populations"),
        ("councils", "0007_what_people_expect_of_projects"),
    ]
    operations = [
        migrations.RunSQL(MARK, "DROP TRIGGER savings_use_ended ON councils_project;"),
    ]
