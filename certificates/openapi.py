"""The API as an OpenAPI 3.1 document; the tests hold every answer against it."""

from typing import Any

from .limiting import CALLS_MINUTE, LISTS_HOUR
from .questions import LONGEST, MOST

# Every status there is, and what it means.
STATUSES = {
    "valid": "It stands.",
    "sample": "It is genuine and stands, but no board had approved the course: it counts toward no license.",
    "superseded": "A new certificate took its place. Its code is in replaced_by.",
    "revoked": "It no longer counts, from the day in since on. The sentence says why.",
    "other_name": "It stands, but the name you sent is not the name on it.",
    "altered": "What we stored isn't what we signed. Don't rely on it.",
    "unknown": "No open certificate has this code. If its holder asks for the family name, send it along.",
    "typo": "This can't be a code: it has a typing mistake, or isn't one.",
    "empty": "No code was sent.",
    "repeated": "The same code stands earlier in this list.",
    "wait": "Too many names were tried for this code. Ask again in an hour.",
}


def text(description: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "description": description} | more


QUESTION = {
    "type": "object",
    "required": ["code"],
    "additionalProperties": False,
    "properties": {
        "code": text("The code, however it was typed, or the address of its page.", maxLength=LONGEST),
        "family_name": text(
            "Compared with the certificate; opens those whose holders ask for it.", maxLength=LONGEST
        ),
        "license": text(
            "Compared with the license that the holder shows. Never shown itself.", maxLength=LONGEST
        ),
    },
}

ANSWER_FIELDS = {
    "code": text("In groups of four; what was sent when it is no code."),
    "status": text(
        " ".join(f"`{word}`: {meaning}" for word, meaning in STATUSES.items()), enum=list(STATUSES)
    ),
    "word": text("The word that the page shows."),
    "sentence": text("What follows it there."),
    "needs_a_look": {"type": "boolean", "description": "False only for what stands and fits what you sent."},
    "since": text("The day of its status, as 2026-11-22; empty when nothing is shown."),
    "name": text("The name on it."),
    "course": text("The title, as it was approved."),
    "hours": text("CE hours, as text: nobody rounds them."),
    "completed_on": text("The day, by the learner's calendar."),
    "license": text("How the license you sent compares.", enum=["", "matches", "no_match", "not_shared"]),
    "replaced_by": text("The code of the certificate that took its place."),
    "sha256": text("Of the facts that were signed."),
    "page": text("Its page for people."),
}
ANSWER = {
    "type": "object",
    "required": list(ANSWER_FIELDS),
    "additionalProperties": False,
    "properties": ANSWER_FIELDS,
}
CERTIFICATE = {
    "type": ["object", "null"],
    "description": "Every printed fact, with our signature: check it without us by docs/verifying.md. "
    "Null when nothing is shown.",
    "required": ["facts", "proof"],
    "properties": {"facts": {"type": "object"}, "proof": {"type": "object"}},
}
CHECKED_AT = text("When we looked, in UTC.", format="date-time")
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": text("Always about:blank."),
        "title": text("What went wrong, in two words."),
        "status": {"type": "integer"},
        "detail": text("What to do."),
    },
}
SCHEMAS = {
    "Question": QUESTION,
    "Questions": {
        "type": "object",
        "required": ["certificates"],
        "additionalProperties": False,
        "properties": {
            "certificates": {
                "type": "array",
                "minItems": 1,
                "maxItems": MOST,
                "items": {"$ref": "#/components/schemas/Question"},
            },
            "receipt": {
                "type": "boolean",
                "description": "Ask for a signed receipt, for your file. Send it at /verify/many/ next quarter.",
            },
        },
    },
    "Answer": ANSWER,
    "One": {
        "type": "object",
        "required": ["checked_at", "answer", "certificate"],
        "additionalProperties": False,
        "properties": {
            "checked_at": CHECKED_AT,
            "answer": {"$ref": "#/components/schemas/Answer"},
            "certificate": CERTIFICATE,
        },
    },
    "Many": {
        "type": "object",
        "required": ["checked_at", "summary", "answers"],
        "additionalProperties": False,
        "properties": {
            "checked_at": CHECKED_AT,
            "summary": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"word": text("As in the answers."), "count": {"type": "integer"}},
                },
            },
            "answers": {"type": "array", "items": {"$ref": "#/components/schemas/Answer"}},
            "receipt": {"type": "object", "description": "Signed. Keep it as it is."},
        },
    },
    "Problem": PROBLEM,
}
PROBLEMS = {
    "400": "Not understood: the detail says which field.",
    "401": "No live key.",
    "403": "The key's scope is one certificate at a time.",
    "413": "More than 2 MB.",
    "415": "Not sent as application/json.",
    "429": "Asked too often. Retry-After says how many seconds to wait.",
}


def description(address: str) -> dict[str, Any]:
    """The whole document, for a house at `address`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Fascia: check certificates",
            "version": "1.0",
            "description": "The answers of the verification page, for your software. A key belongs to an "
            "organization and is shown once; send it from your server, never from a browser.",
        },
        "servers": [{"url": address}],
        "security": [{"key": []}],
        "paths": {
            "/api/v1/verify": {
                "post": operation(
                    "Check one certificate",
                    f"Up to {CALLS_MINUTE.most} a minute with one key.",
                    "Question",
                    "One",
                )
            },
            "/api/v1/verify/batch": {
                "post": operation(
                    "Check many at once",
                    f"Up to {MOST} in one list, {LISTS_HOUR.most} lists an hour. Answers come in your order.",
                    "Questions",
                    "Many",
                )
            },
        },
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": SCHEMAS,
        },
    }


def operation(summary: str, about: str, question: str, answer: str) -> dict[str, Any]:
    problems = {
        status: {"description": why, "content": content("Problem", "application/problem+json")}
        for status, why in PROBLEMS.items()
    }
    return {
        "summary": summary,
        "description": about,
        "requestBody": {"required": True, "content": content(question)},
        "responses": {"200": {"description": "The answer.", "content": content(answer)}} | problems,
    }


def content(schema: str, kind: str = "application/json") -> dict[str, Any]:
    return {kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
