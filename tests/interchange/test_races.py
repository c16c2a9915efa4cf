"""Two deployments that load at once, on the database that lets them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import AuditEvent
from interchange import loading
from interchange.models import LoadedSource
from interchange.reading import read_content
from quizzes.models import Question, QuestionVersion


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_loads_at_the_same_moment_write_everything_once(content):
    library, _ = read_content(content)
    barrier = Barrier(4)

    def load(_):
        try:
            barrier.wait(60)
            return len(loading.apply(library, "content").writes)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        written = list(pool.map(load, range(4)))

    once = max(written)
    assert once > 10
    assert sorted(written) == [0, 0, 0, once]
    assert LoadedSource.objects.count() == once
    assert QuestionVersion.objects.count() == Question.objects.count() > 1
    assert AuditEvent.objects.filter(action="content.created").count() == once
