import pytest

from tests.factories.certificates import a_key_in, a_paper_key_in


@pytest.fixture(autouse=True)
def keys(tmp_path, settings):
    """A directory with one signing key, and one for PDFs."""
    settings.CREDENTIAL_KEYS = tmp_path / "keys"
    a_key_in(settings.CREDENTIAL_KEYS)
    a_paper_key_in(settings.CREDENTIAL_KEYS)
    return settings.CREDENTIAL_KEYS
