"""The drawing board of our figures: matplotlib with the house's ink, type and colours.

A plate is 420 units wide, so that its letters are legible on a phone. What it saves is an SVG without fonts
or metadata: letters are shapes, and colours are variables that follow the reader's light or dark scheme.
"""

import io
import re
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
from matplotlib import font_manager
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Ellipse, PathPatch, Polygon, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.textpath import text_to_path

HERE = Path(__file__).resolve().parent
FONTS = HERE.parent.parent / "certificates" / "typst" / "fonts"
MEDIA = HERE.parent / "media"
WIDTH = 420
MARGIN = 24
DRAWN = 0.98  # what is drawn stands a little wider than what is measured

# As in static/css/tokens.css: light, dark. A figure keeps its own ground.
TONES = {
    "paper": ("#f9f6f0", "#1b1417"),
    "sunk": ("#f1ebe0", "#2a2126"),
    "line": ("#d6cfc4", "#41363c"),
    "edge": ("#867b6f", "#8d8087"),
    "ink": ("#2a1d22", "#ece7df"),
    "soft": ("#5f5057", "#b9aea6"),
    "accent": ("#7b1f4b", "#e0a9bf"),
    "wash": ("#f5e4ea", "#4a2b39"),
    "good": ("#165f4a", "#86d2b5"),
    "warn": ("#6f5017", "#e3bd7c"),
    "bad": ("#962b22", "#f2a094"),
    "info": ("#2f567f", "#9cc3ee"),
}
FACES = {
    ("sans", "regular"): "AtkinsonHyperlegibleNext_400Regular.ttf",
    ("sans", "semibold"): "AtkinsonHyperlegibleNext_600SemiBold.ttf",
    ("serif", "regular"): "Literata_400Regular.ttf",
    ("serif", "semibold"): "Literata_600SemiBold.ttf",
}
# Letters that Atkinson does not have.
GREEK = re.compile(r"[Ͱ-Ͽ₀-₉→≥≤]")

matplotlib.rcParams.update({"svg.fonttype": "path", "svg.hashsalt": "fascia", "path.simplify": False})
for name in FACES.values():
    font_manager.fontManager.addfont(FONTS / name)


def font(size: float, weight: str = "regular", face: str = "sans") -> FontProperties:
    return FontProperties(fname=FONTS / FACES[face, weight], size=size)


def width_of(text: str, properties: FontProperties) -> float:
    return text_to_path.get_text_width_height_descent(text, properties, ismath=False)[0]


def smooth(points: list[tuple[float, float]], *, is_closed: bool = False) -> Outline:
    """A curve through points (Catmull and Rom's, as cubic Béziers)."""
    count = len(points)

    def at(index: int) -> tuple[float, float]:
        return points[index % count] if is_closed else points[min(max(index, 0), count - 1)]

    vertices, codes = [points[0]], [Outline.MOVETO]
    for index in range(count if is_closed else count - 1):
        before, start, end, after = (at(index + step) for step in (-1, 0, 1, 2))
        vertices += [
            (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6),
            (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6),
            end,
        ]
        codes += [Outline.CURVE4] * 3
    return Outline(vertices, codes)


class Plate:
    """A sheet of bone paper. x runs to the right, y downward, in units of the SVG."""

    def __init__(self, height: float = 900, width: float = WIDTH) -> None:
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / 72, height / 72), facecolor=TONES["paper"][0])
        FigureCanvasSVG(self.figure)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_xlim(0, width)
        self.axes.set_ylim(height, 0)
        self.axes.axis("off")
        self.order = 1

    def add(self, artist):
        """What is drawn later lies above."""
        artist.set_clip_on(False)
        artist.set_zorder(self.order)
        self.order += 1
        self.axes.add_artist(artist)

    def words(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 14,
        weight: str = "regular",
        face: str = "sans",
        tone: str = "ink",
        anchor: str = "left",
        width: float | None = None,
        leading: float = 1.3,
    ) -> float:
        """Lines of text, the first on the baseline y. Returns the baseline of the line after the last."""
        face = "serif" if GREEK.search(text) else face
        properties = font(size, weight, face)
        lines = self.broken(text, properties, width) if width else text.split("\n")
        for line in lines:
            self.order += 1
            self.axes.text(
                x,
                y,
                line,
                fontproperties=properties,
                color=TONES[tone][0],
                ha=anchor,
                va="baseline",
                zorder=self.order,
                parse_math=False,
            )
            y += size * leading
        return y

    def broken(self, text: str, properties: FontProperties, width: float) -> list[str]:
        lines = []
        for paragraph in text.split("\n"):
            line = ""
            for word in paragraph.split():
                longer = f"{line} {word}".strip()
                if line and width_of(longer, properties) > width * DRAWN:
                    lines.append(line)
                    longer = word
                line = longer
            lines.append(line)
        return lines

    def line(self, x1, y1, x2, y2, *, tone="ink", width=1.0, dashes=None, is_behind=False) -> None:
        style = {"linestyle": (0, dashes)} if dashes else {}
        self.add(
            Line2D([x1, x2], [y1, y2], color=TONES[tone][0], linewidth=width, solid_capstyle="round", **style)
        )
        if is_behind:
            self.axes.lines[-1].set_zorder(0.5)

    def curve(
        self, points, *, tone="ink", width=1.0, fill=None, is_closed=False, dashes=None, alpha=None
    ) -> None:
        self.outline(
            smooth(points, is_closed=is_closed),
            tone=tone,
            width=width,
            fill=fill,
            dashes=dashes,
            alpha=alpha,
        )

    def outline(self, path: Outline, *, tone="ink", width=1.0, fill=None, dashes=None, alpha=None) -> None:
        self.add(
            PathPatch(
                path,
                edgecolor=TONES[tone][0] if tone else "none",
                facecolor=TONES[fill][0] if fill else "none",
                linewidth=width,
                capstyle="round",
                joinstyle="round",
                linestyle=(0, dashes) if dashes else "solid",
                alpha=alpha,
            )
        )

    def polygon(self, points, *, tone=None, fill=None, width=1.0) -> None:
        edge = TONES[tone][0] if tone else "none"
        self.add(
            Polygon(
                points,
                closed=True,
                edgecolor=edge,
                facecolor=TONES[fill][0] if fill else "none",
                linewidth=width,
            )
        )

    def box(self, x, y, width, height, *, tone=None, fill=None, line=1.0) -> None:
        edge = TONES[tone][0] if tone else "none"
        self.add(
            Rectangle(
                (x, y),
                width,
                height,
                edgecolor=edge,
                facecolor=TONES[fill][0] if fill else "none",
                linewidth=line,
            )
        )

    def dot(self, x, y, radius, *, tone=None, fill="ink", width=1.0) -> None:
        edge = TONES[tone][0] if tone else "none"
        face = TONES[fill][0] if fill else "none"
        self.add(Circle((x, y), radius, edgecolor=edge, facecolor=face, linewidth=width))

    def oval(self, x, y, width, height, *, tone=None, fill="ink", line=1.0) -> None:
        edge = TONES[tone][0] if tone else "none"
        face = TONES[fill][0] if fill else "none"
        self.add(Ellipse((x, y), width, height, edgecolor=edge, facecolor=face, linewidth=line))

    def lozenge(self, x, y, size=7.0, *, fill="accent") -> None:
        self.polygon([(x, y - size), (x + size, y), (x, y + size), (x - size, y)], fill=fill)

    def arrow(self, x1, y1, x2, y2, *, tone="ink", width=1.2, head=7.0) -> None:
        """A straight arrow with an open head."""
        self.line(x1, y1, x2, y2, tone=tone, width=width)
        length = max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 0.001)
        ux, uy = (x2 - x1) / length, (y2 - y1) / length
        for side in (1, -1):
            bx = x2 - head * (ux * 0.87 - side * uy * 0.5)
            by = y2 - head * (uy * 0.87 + side * ux * 0.5)
            self.line(x2, y2, bx, by, tone=tone, width=width)

    def title(self, text: str, kicker: str = "") -> float:
        """The head of a plate: what it is about, and what to see. Returns the y below it."""
        y = 34.0
        if kicker:
            self.words(MARGIN, y, kicker, size=12, tone="soft")
            y += 24
        y = self.words(
            MARGIN, y, text, size=19, weight="semibold", face="serif", width=self.width - 2 * MARGIN
        )
        self.line(MARGIN, y - 8, self.width - MARGIN, y - 8, tone="line", width=1)
        return y + 14

    def source(self, y: float, text: str) -> None:
        """Where the numbers come from, below y; the sheet ends there."""
        properties = font(11.5)
        lines = self.broken(text, properties, self.width - 2 * MARGIN)
        self.line(MARGIN, y, self.width - MARGIN, y, tone="line", width=1)
        y += 20
        for line in lines:
            y = self.words(MARGIN, y, line, size=11.5, tone="soft")
        self.ends(y + 4)

    def ends(self, height: float) -> None:
        """Cut the sheet. A unit stays a unit."""
        self.height = round(height)
        self.figure.set_size_inches(self.width / 72, self.height / 72)
        self.axes.set_ylim(self.height, 0)

    def mark(self, x, y, verdict, certainty, *, size=1.0) -> None:
        """The evidence mark, 40 × 24 at size 1, its top left corner at x and y."""
        filled = ("very-low", "low", "moderate", "high").index(certainty) + 1
        tone = {"supported": "good", "contradicted": "bad", "hypothesis": "info"}.get(verdict, "warn")
        for index, left in enumerate((6, 15.3, 24.7, 34)):
            weight = (3 if index < filled else 1.5) * size
            parts = [(2, 22)]
            if verdict == "mixed" and index % 2:
                parts = [(12, 22)]
            if verdict == "contradicted":
                parts = [(2, 8), (16, 22)]
            if verdict == "hypothesis":
                parts = [(2, 6), (10, 14), (18, 22)]
            for top, bottom in parts:
                self.line(
                    x + left * size,
                    y + top * size,
                    x + left * size,
                    y + bottom * size,
                    tone=tone,
                    width=weight,
                )
        if verdict == "contested":
            points = [(1, 15), (8, 8.6), (14, 9), (20, 12), (27, 15.4), (33, 15.2), (39, 9)]
            thread = [(x + px * size, y + py * size) for px, py in points]
            self.curve(thread, tone="paper", width=5 * size)
            self.curve(thread, tone=tone, width=1.8 * size)

    def save(self, name: str, folder: Path = MEDIA) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.svg").write_text(self.svg())

    def svg(self) -> str:
        stream = io.StringIO()
        self.figure.savefig(stream, format="svg", facecolor=TONES["paper"][0], metadata={"Date": None})
        return tidy(stream.getvalue())


SVG = "http://www.w3.org/2000/svg"
LINK = "{http://www.w3.org/1999/xlink}href"


def tidy(text: str) -> str:
    """matplotlib's SVG without what a reader does not need, and with colours that follow their scheme."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", text))  # noqa: S314  our own text
    used = {element.get(LINK, "").removeprefix("#") for element in root.iter()}
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}style"):
                parent.remove(child)
    for element in root.iter():
        if LINK in element.attrib:
            element.set("href", element.attrib.pop(LINK))
        if element.get("id") not in used:
            element.attrib.pop("id", None)
        element.attrib.pop("clip-path", None)
    drop_empty(root)
    style = ElementTree.Element(f"{{{SVG}}}style")
    style.text = sheet()
    root.insert(0, style)
    box = root.get("viewBox", "").split()
    root.set("width", box[2])
    root.set("height", box[3])
    for name in ("version",):
        root.attrib.pop(name, None)
    svg = ElementTree.tostring(root, encoding="unicode")
    return rounded(in_tones(svg)) + "\n"


def drop_empty(element: ElementTree.Element) -> None:
    for child in list(element):
        drop_empty(child)
        if child.tag in (f"{{{SVG}}}g", f"{{{SVG}}}defs") and not len(child):
            element.remove(child)


def sheet() -> str:
    light = ";".join(f"--{name}:{pair[0]}" for name, pair in TONES.items())
    dark = ";".join(f"--{name}:{pair[1]}" for name, pair in TONES.items())
    return (
        "*{stroke-linejoin:round;stroke-linecap:butt}"
        f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
        "@media print{:root{--paper:#fff}}"
    )


def in_tones(svg: str) -> str:
    """Colours as variables, outside the style sheet that gives them their values."""
    head, end, body = svg.partition("</style>")
    for name, (light, _) in TONES.items():
        body = body.replace(light, f"var(--{name})")
    return head + end + body


def rounded(svg: str) -> str:
    """Numbers to two decimals: a hundredth of a unit is nothing to see."""
    head, end, body = svg.partition("</style>")

    def shorter(found: re.Match[str]) -> str:
        number = float(found[0])
        return f"{number:.2f}".rstrip("0").rstrip(".") if abs(number) > 0.05 else found[0]

    body = re.sub(r"(?<![\w#-])-?\d+\.\d{3,}(?![\w-])", shorter, body)
    return head + end + re.sub(r"\s*\n\s*", "\n", re.sub(r" {2,}", " ", body))
