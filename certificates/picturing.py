"""The badge, and the card that a link shows when it is shared. Drawn with Pillow in the house's colours. Pure.

Neither names anybody: a badge says what was learnt, the credential inside says by whom.
"""

from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).parent / "typst" / "fonts"
PAPER, INK, SOFT, ACCENT, HAIR = "#f9f6f0", "#2b1d24", "#54444c", "#7d2954", "#c9bfb2"
# Everything is drawn at twice its size and then made smaller: Pillow's lines have no smooth edges.
SCALE = 2


@lru_cache(maxsize=64)
def badge(course: str, hours: str, sample: bool = False, side: int = 512) -> bytes:
    """A square badge as PNG: the mark, the course, the hours. A sample says so."""
    canvas, pen = _canvas(side, side)
    unit = side * SCALE / 512
    _frame(pen, side * SCALE, side * SCALE, unit)
    _mark(pen, (206 * unit, 62 * unit), 100 * unit)
    _text(
        pen,
        side * SCALE / 2,
        190 * unit,
        "SAMPLE: NOT APPROVED BY ANY BOARD" if sample else "CONTINUING EDUCATION",
        "AtkinsonHyperlegibleNext_600SemiBold",
        17 * unit,
        SOFT,
    )
    used = _block(pen, side * SCALE / 2, 222 * unit, course, 392 * unit, (38, 34, 30, 26, 22), unit)
    top = max(used + 26 * unit, 372 * unit)
    pen.line([(206 * unit, top), (306 * unit, top)], fill=ACCENT, width=round(2 * unit))
    _text(pen, side * SCALE / 2, top + 18 * unit, f"{hours} CE", "Literata_600SemiBold", 40 * unit, ACCENT)
    return _png(canvas, side, side)


@lru_cache(maxsize=64)
def card(course: str, provider: str, hours: str) -> bytes:
    """What a shared link shows (1200 × 630): that there is a certificate, of what, from whom."""
    canvas, pen = _canvas(1200, 630)
    unit = SCALE
    _frame(pen, 1200 * unit, 630 * unit, unit)
    _mark(pen, (84 * unit, 78 * unit), 92 * unit)
    left = 84 * unit
    _text(pen, left, 214 * unit, "Certificate", "Literata_500Medium", 40 * unit, ACCENT, "la")
    bottom = _block(pen, left, 278 * unit, course, 1010 * unit, (64, 56, 48, 42, 36), unit, "la")
    _text(
        pen,
        left,
        bottom + 26 * unit,
        f"{hours} CE · {provider}",
        "AtkinsonHyperlegibleNext_400Regular",
        30 * unit,
        SOFT,
        "la",
    )
    _text(
        pen,
        left,
        528 * unit,
        "Check it without an account",
        "AtkinsonHyperlegibleNext_600SemiBold",
        24 * unit,
        INK,
        "la",
    )
    return _png(canvas, 1200, 630)


def _canvas(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    canvas = Image.new("RGB", (width * SCALE, height * SCALE), PAPER)
    return canvas, ImageDraw.Draw(canvas)


def _frame(pen: ImageDraw.ImageDraw, width: float, height: float, unit: float) -> None:
    """A lattice of crossing threads between two hairlines, as on the certificate."""
    edge, cell = 18 * unit, 14 * unit
    across, down = round((width - 2 * edge) / cell), round((height - 2 * edge) / cell)
    wide, high = (width - 2 * edge) / across, (height - 2 * edge) / down
    thread = round(1.2 * unit)
    cells = {(x, y) for x in range(across) for y in range(down) if x in (0, across - 1) or y in (0, down - 1)}
    for x, y in cells:
        left, top = edge + x * wide, edge + y * high
        pen.line([(left, top), (left + wide, top + high)], fill=HAIR, width=thread)
        pen.line([(left + wide, top), (left, top + high)], fill=HAIR, width=thread)
    for inset_x, inset_y in ((0.0, 0.0), (wide, high)):
        pen.rectangle(
            [(edge + inset_x, edge + inset_y), (width - edge - inset_x, height - edge - inset_y)],
            outline=HAIR,
            width=thread,
        )


def _mark(pen: ImageDraw.ImageDraw, corner: tuple[float, float], size: float) -> None:
    """Four crossing strands that hold one lozenge."""

    def at(x: float, y: float) -> tuple[float, float]:
        return corner[0] + size * x / 32, corner[1] + size * y / 32

    stroke = size * 2.5 / 32
    for start, end in (
        ((10, 5.5), (30, 20.5)),
        ((2, 11.5), (22, 26.5)),
        ((2, 20.5), (22, 5.5)),
        ((10, 26.5), (30, 11.5)),
    ):
        pen.line([at(*start), at(*end)], fill=INK, width=round(stroke))
        for x, y in (at(*start), at(*end)):
            pen.ellipse([x - stroke / 2, y - stroke / 2, x + stroke / 2, y + stroke / 2], fill=INK)
    pen.polygon([at(16, 12.6), at(20.5, 16), at(16, 19.4), at(11.5, 16)], fill=ACCENT)


def _block(
    pen: ImageDraw.ImageDraw,
    x: float,
    y: float,
    words: str,
    width: float,
    sizes: tuple[int, ...],
    unit: float,
    anchor: str = "ma",
) -> float:
    """Words on at most three lines, as large as they fit. Returns where they end."""
    for size in sizes:
        font = _font("Literata_500Medium", round(size * unit))
        lines = _lines(words, font, width)
        if len(lines) <= 3:
            break
    for line in lines[:3]:
        pen.text((x, y), line, font=font, fill=INK, anchor=anchor)
        y += font.size * 1.2
    return y


def _lines(words: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _text(
    pen: ImageDraw.ImageDraw,
    x: float,
    y: float,
    words: str,
    name: str,
    size: float,
    fill: str,
    anchor: str = "ma",
) -> None:
    pen.text((x, y), words, font=_font(name, round(size)), fill=fill, anchor=anchor)


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"{name}.ttf"), size)


def _png(canvas: Image.Image, width: int, height: int) -> bytes:
    stream = BytesIO()
    canvas.resize((width, height), Image.Resampling.LANCZOS).save(stream, "PNG", optimize=True)
    return stream.getvalue()
