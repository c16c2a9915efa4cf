from pathlib import Path

import pytest

from courses import ruling
from interchange.reading import read_content
from tests.factories.certificates import keys_in


@pytest.fixture
def keys(tmp_path, settings):
    settings.CREDENTIAL_KEYS = tmp_path / "keys"
    settings.CREDENTIAL_KEYS.mkdir()
    keys_in(settings.CREDENTIAL_KEYS)


@pytest.fixture
def bodies(db):
    for body in read_content(Path("content"))[0].bodies:
        ruling.put_body(body)
