"""The nervous system: from the skin to the cortex, and how to read our marks."""

import math

from effects import numbers
from plates import MARGIN, WIDTH, Plate


def receptor_to_cortex() -> Plate:
    """Four stations of one touch, with what may change pain at each."""
    plate = Plate()
    y = plate.title("From receptor to cortex: a model", "What one touch sets off")
    stations = [
        ("Brain", "Attention, expectation, meaning, mood"),
        ("Brainstem", "Signals that descend and turn pain down"),
        ("Spinal cord", "Where touch and pain meet first"),
        ("Skin and muscle", "Receptors answer to pressure, stretch, slow stroking"),
    ]
    spine, gap = MARGIN + 58, 118
    top = y + 8
    # The cord: two threads that cross, as in the mark.
    foot = top + gap * 3 + 46
    for side in (-1, 1):
        points = [
            (spine + side * 7 * math.cos(index * math.pi / 2), top + 46 + index * (foot - top - 46) / 24)
            for index in range(25)
        ]
        plate.curve(points, tone="edge", width=1.4)
    for index, (name, said) in enumerate(stations):
        at = top + 46 + index * gap
        station(plate, index, spine, at)
        left = spine + 66
        below = plate.words(left, at - 8, name, size=17, weight="semibold", face="serif")
        plate.words(left, below, said, size=14, tone="soft", width=WIDTH - MARGIN - left)
    plate.arrow(spine - 42, foot - 20, spine - 42, top + 70, tone="ink", width=1.6)
    plate.arrow(spine + 42, top + 90, spine + 42, foot - 66, tone="accent", width=1.6)
    y = foot + 76
    plate.line(MARGIN, y - 14, MARGIN + 26, y - 14, tone="ink", width=1.6)
    plate.words(MARGIN + 36, y - 10, "goes up", size=13)
    plate.line(MARGIN + 114, y - 14, MARGIN + 140, y - 14, tone="accent", width=1.6)
    plate.words(MARGIN + 150, y - 10, "comes down and may turn pain down", size=13)
    y = plate.words(
        MARGIN,
        y + 18,
        "At every station the setting counts, too: the room, the talk, what you both expect. Those are non-specific effects, and they’re real.",
        size=14.5,
        face="serif",
        width=WIDTH - 2 * MARGIN,
    )
    plate.source(
        y + 4,
        "After the model of Bialosky 2009. A model explains; it doesn’t prove. Effects are small to modest.",
    )
    return plate


def station(plate: Plate, index: int, x: float, y: float) -> None:
    """A small plate of each: brain, brainstem, cord, skin."""
    if index == 0:
        outline = [
            (-30, 6),
            (-27, -12),
            (-12, -24),
            (8, -25),
            (24, -16),
            (31, 2),
            (24, 14),
            (8, 16),
            (2, 22),
            (-8, 15),
            (-22, 15),
        ]
        plate.curve([(x + dx, y + dy) for dx, dy in outline], fill="wash", width=1.6, is_closed=True)
        for fold in (
            [(-20, -6), (-10, -14), (-4, -4), (4, -14), (12, -6)],
            [(-14, 6), (-4, 2), (4, 8), (14, 0), (22, 4)],
        ):
            plate.curve([(x + dx, y + dy) for dx, dy in fold], tone="accent", width=1.2)
    elif index == 1:
        outline = [(-13, -22), (13, -22), (16, -6), (10, 8), (7, 22), (-7, 22), (-10, 8), (-16, -6)]
        plate.curve([(x + dx, y + dy) for dx, dy in outline], fill="wash", width=1.6, is_closed=True)
        for dy in (-8, 0, 8):
            plate.line(x - 7, y + dy, x + 7, y + dy, tone="accent", width=1.2)
    elif index == 2:
        plate.oval(x, y, 54, 40, tone="ink", fill="paper", line=1.6)
        wing = [(0, -4), (8, -14), (14, -12), (9, -2), (12, 8), (7, 14), (0, 4)]
        for side in (-1, 1):
            plate.curve(
                [(x + side * dx, y + dy) for dx, dy in wing],
                tone="accent",
                fill="wash",
                width=1.3,
                is_closed=True,
            )
    else:
        for row, dy in enumerate((-14, 0, 14)):
            plate.curve(
                [(x - 34, y + dy), (x - 12, y + dy - 3), (x + 12, y + dy + 3), (x + 34, y + dy)],
                tone="ink" if row == 0 else "edge",
                width=1.6,
            )
        for dx in (-22, 0, 22):
            plate.oval(x + dx, y - 4, 9, 13, tone="accent", fill="wash", line=1.3)
            plate.line(x + dx, y + 3, x + dx * 0.4, y - 34, tone="accent", width=1)


def fibers() -> Plate:
    """Four kinds of fibre by what they answer to. Thickness is drawn, not measured."""
    plate = Plate()
    y = plate.title("Four fibers, four jobs", "What answers to your hands")
    rows = [
        ("Aβ", "Thick, insulated", "Touch, pressure, vibration", 9, "ink"),
        ("Aδ", "Thin, insulated", "Sharp, fast pain and cold", 5, "ink"),
        ("C", "Thin, bare", "Slow, burning, aching pain and heat", 2, "bad"),
        ("CT", "Thin, bare, in hairy skin", "Slow, gentle stroking; it feels pleasant", 2, "accent"),
    ]
    y += 14
    for name, built, answers, weight, tone in rows:
        plate.words(MARGIN + 4, y + 20, name, size=24, weight="semibold", face="serif", tone=tone)
        left = MARGIN + 66
        plate.line(left, y + 12, left + 58, y + 12, tone=tone, width=weight)
        if weight > 2:
            for dx in (14, 29, 44):
                plate.line(left + dx, y + 4, left + dx, y + 20, tone="paper", width=2)
        left += 76
        below = plate.words(left, y + 8, answers, size=14.5, weight="semibold", width=WIDTH - MARGIN - left)
        plate.words(left, below, built, size=13, tone="soft")
        y += 76
    plate.source(y + 2, "Löken 2009 for CT. The widths say thicker and thinner, no more.")
    return plate


def stroking_speed() -> Plate:
    """The range of speeds that C-tactile fibres answer to best, on a log scale."""
    plate = Plate()
    y = plate.title("How slow is slow?", "Stroking speed and C-tactile fibers")
    low, high = numbers("loken2009", "stroking speeds at which C-tactile fibers fire most")
    left, right = MARGIN + 6, WIDTH - MARGIN - 6

    def at(speed: float) -> float:
        return left + (math.log10(speed) + 1) / 2.6 * (right - left)

    plate.box(at(low), y + 8, at(high) - at(low), 84, fill="wash")
    plate.words(
        (at(low) + at(high)) / 2,
        y + 44,
        "1–10 cm/s",
        size=22,
        weight="semibold",
        face="serif",
        tone="accent",
        anchor="center",
    )
    plate.words((at(low) + at(high)) / 2, y + 70, "fire most, feel best", size=14, anchor="center")
    base = y + 92
    plate.line(left, base, right, base, width=1.4)
    for speed, name in ((0.1, "0.1"), (0.3, "0.3"), (1, "1"), (3, "3"), (10, "10"), (30, "30")):
        plate.line(at(speed), base, at(speed), base + 6)
        plate.words(at(speed), base + 23, name, size=13, tone="soft", anchor="center")
    plate.words(left, base + 46, "cm per second; each step is about threefold", size=13, tone="soft")
    y = plate.words(
        MARGIN,
        base + 78,
        "Slower than most of us believe. Try it with a ruler and a clock before you try it on a client.",
        size=14.5,
        face="serif",
        width=WIDTH - 2 * MARGIN,
    )
    plate.source(y + 4, "Löken 2009. It’s about touch. It isn’t a trial of pain relief.")
    return plate


def strands() -> Plate:
    """The legend of the evidence mark."""
    plate = Plate()
    y = plate.title("How to read the strands", "The mark beside each claim")
    y = plate.words(MARGIN, y + 6, "The form is the verdict", size=15, weight="semibold")
    verdicts = [
        ("supported", "Supported", "The studies agree with the sentence."),
        ("mixed", "Mixed", "Some agree, some don’t, or only in part."),
        ("contested", "Contested", "Good reasons stand against it."),
        ("contradicted", "Contradicted", "It was measured, and came out otherwise."),
        ("hypothesis", "Hypothesis", "A fair idea that nobody has shown in people."),
    ]
    y += 10
    for verdict, name, said in verdicts:
        plate.mark(MARGIN, y, verdict, "moderate", size=1.35)
        plate.words(MARGIN + 76, y + 13, name, size=16, weight="semibold", face="serif")
        plate.words(MARGIN + 76, y + 33, said, size=13.5, tone="soft")
        y += 58
    y = plate.words(MARGIN, y + 18, "The bold strands are the certainty", size=15, weight="semibold")
    y += 8
    wide = (WIDTH - 2 * MARGIN) / 4
    for index, (certainty, name) in enumerate(
        (("very-low", "Very low"), ("low", "Low"), ("moderate", "Moderate"), ("high", "High"))
    ):
        plate.mark(MARGIN + index * wide, y, "supported", certainty, size=1.35)
        plate.words(MARGIN + index * wide, y + 52, name, size=13.5)
    y = plate.words(
        MARGIN,
        y + 90,
        "The two are separate: a claim can be supported with low certainty. Most of ours are.",
        size=14.5,
        face="serif",
        width=WIDTH - 2 * MARGIN,
    )
    plate.source(y + 4, "Certainty follows GRADE: high, moderate, low, very low.")
    return plate


PLATES = {
    "receptor-to-cortex": receptor_to_cortex,
    "nerve-fibers": fibers,
    "stroking-speed": stroking_speed,
    "evidence-strands": strands,
}
