import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh_rate_limits():
    """Every test starts with the tries of nobody."""
    cache.clear()


@pytest.fixture(autouse=True)
def home(settings):
    """Where people land when they come in. In life that is a page of an app above this one."""
    settings.LOGIN_REDIRECT_URL = "/account/"
