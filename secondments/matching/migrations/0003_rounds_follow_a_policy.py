import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0003_sample_projects_are_found_at_once"),
        ("matching", "0002_load_the_first_points"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BoroughFigures",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked", models.PositiveIntegerField(verbose_name="free places")),
                (
                    "held",
                    models.PositiveIntegerField(default=0, verbose_name="places held already"),
                ),
                (
                    "counted",
                    models.PositiveIntegerField(verbose_name="places that counted for the floor"),
                ),
                (
                    "floor",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="least to be filled of those"
                    ),
                ),
                (
                    "filled",
                    models.PositiveIntegerField(
                        default=0, verbose_name="filled of those that counted"
                    ),
                ),
                ("proposed", models.PositiveIntegerField(default=0, verbose_name="filled of all")),
                (
                    "greedy",
                    models.PositiveIntegerField(
                        default=0, verbose_name="filled of those, one after another"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "borough figures",
                "ordering": ["round", "council"],
            },
        ),
        migrations.CreateModel(
            name="RoundFile",
            fields=[
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="file",
                        serialize=False,
                        to="matching.round",
                    ),
                ),
                ("content", models.BinaryField()),
                (
                    "left_places",
                    models.JSONField(
                        default=list, help_text="Role and place of each that nobody was chosen for."
                    ),
                ),
                (
                    "left_out",
                    models.JSONField(
                        default=list,
                        help_text="Roles whose chosen person was gone when it was written.",
                    ),
                ),
                (
                    "left_urgent",
                    models.JSONField(default=list, help_text="Roles of those that were urgent."),
                ),
                (
                    "left_experts",
                    models.JSONField(default=list, help_text="Experts who were not chosen."),
                ),
            ],
            options={
                "ordering": ["-round"],
            },
        ),
        migrations.CreateModel(
            name="Urgency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("since", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name_plural": "urgencies",
                "ordering": ["-since"],
            },
        ),
        migrations.AddField(
            model_name="round",
            name="envy",
            field=models.PositiveIntegerField(
                default=0,
                db_default=0,
                help_text="Pairs of person and place who would both rather have each other.",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="fairness_cost",
            field=models.PositiveIntegerField(
                default=0,
                db_default=0,
                help_text="Points by which the best fit alone would have been greater.",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="first_places",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="The first in the borough's own order; empty for a fair share.",
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="places of each borough that count",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="greedy_filled",
            field=models.PositiveIntegerField(
                default=0, db_default=0, verbose_name="filled one after another"
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="greedy_fit",
            field=models.PositiveIntegerField(
                default=0, db_default=0, verbose_name="fit one after another"
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="kind",
            field=models.CharField(
                choices=[("full", "Full"), ("repair", "Repair")],
                default="full",
                db_default="full",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="policy",
            field=models.CharField(
                choices=[
                    ("floor", "Every borough first, then the best fit"),
                    ("fit", "The best fit alone"),
                    ("stable", "What people and places would rather have"),
                ],
                default="floor",
                db_default="floor",
                max_length=6,
            ),
        ),
        migrations.AlterField(
            model_name="round",
            name="certificate",
            field=models.JSONField(
                blank=True, default=dict, help_text="What was checked, and the sums of all prices."
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_places__isnull", True), ("first_places__gte", 1), _connector="OR"
                ),
                name="round_counts_some_places",
            ),
        ),
        migrations.AddField(
            model_name="boroughfigures",
            name="council",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.council"
            ),
        ),
        migrations.AddField(
            model_name="boroughfigures",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="boroughs",
                to="matching.round",
            ),
        ),
        migrations.AddField(
            model_name="urgency",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="urgency",
            name="role",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="urgency",
                to="councils.role",
            ),
        ),
        migrations.AddConstraint(
            model_name="boroughfigures",
            constraint=models.UniqueConstraint(
                fields=("round", "council"), name="round_counts_a_borough_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="boroughfigures",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("counted__lte", models.F("asked")),
                    ("filled__lte", models.F("counted")),
                    ("greedy__lte", models.F("counted")),
                    ("proposed__lte", models.F("asked")),
                ),
                name="borough_fills_no_more_than_it_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="urgency",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="urgency_has_a_reason"
            ),
        ),
    ]
