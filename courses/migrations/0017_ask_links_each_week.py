from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0016_keep_link_checks"),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("begun_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="linkcheck",
            name="wanted_at",
            field=models.DateTimeField(
                blank=True, db_index=True, help_text="Since when it waits to be asked.", null=True
            ),
        ),
    ]
