import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0003_attempt_timing")]

    operations = [
        migrations.CreateModel(
            name="LateAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField()),
                ("response", models.JSONField()),
                ("received_at", models.DateTimeField()),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="late_answers",
                        to="quizzes.attempt",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="late_answers",
                        to="quizzes.attemptitem",
                    ),
                ),
            ],
            options={
                "ordering": ["attempt", "received_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("attempt", "client_id"), name="a_late_answer_is_stored_once"
                    )
                ],
            },
        ),
    ]
