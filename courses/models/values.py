"""What every block of a lesson answers, whatever its kind."""

from datetime import date
from decimal import Decimal
from typing import Any

from wagtail import blocks

from courses.markdown import cited, noted

from .assets import Asset, asset_of

LONGEST_NAME = 90
# What is said of whatever somebody made.
OWED = {"credit": "doesn't say who made it.", "licence": "doesn't say what allows you to use it."}


class LessonValue(blocks.StructValue):
    """What every block of a lesson answers."""

    prose: tuple[str, ...] = ()  # the fields of Markdown that a learner reads, in order

    called = ""  # in a sentence: "figure"
    names: tuple[str, ...] = (
        "title",
    )  # the fields that an author knows it by, the first that says something

    def freeze(self) -> dict:
        raise NotImplementedError

    def named(self) -> str:
        """How a sentence begins that is about it: “The figure “Beds””, or “A figure” while it has no words."""
        said = next((words for name in self.names if (words := str(self.get(name) or "").strip())), "")
        if not said:
            return f"{'An' if self.called[0] in 'aeiou' else 'A'} {self.called}"
        return (
            f"The {self.called} “{said if len(said) <= LONGEST_NAME else said[:LONGEST_NAME].rstrip() + '…'}”"
        )

    def lacks(self, **sentences: str) -> list[str]:
        """What is said of each field that is empty."""
        return [
            f"{self.named()} {said}"
            for name, said in sentences.items()
            if not str(self.get(name) or "").strip()
        ]

    def problems(self, today: date) -> list[str]:
        """Why the block may not be released, a sentence each."""
        return []

    def reads(self) -> list[str]:
        """The Markdown that a learner reads and that counts as words."""
        return [self[name] for name in self.prose]

    def cites(self) -> list[str]:
        """Keys of references, in the order in which a reader meets them."""
        return [key for name in self.prose for key in cited(self[name])]

    def notes(self) -> list[tuple[str, str]]:
        """The claims and terms that it points to."""
        return [note for name in self.prose for note in noted(self[name])]

    def assets(self) -> list[Asset]:
        """The files that it shows."""
        return []

    def seconds(self) -> Decimal:
        """How long it takes to hear or watch."""
        return Decimal()


def lost_file(row: Any) -> str:
    """Why the file of an image or a document can't be frozen. Empty: it can, or there is none."""
    try:
        if row is not None:
            asset_of(row)
    except OSError:
        return f"The file of “{row.title}” is gone. Upload it again."
    except ValueError as error:
        return str(error)
    return ""
