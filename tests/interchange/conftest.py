import shutil
from pathlib import Path

import pytest


@pytest.fixture
def content(tmp_path):
    """A copy of the valid content, to break."""
    shutil.copytree(Path(__file__).parent / "valid", tmp_path / "content")
    return tmp_path / "content"
