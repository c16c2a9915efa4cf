import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0002_quiz_terms")]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="time_limit",
            field=models.PositiveIntegerField(blank=True, help_text="Seconds, before any factor.", null=True),
        ),
        migrations.AddField(
            model_name="attempt",
            name="reopened_at",
            field=models.DateTimeField(
                blank=True, help_text="By a person, with a reason: see audit.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="attempt",
            name="closed_by",
            field=models.CharField(
                blank=True,
                choices=[("learner", "Learner"), ("timer", "Timer"), ("sweep", "Sweep")],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="confidence",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="1 guessing, 2 fairly sure, 3 certain. Never scored.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(3),
                ],
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("deadline_at", None), ("deadline_at__gt", models.F("opened_at")), _connector="OR"
                ),
                name="a_deadline_comes_after_the_start",
            ),
        ),
    ]
