from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0005_credential"),
    ]

    operations = [
        migrations.AddField(
            model_name="signingkey",
            name="algorithm",
            field=models.CharField(
                choices=[("ed25519", "Ed25519"), ("rs256", "RS256"), ("paper", "PDF signature")],
                default="ed25519",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="signingkey",
            name="key_id",
            field=models.CharField(
                help_text="Multibase form, JWK thumbprint, or SHA-256 of the certificate.",
                max_length=80,
                unique=True,
            ),
        ),
        migrations.AlterField(
            model_name="signingkey",
            name="public_key",
            field=models.TextField(
                help_text="Hexadecimal: 32 bytes of Ed25519, a DER public key, or a DER certificate."
            ),
        ),
    ]
