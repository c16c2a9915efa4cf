import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0004_late_answers")]

    operations = [
        migrations.CreateModel(
            name="ItemTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "response",
                    models.CharField(
                        blank=True, help_text="The options chosen, where there are any.", max_length=255
                    ),
                ),
                ("fraction", models.DecimalField(decimal_places=7, max_digits=8)),
                (
                    "rest",
                    models.DecimalField(
                        decimal_places=4,
                        help_text="Percent of the other items' points; 0 when there are none.",
                        max_digits=7,
                    ),
                ),
                ("count", models.PositiveIntegerField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tallies",
                        to="quizzes.questionversion",
                    ),
                ),
            ],
            options={
                "ordering": ["version", "response", "fraction", "rest"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "response", "fraction", "rest"), name="a_tally_stands_once"
                    )
                ],
            },
        ),
    ]
