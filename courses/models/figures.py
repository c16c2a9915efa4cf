"""What a lesson shows or hands out as a file: figures and documents."""

from datetime import date

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from courses.markdown import cited
from courses.prose.blocks import KeyBlock, MarkdownBlock
from courses.prose.widgets import SHORT

from .assets import Asset, asset_of
from .samples import SampledBlock
from .values import OWED, LessonValue, lost_file


class FigureValue(LessonValue):
    prose = ("caption",)
    called = "figure"
    names = ("caption", "alt", "image")

    def cites(self) -> list[str]:
        """The description is not counted as words, but its sources are the figure's."""
        return cited(self["caption"]) + cited(self["description"])

    def freeze(self) -> dict:
        image = self["image"]
        names = ("key", "alt", "caption", "description")
        return {name: self[name] for name in names} | {
            "credit": self["credit"] or (image.credit if image else ""),
            "licence": self["licence"] or (image.licence if image else ""),
            "width": image.width if image else 0,
            "height": image.height if image else 0,
            "assets": [asset.frozen() for asset in self.assets()],
        }

    def problems(self, today: date) -> list[str]:
        if lost := lost_file(self["image"]):
            return [lost]
        frozen = self.freeze()
        missing = self.lacks(alt="has no words for those who can't see it. Say what it shows.")
        missing += [f"{self.named()} {said}" for name, said in OWED.items() if not frozen[name].strip()]
        if self["image"] is None:
            return [f"{self.named()} has no image.", *missing]
        if self["image"].is_svg() and not self["image"].source:
            missing.append(f"{self.named()} is an SVG. Upload it as PNG.")
        return missing

    def assets(self) -> list[Asset]:
        return [asset_of(self["image"])] if self["image"] else []


class FigureBlock(SampledBlock):
    """An image that teaches something, with the same in words."""

    key = KeyBlock()
    image = ImageChooserBlock()
    alt = blocks.CharBlock(
        max_length=300,
        label="What does it show?",
        help_text="For learners who can’t see it. Say what the picture teaches, not that it is a picture.",
    )
    caption = MarkdownBlock(tools=SHORT, required=False)
    description = MarkdownBlock(tools=SHORT, required=False, label="Long description")
    credit = blocks.CharBlock(
        max_length=200, required=False, label="Who made it?", help_text="Left empty: as with the image."
    )
    licence = blocks.CharBlock(
        max_length=80,
        required=False,
        label="What allows you to use it?",
        help_text="Such as “CC BY 4.0”, “own work” or “with permission”. Left empty: as with the image.",
    )

    class Meta:
        description = "A picture that teaches something, with the same in words."
        label_format = "{alt}"
        icon = "image"
        value_class = FigureValue
        group = "Media"


class DownloadValue(LessonValue):
    prose = ("title", "text")
    called = "download"

    def freeze(self) -> dict:
        names = ("key", "title", "text")
        return {name: self[name] for name in names} | {
            "assets": [asset.frozen() for asset in self.assets()],
        }

    def problems(self, today: date) -> list[str]:
        if self["document"] is None:
            return [f"{self.named()} has no document."]
        lost = lost_file(self["document"])
        return [lost] if lost else self.lacks(title="has no title.")

    def reads(self) -> list[str]:
        """Reading the document is not counted, and neither is its title."""
        return []

    def assets(self) -> list[Asset]:
        return [asset_of(self["document"])] if self["document"] else []


class DownloadBlock(SampledBlock):
    """A document to keep."""

    key = KeyBlock()
    document = DocumentChooserBlock()
    title = blocks.CharBlock(max_length=120)
    text = MarkdownBlock(tools=SHORT, required=False, label="What it is for")

    class Meta:
        description = "A PDF to keep: a page for the wall, a form, a checklist."
        label_format = "{title}"
        icon = "doc-full"
        value_class = DownloadValue
        group = "Media"
