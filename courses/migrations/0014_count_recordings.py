from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0013_outside_reviewers"),
    ]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="media_seconds",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="editionstep",
            name="media_seconds",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="lessondocument",
            name="seconds",
            field=models.DecimalField(
                blank=True,
                decimal_places=3,
                editable=False,
                help_text="How long a recording is.",
                max_digits=8,
                null=True,
            ),
        ),
    ]
