"""What others have reported of digital savings, and how many people live in each borough."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).parent / "data"


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load(apps, schema_editor):
    Council = apps.get_model("councils", "Council")
    Population = apps.get_model("savings", "Population")
    Published = apps.get_model("savings", "Published")
    councils = {council.gss: council for council in Council.objects.all()}

    Population.objects.bulk_create(
        Population(council=councils[row["gss"]], year=row["year"], people=row["people"])
        for row in rows("populations.csv")
    )
    for row in rows("published.csv"):
        codes = row.pop("gss")
        published = Published.objects.create(**row)
        published.councils.set(councils[gss] for gss in filter(None, codes.split(";")))


def unload(apps, schema_editor):
    apps.get_model("savings", "Population").objects.all().delete()
    apps.get_model("savings", "Published").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("savings", "0003_changes_mark_sums_stale")]

    operations = [migrations.RunPython(load, unload)]
