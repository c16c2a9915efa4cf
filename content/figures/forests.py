"""Forest plots: a row an effect, its interval where the record has one."""

from collections.abc import Sequence
from dataclasses import dataclass

from effects import Effect, effect, number
from plates import MARGIN, WIDTH, Plate

ROW = 62


@dataclass(frozen=True)
class Row:
    name: str
    said: str
    effect: Effect
    is_quiet: bool = False  # a comparison, or not significant


def forest(
    plate: Plate,
    y: float,
    rows: Sequence[Row],
    *,
    low: float,
    high: float,
    ticks: Sequence[float],
    left_end: str,
    right_end: str,
    unit: str,
    reference: float | None = None,
    reference_name: str = "",
) -> float:
    """Names above, points below them, nought as a line. Returns the y below the scale."""
    left, right = MARGIN + 8, WIDTH - MARGIN - 60

    def at(value: float) -> float:
        return left + (value - low) / (high - low) * (right - left)

    foot = y + ROW * len(rows) + 6
    plate.line(left, foot, right, foot, tone="edge")
    for tick in ticks:
        plate.line(at(tick), foot, at(tick), foot + 4, tone="edge")
        label = f"{tick:g}".replace("-", "−")
        plate.words(at(tick), foot + 17, label, size=12, tone="soft", anchor="center")
    for index, row in enumerate(rows):
        yy = y + index * ROW
        tone = "edge" if row.is_quiet else "accent"
        ended = plate.words(left, yy + 17, row.name, size=14, weight="semibold")
        plate.words(left, ended - 1.5, row.said, size=12, tone="soft") if row.said else None
        middle = yy + (47 if row.said else 38)
        for tick in ticks:
            is_nought = tick == 0
            plate.line(
                at(tick),
                middle - 11,
                at(tick),
                middle + 11,
                tone="ink" if is_nought else "line",
                width=1.4 if is_nought else 1,
            )
        if reference is not None:
            plate.line(at(reference), middle - 11, at(reference), middle + 11, tone="warn", width=1.6)
        found = row.effect
        if found.low is not None and found.high is not None:
            plate.line(at(found.low), middle, at(found.high), middle, tone=tone, width=2)
            for end in (found.low, found.high):
                plate.line(at(end), middle - 4, at(end), middle + 4, tone=tone, width=2)
        plate.lozenge(at(found.point), middle, 6.5, fill=tone)
        label = f"{found.point:.2f}".replace("-", "−")
        plate.words(
            WIDTH - MARGIN, middle + 5, label, size=15, weight="semibold", face="serif", anchor="right"
        )
    plate.words(left, foot + 36, left_end, size=12.5, tone="soft")
    plate.words(right + 50, foot + 36, right_end, size=12.5, tone="soft", anchor="right")
    yy = plate.words(left, foot + 56, unit, size=12.5, tone="soft", width=WIDTH - 2 * MARGIN)
    if reference_name:
        plate.line(left + 4, yy - 12, left + 4, yy + 3, tone="warn", width=1.6)
        yy = plate.words(left + 14, yy, reference_name, size=12.5, tone="soft")
    return yy


def comparators() -> Plate:
    plate = Plate()
    y = plate.title("The same massage, three comparisons", "Pain, 67 randomized trials")
    rows = [
        Row("Against no treatment", "", effect("crawford2016", "pain against no treatment")),
        Row("Against a sham", "", effect("crawford2016", "pain against sham")),
        Row("Against another active treatment", "", effect("crawford2016", "pain against active treatment")),
    ]
    y = forest(
        plate,
        y,
        rows,
        low=-1.4,
        high=0.3,
        ticks=(-1, -0.5, 0),
        left_end="less pain with massage",
        right_end="",
        unit="Standardized mean difference. Intervals aren’t on our record.",
    )
    plate.source(
        y + 4,
        "Crawford 2016, first of three parts. The third says who paid: the Massage Therapy Foundation, through AMTA.",
    )
    return plate


def low_back() -> Plate:
    plate = Plate()
    y = plate.title(
        "Two kinds of massage, one result", "Chronic low back pain, 10 weekly sessions, 401 people"
    )
    rows = [
        Row(
            "Relaxation massage",
            "against usual care",
            effect("cherkin2011", "RDQ, relaxation massage against usual care"),
        ),
        Row(
            "Structural massage",
            "against usual care",
            effect("cherkin2011", "RDQ, structural massage against usual care"),
        ),
    ]
    matters = -number("cherkin2011", "smallest RDQ difference that matters")
    y = forest(
        plate,
        y,
        rows,
        low=-4.6,
        high=0.6,
        ticks=(-4, -3, -2, -1, 0),
        left_end="better function",
        right_end="no difference",
        unit="Points on the Roland questionnaire (24 in all).",
        reference=matters,
        reference_name="smallest difference that matters: 2 points",
    )
    plate.source(y + 4, "Cherkin 2011. Not blinded; small at 52 weeks.")
    return plate


def back_pain_reviews() -> Plate:
    plate = Plate()
    y = plate.title(
        "What the pooled trials say, and how little holds it up", "Low back pain, Cochrane review"
    )
    rows = [
        Row(
            "Acute pain, against inactive care",
            "1 trial, 51 people",
            effect("furlan2015", "acute pain against inactive controls"),
        ),
        Row(
            "Against active care, up to 6 months",
            "12 studies, 964 people",
            effect("furlan2015", "pain against active controls, up to 6 months"),
        ),
        Row(
            "Against active care, 6 to 12 months",
            "5 studies, 757 people",
            effect("furlan2015", "pain against active controls, 6 to 12 months"),
        ),
    ]
    y = forest(
        plate,
        y,
        rows,
        low=-2.1,
        high=0.3,
        ticks=(-2, -1.5, -1, -0.5, 0),
        left_end="less pain with massage",
        right_end="no difference",
        unit="Standardized mean difference, 95% interval.",
    )
    plate.source(
        y + 4, "Furlan 2015, 25 trials, 3,096 people. The authors: “very little confidence” in these results."
    )
    return plate


def cancer() -> Plate:
    plate = Plate()
    y = plate.title("Against what? The answer moves with the comparison", "Cancer, reviews and trials")
    rows = [
        Row(
            "Pain, against no treatment",
            "Boyd 2016",
            effect("boyd2016", "pain, massage against no treatment"),
            is_quiet=True,
        ),
        Row(
            "Pain, against an active comparison",
            "Boyd 2016",
            effect("boyd2016", "pain, massage against active comparison"),
        ),
        Row(
            "Fatigue, against an active comparison",
            "Boyd 2016",
            effect("boyd2016", "fatigue, massage against active comparison"),
        ),
        Row(
            "Anxiety, against an active comparison",
            "Boyd 2016",
            effect("boyd2016", "anxiety, massage against active comparison"),
        ),
    ]
    y = forest(
        plate,
        y,
        rows,
        low=-1.6,
        high=0.3,
        ticks=(-1.5, -1, -0.5, 0),
        left_end="better with massage",
        right_end="no difference",
        unit="Standardized mean difference. Intervals aren’t on our record; the trials differ widely.",
    )
    plate.source(y + 4, "Boyd 2016. A weak recommendation, against active comparisons only.")
    return plate


def kutner() -> Plate:
    plate = Plate()
    y = plate.title("Right after the session, and not beyond", "Advanced cancer, 380 people")
    rows = [
        Row("Massage", "", effect("kutner2008", "pain right after massage")),
        Row("Simple touch", "", effect("kutner2008", "pain right after simple touch"), is_quiet=True),
    ]
    y = forest(
        plate,
        y,
        rows,
        low=-2.4,
        high=0.4,
        ticks=(-2, -1, 0),
        left_end="less pain",
        right_end="no change",
        unit="Change in pain right after, on a scale of 0 to 10.",
    )
    y = plate.words(
        MARGIN + 8,
        y + 12,
        "Difference 0.90 right after. No sustained difference.",
        size=14.5,
        face="serif",
        width=WIDTH - 2 * MARGIN,
    )
    plate.source(y + 4, "Kutner 2008. Simple touch is the comparison, not a nothing.")
    return plate


def fibromyalgia() -> Plate:
    plate = Plate()
    y = plate.title("A course of five weeks or more", "Fibromyalgia, 9 trials, 404 people")
    rows = [
        Row("Pain", "", effect("li2014", "pain")),
        Row("Anxiety", "", effect("li2014", "anxiety", "anxiety, interval")),
        Row("Depression", "", effect("li2014", "depression", "depression, interval")),
        Row(
            "Sleep",
            "the interval includes no effect",
            effect("li2014", "sleep, not significant", "sleep, interval"),
            is_quiet=True,
        ),
    ]
    y = forest(
        plate,
        y,
        rows,
        low=-0.6,
        high=1.4,
        ticks=(-0.5, 0, 0.5, 1),
        left_end="worse",
        right_end="better with massage",
        unit="Standardized mean difference, 95% interval. Pain’s reaches from next to nothing to very large.",
    )
    plate.source(y + 4, "Li 2014. No follow-up after the course.")
    return plate


def cortisol() -> Plate:
    plate = Plate()
    y = plate.title("The cortisol story, when there is a comparison", "Stress hormones")
    lowest, highest = effect_range("moyer2011", "cortisol in adults")
    rows = [
        Row("Adults, smallest estimate", "not significant", Effect(lowest), is_quiet=True),
        Row("Adults, largest estimate", "not significant", Effect(highest), is_quiet=True),
        Row("Children", "few studies", effect("moyer2011", "cortisol in children")),
    ]
    y = forest(
        plate,
        y,
        rows,
        low=-0.1,
        high=1.0,
        ticks=(0, 0.2, 0.5, 0.8),
        left_end="no difference",
        right_end="larger fall with massage",
        unit="d: difference in standard deviations.",
    )
    plate.source(
        y + 4,
        "Moyer 2011. The “31% less cortisol” of Field 2005 compares before with after, without a control group.",
    )
    return plate


def effect_range(reference: str, what: str) -> tuple[float, float]:
    from effects import text

    low, high = text(reference, what).split("–")
    return float(low), float(high)


PLATES = {
    "comparators": comparators,
    "low-back-trial": low_back,
    "low-back-review": back_pain_reviews,
    "cancer-comparisons": cancer,
    "right-after-a-session": kutner,
    "fibromyalgia-course": fibromyalgia,
    "cortisol": cortisol,
}
