"""Circulation: what was measured where, and what came of it."""

from effects import number, text
from plates import MARGIN, WIDTH, Plate


def vessel_beds() -> Plate:
    """A cut through skin, muscle and artery, each with its measurement beside it."""
    plate = Plate()
    y = plate.title("Four vessel beds, four different answers", "Circulation")
    top, cut = y + 6, 150
    layers = [
        ("skin", 0, 92),
        ("fat", 92, 48),
        ("muscle", 140, 150),
        ("artery", 290, 96),
        ("lining", 386, 96),
    ]
    heights = {name: (top + start, size) for name, start, size in layers}
    right = MARGIN + cut

    # Skin: ridges, and a net of loops.
    at, size = heights["skin"]
    plate.box(MARGIN, at, cut, size, fill="wash")
    ridge = [(MARGIN + x, at + (4 if (x // 10) % 2 else -2)) for x in range(0, cut + 1, 10)]
    plate.curve(ridge, width=1.4)
    for x in range(12, cut, 20):
        left = MARGIN + x
        plate.curve(
            [
                (left, at + size),
                (left - 2, at + 46),
                (left + 4, at + 22),
                (left + 9, at + 46),
                (left + 8, at + size),
            ],
            tone="accent",
            width=1.5,
        )
    # Fat: quiet ovals.
    at, size = heights["fat"]
    for row in range(2):
        for x in range(12 + 9 * row, cut - 6, 19):
            plate.oval(MARGIN + x, at + 14 + 20 * row, 17, 17, tone="line", fill=None)
    # Muscle: long fibres.
    at, size = heights["muscle"]
    for row in range(9):
        yy = at + 10 + row * 16
        plate.curve(
            [(MARGIN, yy), (MARGIN + 50, yy + 4), (MARGIN + 100, yy - 3), (right, yy + 2)],
            tone="edge",
            width=1,
        )
    plate.curve(
        [
            (MARGIN + 4, at + 132),
            (MARGIN + 44, at + 84),
            (MARGIN + 70, at + 70),
            (MARGIN + 110, at + 34),
            (right - 6, at + 24),
        ],
        tone="accent",
        width=1.2,
    )
    plate.curve(
        [(MARGIN + 62, at + 74), (MARGIN + 70, at + 100), (MARGIN + 104, at + 112)], tone="accent", width=1
    )
    # Artery, cut lengthwise: two walls and what flows between them.
    at, size = heights["artery"]
    for yy in (at + 16, at + 72):
        plate.line(MARGIN, yy, right, yy, width=3)
    for x in (18, 62, 106):
        plate.arrow(MARGIN + x, at + 44, MARGIN + x + 28, at + 44, tone="accent", width=1.6)
    # The lining: an artery across, before and after.
    at, size = heights["lining"]
    plate.dot(MARGIN + 44, at + 48, 26, tone="ink", fill=None, width=3)
    plate.dot(MARGIN + 44, at + 48, 21, tone="accent", fill=None, width=1)
    plate.dot(MARGIN + 112, at + 48, 32, tone="ink", fill=None, width=3)
    plate.dot(MARGIN + 112, at + 48, 27, tone="accent", fill=None, width=1)
    plate.arrow(MARGIN + 73, at + 48, MARGIN + 78, at + 48, tone="soft")
    for name in ("fat", "muscle", "artery", "lining"):
        plate.line(MARGIN, heights[name][0], right, heights[name][0], tone="line")

    column, wide = right + 22, WIDTH - MARGIN - right - 22
    notes = [
        (
            "skin",
            "Skin",
            "Up, for minutes",
            "good",
            f"Flow {text('hinds2004', 'skin flow with massage')} against {text('hinds2004', 'skin flow with rest')} "
            f"arbitrary units; {text('hinds2004', 'skin temperature with massage')} against "
            f"{text('hinds2004', 'skin temperature with rest')} °C",
        ),
        (
            "muscle",
            "Muscle, leaving the forearm",
            "Down",
            "bad",
            f"Flow {text('wiltshire2010', 'forearm flow with massage')} mL/min with massage, "
            f"{text('wiltshire2010', 'forearm flow with passive rest')} with rest",
        ),
        (
            "artery",
            "Femoral artery",
            "No clear change",
            "warn",
            f"{text('hinds2004', 'femoral flow with massage')} against {text('hinds2004', 'femoral flow with rest')} mL/min",
        ),
        (
            "lining",
            "Artery’s lining",
            "Wider, to 72 hours",
            "info",
            f"FMD {text('franklin2014', 'brachial FMD first rise from')} to "
            f"{text('franklin2014', 'brachial FMD first rise to')} %: a stand-in for what clients feel",
        ),
    ]
    for name, bed, verdict, tone, said in notes:
        at, size = heights[name]
        yy = at + (22 if name in ("skin", "artery", "lining") else 44)
        plate.line(right + 4, yy - 4, column - 6, yy - 4, tone="edge")
        yy = plate.words(column, yy, bed, size=14, weight="semibold", width=wide, leading=1.2)
        yy = plate.words(column, yy + 2, verdict, size=14.5, weight="semibold", face="serif", tone=tone)
        plate.words(column, yy, said, size=12.5, tone="soft", width=wide)
    plate.source(
        top + 486,
        "Hinds 2004, n = 13. Wiltshire 2010, n = 12. Franklin 2014, n = 36. FMD: flow-mediated dilation.",
    )
    return plate


def forearm_recovery() -> Plate:
    """Flow and lactate after hand-grip work, as bars from nought."""
    plate = Plate()
    y = plate.title("The lactic acid story, measured", "Forearm after exercise")
    y = plate.words(MARGIN, y + 4, "Blood flow, mL/min", size=14, weight="semibold")
    left, longest = MARGIN + 92, WIDTH - 2 * MARGIN - 92 - 48
    rows = [
        ("Rest", number("wiltshire2010", "forearm flow with passive rest"), "edge"),
        ("Light activity", number("wiltshire2010", "forearm flow with light activity"), "edge"),
        ("Massage", number("wiltshire2010", "forearm flow with massage"), "accent"),
    ]
    y = bars(plate, rows, left, y + 2, longest / rows[0][1], "{:.0f}")
    y = plate.words(MARGIN, y + 26, "Lactate leaving the forearm, mmol", size=14, weight="semibold")
    rows = [
        ("Rest", number("wiltshire2010", "lactate leaving the forearm with passive rest"), "edge"),
        ("Massage", number("wiltshire2010", "lactate leaving the forearm with massage"), "accent"),
    ]
    y = bars(plate, rows, left, y + 2, longest / rows[0][1], "{:.1f}")
    y = plate.words(
        MARGIN,
        y + 30,
        "If massage flushed lactate, the lower bars would be the longer ones.",
        size=14.5,
        face="serif",
        width=WIDTH - 2 * MARGIN,
    )
    plate.source(y + 4, "Wiltshire 2010, n = 12, one protocol. Lactate p = .03.")
    return plate


def bars(plate: Plate, rows, left: float, y: float, scale: float, shape: str) -> float:
    for name, value, tone in rows:
        plate.words(left - 10, y + 19, name, size=13.5, anchor="right")
        plate.box(left, y + 4, value * scale, 22, fill=tone)
        plate.words(
            left + value * scale + 7, y + 20, shape.format(value), size=15, weight="semibold", face="serif"
        )
        y += 34
    plate.line(left, y - 33 * len(rows), left, y, width=1.2)
    return y


def time_scale() -> Plate:
    """How long each effect was seen, on a scale from minutes to a year."""
    import math

    plate = Plate()
    y = plate.title("How long does it last?", "Effects that were measured, and for how long")
    left, right = MARGIN + 6, WIDTH - MARGIN - 10
    lowest, highest = math.log10(5), math.log10(60 * 24 * 7 * 52)

    def at(minutes: float) -> float:
        return left + (math.log10(minutes) - lowest) / (highest - lowest) * (right - left)

    hour, day, week = 60, 60 * 24, 60 * 24 * 7
    ticks = [
        (10, "10 min"),
        (hour, "1 h"),
        (day, "1 day"),
        (week, "1 wk"),
        (10 * week, "10 wk"),
        (52 * week, "52"),
    ]
    foot = y + 372
    for minutes, name in ticks:
        plate.line(at(minutes), y, at(minutes), foot, tone="line")
        plate.words(at(minutes), foot + 18, name, size=12, tone="soft", anchor="center")
    rows = [
        ("Skin flow: minutes", 5, 12, "accent", "massaged limb only"),
        ("Pain in advanced cancer: right after", 5, 12, "accent", "no lasting difference"),
        ("Artery’s lining: to 72 hours", 90, 72 * hour, "info", "a stand-in, not a benefit"),
        ("Fibromyalgia: a course of 5 weeks or more", day, 5 * week, "accent", "no follow-up after it"),
        ("Low back: 10 sessions, 6 months", day, 26 * week, "accent", ""),
        ("Low back at 52 weeks: small", 26 * week, 52 * week, "edge", ""),
    ]
    yy = y + 22
    for name, start, end, tone, said in rows:
        plate.words(left, yy, name, size=14, weight="semibold")
        plate.box(at(start), yy + 8, max(at(end) - at(start), 5), 9, fill=tone)
        if said:
            plate.words(left, yy + 34, said, size=12.5, tone="soft")
        yy += 62
    plate.source(
        foot + 38,
        "Hinds 2004; Monteiro Rodrigues 2020; Kutner 2008; Franklin 2014; Li 2014; Cherkin 2011. Time runs on a log scale.",
    )
    return plate


PLATES = {"vessel-beds": vessel_beds, "forearm-recovery": forearm_recovery, "time-scale": time_scale}
