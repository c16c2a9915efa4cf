"""Films and sound recordings: each with captions and a transcript, so that nobody has to hear or see them."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField, Media, Textarea
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from courses import captions
from courses.markdown import cited
from courses.prose.blocks import KeyBlock, MarkdownBlock
from courses.prose.widgets import SHORT

from .assets import Asset, asset_of, asset_of_text
from .samples import SampledBlock
from .values import OWED, LessonValue, lost_file


class RecordingValue(LessonValue):
    prose = ("title",)
    kind = ""  # as its media type begins

    def freeze(self) -> dict:
        names = ("key", "title", "transcript", "credit", "licence")
        return {name: self[name] for name in names} | {
            "seconds": str(self.seconds()),
            "assets": [asset.frozen() for asset in self.assets()],
        }

    def problems(self, today: date) -> list[str]:
        """Why the recording may not be released."""
        row, named = self["recording"], self.named()
        if row is None:
            return [f"{named} has no file."]
        if lost := lost_file(row):
            return [lost]
        if not asset_of(row).media_type.startswith(f"{self.kind}/") or row.seconds is None:
            return [f"{named}: “{row.title}” isn't a {self.called}. Choose another file, or upload it again."]
        missing = self.lacks(title="has no title.", transcript="has no transcript.", **OWED)
        if said := captions.problem(self["captions"], row.seconds):
            missing.append(f"{named}, captions: {said}")
        return missing

    def reads(self) -> list[str]:
        """It is watched or heard: its minutes count, and no word of it, or it would count twice."""
        return []

    def cites(self) -> list[str]:
        return cited(self["transcript"])

    def assets(self) -> list[Asset]:
        """The recording, and its captions behind it."""
        if self["recording"] is None:
            return []
        said = (
            [asset_of_text(self["captions"], f"{self['key'] or 'captions'}.vtt")] if self["captions"] else []
        )
        return [asset_of(self["recording"]), *said]

    def seconds(self) -> Decimal:
        recording = self["recording"]
        return (recording.seconds if recording else None) or Decimal()


class VideoValue(RecordingValue):
    kind = "video"
    called = "video"

    def problems(self, today: date) -> list[str]:
        found = super().problems(today)
        if not self["described"]:
            found.append(
                f"{self.named()}: say aloud in it what only the picture shows, for those who can't see "
                "it, and then tick the box."
            )
        return found


class AudioValue(RecordingValue):
    kind = "audio"
    called = "recording"


class CaptionsInput(Textarea):
    """A box for captions, and beside it a button that fills it from a file."""

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__({"rows": 8, "data-captions": "", "spellcheck": "true", **(attrs or {})})

    @property
    def media(self) -> Media:
        return Media(js=("js/captions.js",))


class CaptionsBlock(blocks.TextBlock):
    """Captions as they are served. Taken as WebVTT, SubRip or lines that begin with their time."""

    @cached_property
    def field(self) -> CharField:
        return CharField(widget=CaptionsInput(), **self.field_options)

    def clean(self, value: Any) -> str:
        said = super().clean(value)
        if not said or not said.strip():
            return ""
        try:
            return captions.webvtt(captions.parse(said))
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def get_searchable_content(self, value: str) -> list[str]:
        return []

    def deconstruct(self) -> tuple:
        _, _, options = super().deconstruct()
        return "wagtail.blocks.TextBlock", [], options


class RecordingBlock(SampledBlock):
    key = KeyBlock()
    recording = DocumentChooserBlock(label="Which file?")
    title = blocks.CharBlock(
        max_length=120, help_text="What it shows, such as “Finding the pulse behind the knee”."
    )
    captions = CaptionsBlock(
        required=False,
        label="What is said, line by line",
        help_text="For learners who can’t hear it. Write each line with the time at which it begins, such as "
        "“0:05 Look at the calf.” Or choose a file of captions (.vtt or .srt).",
    )
    transcript = MarkdownBlock(
        tools=SHORT,
        required=False,
        label="Transcript",
        help_text="All that is said, and what is seen that matters. It stands below, and is what prints.",
    )
    credit = blocks.CharBlock(max_length=200, required=False, label="Who made it?")
    licence = blocks.CharBlock(
        max_length=80,
        required=False,
        label="What allows you to use it?",
        help_text="Such as “CC BY 4.0”, “own work” or “with permission”.",
    )


class VideoBlock(RecordingBlock):
    """A film: MP4 or WebM."""

    described = blocks.BooleanBlock(
        required=False,
        label="All that matters is said aloud, too",
        help_text="A learner who can’t see the picture must be able to follow.",
    )

    class Meta:
        description = "A film, with captions and a transcript."
        label_format = "{title}"
        icon = "media"
        label = "Video"
        value_class = VideoValue
        group = "Media"


class AudioBlock(RecordingBlock):
    """A sound recording: MP3 or M4A."""

    class Meta:
        description = "A sound recording, with its words."
        label_format = "{title}"
        icon = "media"
        label = "Audio"
        value_class = AudioValue
        group = "Media"
