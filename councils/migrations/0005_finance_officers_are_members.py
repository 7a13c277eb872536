from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0004_volunteers_are_teammates_too"),
    ]

    operations = [
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[
                    ("officer", "Officer"),
                    ("approver", "Approver"),
                    ("finance", "Finance officer"),
                    ("administrator", "Administrator"),
                ],
                default="officer",
                max_length=15,
            ),
        ),
    ]
