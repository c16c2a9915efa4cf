import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0007_issuing_switch"),
    ]

    operations = [
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "design",
                    models.CharField(help_text="Template and version, such as ncbtmb-1.", max_length=40),
                ),
                (
                    "approval",
                    models.PositiveSmallIntegerField(
                        help_text="Which of the approvals it is drawn for, from 0."
                    ),
                ),
                ("size", models.CharField(choices=[("letter", "US Letter"), ("a4", "A4")], max_length=6)),
                ("typst", models.CharField(help_text="Version of what drew it.", max_length=20)),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("unsigned_sha256", models.CharField(max_length=64)),
                (
                    "key_id",
                    models.CharField(
                        blank=True, help_text="SHA-256 of the signer's certificate.", max_length=80
                    ),
                ),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["certificate", "approval", "size"],
            },
        ),
        migrations.AddField(
            model_name="paper",
            name="certificate",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="certificates.certificate",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                fields=("certificate", "approval", "size"), name="a_paper_is_made_once_per_size"
            ),
        ),
    ]
