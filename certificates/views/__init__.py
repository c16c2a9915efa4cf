from . import (
    api,
    api_keys,
    checking,
    correcting,
    disclosing,
    holding,
    issuer,
    many,
    papers,
    publishing,
)

__all__ = [
    "api",
    "api_keys",
    "checking",
    "correcting",
    "disclosing",
    "holding",
    "issuer",
    "many",
    "papers",
    "publishing",
]
