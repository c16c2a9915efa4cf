"""The vocabularies that our credentials speak, bundled: nothing is ever fetched. Pure.

A signature over RDF does not cover what no context defines, so such a document is neither signed nor accepted.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from pyld import jsonld

W3C = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"

# The file of each, and its digest: another revision would give other signatures.
_BUNDLED = {
    W3C: ("credentials-v2.json", "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"),
    OPEN_BADGES: (
        "open-badges-3.0.3.json",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    ),
    EXTENSIONS: (
        "open-badges-extensions.json",
        "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93",
    ),
}
# The combinations that we write, in the one right order.
ALLOWED = ([W3C, OPEN_BADGES, EXTENSIONS], [W3C])
DEEPEST = 12
# A relative name resolves against this, and so gives itself away.
_BASE = "x-nowhere:///"
# pyld shares its context caches between threads.
_ONE_AT_A_TIME = Lock()


class UnsafeDocument(ValueError):
    """The document says things that a signature over it would not cover."""


def canonical_rdf(document: Mapping[str, Any]) -> bytes:
    """The document as canonical N-Quads (RDFC-1.0). Raises UnsafeDocument."""
    dropped: list[str] = []
    with _ONE_AT_A_TIME:
        try:
            expanded = jsonld.expand(dict(document), _options(), on_property_dropped=dropped.append)
            quads = jsonld.normalize(
                expanded, _options() | {"algorithm": "URDNA2015", "format": "application/n-quads"}
            )
        except jsonld.JsonLdError as error:
            raise UnsafeDocument("Its vocabulary can't be read.") from error
    if dropped:
        raise UnsafeDocument(f"No context defines {', '.join(sorted(map(str, dropped)))}.")
    if _BASE in quads:
        raise UnsafeDocument("It holds a name or an address that is not absolute.")
    return quads.encode()


def undefined_terms(document: Mapping[str, Any]) -> list[str]:
    """The names in a document that none of our contexts defines, sorted. Raises UnsafeDocument when too deep."""
    return sorted(set(_names(document, 0)) - _terms())


def _names(value: Any, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        raise UnsafeDocument("It is nested too deeply.")
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield name
            if name != "@context":
                yield from _names(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _names(item, depth + 1)


@cache
def _terms() -> frozenset[str]:
    """Every term, in whatever scope. Keywords but the context itself are none of them: we don't write them."""
    found = {"@context"}
    for url in _BUNDLED:
        _collect(_bundled(url)["@context"], found)
    return frozenset(found)


def _collect(context: Any, found: set[str]) -> None:
    for part in context if isinstance(context, list) else [context]:
        if not isinstance(part, Mapping):
            continue
        for term, definition in part.items():
            if not term.startswith("@"):
                found.add(term)
            if isinstance(definition, Mapping) and "@context" in definition:
                _collect(definition["@context"], found)


@cache
def _bundled(url: str) -> dict[str, Any]:
    name, digest = _BUNDLED[url]
    raw = (Path(__file__).parent / "contexts" / name).read_bytes()
    if sha256(raw).hexdigest() != digest:
        raise UnsafeDocument(f"{name} is not the revision that we sign with.")
    document: dict[str, Any] = json.loads(raw)
    return document


def _load(url: str, options: Mapping[str, Any]) -> dict[str, Any]:
    if url not in _BUNDLED:
        raise jsonld.JsonLdError(f"{url} is not bundled.", "jsonld.LoadDocumentError")
    return {
        "contextUrl": None,
        "documentUrl": url,
        "document": _bundled(url),
        "contentType": "application/ld+json",
        "tag": "static",  # lets pyld keep it
    }


def _options() -> dict[str, Any]:
    return {"documentLoader": _load, "base": _BASE}
