from django.db import migrations

REVIEWERS = "Reviewers"
FIELDS = ("name", "active")


def ask_by_course(apps, schema_editor):
    """What asked all reviewers alike asks those of one course about that course alone, and keeps its history."""
    move(apps, apps.get_model("wagtailcore", "GroupApprovalTask"), apps.get_model("courses", "ContentReview"))


def ask_groups(apps, schema_editor):
    move(apps, apps.get_model("courses", "ContentReview"), apps.get_model("wagtailcore", "GroupApprovalTask"))


def move(apps, old, new):
    kinds = apps.get_model("contenttypes", "ContentType").objects
    kind, _ = kinds.get_or_create(app_label=new._meta.app_label, model=new._meta.model_name)
    for task in old.objects.filter(groups__name=REVIEWERS).distinct():
        moved = new(task_ptr_id=task.task_ptr_id, content_type_id=kind.pk)
        for field in FIELDS:
            setattr(moved, field, getattr(task, field))
        moved.save()
        moved.groups.set(task.groups.all())
        task.delete(keep_parents=True)


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0021_ask_reviewers_of_a_course"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(ask_by_course, ask_groups)]
