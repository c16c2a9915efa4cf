"""What changed between two editions, for /specimen/: a real comparison of two invented lessons."""

from courses.comparing import Difference, Step, compare

CLAIM = {
    "id": "one",
    "type": "claim",
    "key": "lactate",
    "statement": "Massage flushes lactate out of tired muscle.",
    "verdict": "supported",
    "certainty": "low",
}
NOW = {
    "statement": "Massage does not clear lactate from tired muscle.",
    "verdict": "contradicted",
    "certainty": "moderate",
}
NEW = {
    "id": "two",
    "type": "callout",
    "key": "two",
    "kind": "caution",
    "title": "Anticoagulants",
    "text": "Ask.",
}


def sample_changes() -> dict[str, Difference]:
    before = [Step("a", "lesson", "Circulation", {"blocks": [CLAIM]}), Step("b", "lesson", "Lymph", {})]
    after = [
        Step("a", "lesson", "Blood flow", {"blocks": [CLAIM | NOW, NEW]}),
        Step("c", "lesson", "Sleep", {}),
    ]
    return {"difference": compare({"hours": "1"}, before, {"hours": "1.5"}, after)}
