from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0008_approve_content")]

    operations = [
        migrations.RemoveConstraint(
            model_name="steprecord",
            name="a_step_is_finished_once",
        ),
        migrations.AddConstraint(
            model_name="steprecord",
            constraint=models.UniqueConstraint(
                fields=("enrolment", "step_key", "digest"), name="a_step_is_finished_once_as_it_reads"
            ),
        ),
    ]
