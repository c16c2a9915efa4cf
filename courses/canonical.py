"""One way to write a value as bytes, so that equal values have equal digests. RFC 8785."""

from collections.abc import Mapping, Sequence
from hashlib import sha256 as _sha256

import rfc8785

type Json = bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None


def canonical(value: Json) -> bytes:
    """The canonical JSON of a plain value.

    Raises ValueError for what JSON cannot hold (dates, decimals, sets, integers over 2^53).
    """
    try:
        return rfc8785.dumps(value)  # type: ignore[arg-type]  # its own recursive type is stricter
    except rfc8785.CanonicalizationError as error:
        raise ValueError(str(error)) from error


def sha256(value: Json) -> str:
    """The digest of the canonical JSON, in hexadecimal."""
    return _sha256(canonical(value)).hexdigest()
