from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0004_ledger"),
    ]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="credential",
            field=models.TextField(
                blank=True, help_text="The same as an Open Badges 3.0 credential with both its proofs."
            ),
        ),
        migrations.AddField(
            model_name="certificate",
            name="licences",
            field=models.TextField(
                blank=True,
                help_text="Numbers and salt of the licences whose digests the facts hold. Never public.",
            ),
        ),
        migrations.AddField(
            model_name="certificate",
            name="status_index",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="certificate",
            name="status_list",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                fields=("status_list", "status_index"), name="a_place_in_a_status_list_is_given_once"
            ),
        ),
    ]
