"""The first version of the points: the defaults of the table."""

from django.db import migrations


def load(apps, schema_editor):
    apps.get_model("matching", "PointsTable").objects.get_or_create(version=1)


def unload(apps, schema_editor):
    apps.get_model("matching", "PointsTable").objects.filter(version=1, rounds=None).delete()


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_initial")]

    operations = [migrations.RunPython(load, unload)]
