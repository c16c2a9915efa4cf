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
    wallet,
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
    "wallet",
]
