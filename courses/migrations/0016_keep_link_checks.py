from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0015_play_recordings"),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.CharField(max_length=2000, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("there", "There"),
                            ("gone", "Dead"),
                            ("unclear", "Look yourself"),
                            ("unchecked", "Not checked"),
                        ],
                        default="unchecked",
                        max_length=10,
                    ),
                ),
                ("said", models.CharField(blank=True, help_text="In words, what came back.", max_length=200)),
                ("tried_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
    ]
