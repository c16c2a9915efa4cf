from typing import Protocol

from .questions import QuestionVersion


class _Pool(Protocol):
    """What a pool names itself: how many it draws, and of which versions."""

    draw: int
    safety: int
    objective: object

    def versions(self) -> list[QuestionVersion]: ...


class Pooled:
    """How a pool is frozen: as the list of the versions that it holds today."""

    def freeze(self: _Pool, salt: bytes) -> dict:
        return {
            "draw": self.draw,
            "safety": self.safety,
            "objective": str(self.objective.public_id) if self.objective else None,  # type: ignore[attr-defined]
            "questions": [version.freeze(salt) for version in self.versions()],
        }
