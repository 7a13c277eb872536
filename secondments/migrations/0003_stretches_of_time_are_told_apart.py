"""Where stretches of one expert overlap, each day keeps the fewest days a week said of it."""

from datetime import timedelta
from itertools import groupby, pairwise

from django.db import migrations

ONE = timedelta(days=1)


def apart(stretches):
    """Return the same days as stretches (first, last, days a week) none of which overlap."""
    cuts = sorted({day for first, last, _ in stretches for day in (first, last + ONE)})
    found = []
    for begins, after in pairwise(cuts):
        said = [days for first, last, days in stretches if first <= begins <= last]
        if not said:
            continue
        if found and found[-1][1] + ONE == begins and found[-1][2] == min(said):
            found[-1] = (found[-1][0], after - ONE, min(said))
        else:
            found.append((begins, after - ONE, min(said)))
    return found


def tell_apart(apps, schema_editor):
    periods = apps.get_model("secondments", "Period").objects.order_by("expert_id", "starts_on")
    for expert, rows in groupby(list(periods), key=lambda row: row.expert_id):
        stretches = [(row.starts_on, row.ends_on, row.days_a_week) for row in rows]
        if all(one[1] < other[0] for one, other in pairwise(stretches)):
            continue
        periods.filter(expert_id=expert).delete()
        for first, last, days in apart(stretches):
            periods.create(expert_id=expert, starts_on=first, ends_on=last, days_a_week=days)


class Migration(migrations.Migration):
    dependencies = [("secondments", "0002_what_people_expect_of_employers")]

    operations = [
        # The extension is there in most databases, and stays: others build on it too.
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gist", migrations.RunSQL.noop),
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
    ]
