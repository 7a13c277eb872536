"""The 32 boroughs and the City of London, their e-mail domains and their neighbours."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).parent / "data"


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load(apps, schema_editor):
    Council = apps.get_model("councils", "Council")
    CouncilDomain = apps.get_model("councils", "CouncilDomain")
    Council_neighbours = apps.get_model("councils", "Council_neighbours")

    councils = Council.objects.bulk_create(Council(**row) for row in rows("councils.csv"))
    coded = {council.code: council for council in councils}
    CouncilDomain.objects.bulk_create(
        CouncilDomain(council=coded[row["code"]], domain=row["domain"])
        for row in rows("domains.csv")
    )
    pairs = [(coded[row["code"]], coded[row["neighbour"]]) for row in rows("neighbours.csv")]
    Council_neighbours.objects.bulk_create(
        Council_neighbours(from_council_id=one.pk, to_council_id=other.pk)
        for left, right in pairs
        for one, other in [(left, right), (right, left)]
    )


def unload(apps, schema_editor):
    Council = apps.get_model("councils", "Council")

    Council.objects.filter(gss__in=[row["gss"] for row in rows("councils.csv")]).delete()


class Migration(migrations.Migration):
    dependencies = [("councils", "0001_initial")]

    operations = [migrations.RunPython(load, unload)]
