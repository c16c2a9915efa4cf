from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from config import ticking


def planted_failure():
    raise RuntimeError("planted")


@pytest.mark.django_db
def test_one_failing_job_does_not_keep_the_others_from_healing(monkeypatch, caplog):
    done = []
    monkeypatch.setattr(ticking, "JOBS", [planted_failure, lambda: done.append("healed")])

    assert ticking.tick() == ["planted_failure"]
    assert done == ["healed"]


@pytest.mark.django_db
def test_the_jobs_of_the_house_all_run():
    assert ticking.tick() == []


@pytest.mark.django_db
def test_a_task_of_a_dead_worker_is_handed_on_and_a_running_one_is_not():
    now = timezone.now()
    fields = {
        "task_path": "accounts.mailing.send",
        "args_kwargs": {"args": [], "kwargs": {}},
        "status": "RUNNING",
    }
    lost = DBTaskResult.objects.create(**fields, started_at=now - timedelta(minutes=16))
    busy = DBTaskResult.objects.create(**fields, started_at=now - timedelta(minutes=14))

    assert ticking.requeue_lost() == 1
    lost.refresh_from_db()
    busy.refresh_from_db()
    assert (lost.status, busy.status) == ("READY", "RUNNING")
