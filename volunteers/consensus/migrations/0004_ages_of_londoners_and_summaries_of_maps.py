"""How old Londoners are; and of each map the little by which issues are ranked."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).parent / "data"
SAID = ("number", "text", "language", "consensus", "seen")
MOST, TOP = 10, 5


def load(apps, schema_editor):
    AgeBand = apps.get_model("consensus", "AgeBand")
    with (DATA / "ages.csv").open(encoding="utf-8", newline="") as file:
        AgeBand.objects.bulk_create(AgeBand(**row) for row in csv.DictReader(file))


def unload(apps, schema_editor):
    apps.get_model("consensus", "AgeBand").objects.all().delete()


def summary(published):
    """As it was when maps began to have one."""
    said = published.get("statements", ())
    known = [one for one in said if one.get("consensus") is not None]
    known.sort(key=lambda one: (-one["consensus"], one["number"]))
    best = [one["consensus"] for one in known[:TOP]]
    return {
        "people": published.get("voters"),
        "agreement": sum(best) / len(best) if best else None,
        "said": [{name: one.get(name) for name in SAID} for one in known[:MOST]],
    }


def summarise(apps, schema_editor):
    OpinionMap = apps.get_model("consensus", "OpinionMap")
    rows = OpinionMap.objects.values_list("pk", "published").order_by("pk")
    for pk, published in rows.iterator(chunk_size=100):
        OpinionMap.objects.filter(pk=pk).update(summary=summary(published))


class Migration(migrations.Migration):
    dependencies = [("consensus", "0003_days_move_in_public_and_comments_are_hidden_by_rules")]

    operations = [
        migrations.RunPython(load, unload),
        migrations.RunPython(summarise, migrations.RunPython.noop),
    ]
