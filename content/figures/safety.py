"""When to stop and whom to ask: trees that are read from the top."""

from collections.abc import Sequence

from effects import number, text
from plates import MARGIN, WIDTH, Plate


def question(plate: Plate, y: float, asked: str, said: str = "") -> float:
    """A question on a ruled line, its thread on the left."""
    plate.lozenge(MARGIN + 10, y - 5, 7)
    below = plate.words(
        MARGIN + 34,
        y,
        asked,
        size=16,
        weight="semibold",
        face="serif",
        width=WIDTH - 2 * MARGIN - 34,
        leading=1.25,
    )
    if said:
        below = plate.words(
            MARGIN + 34, below - 1, said, size=13.5, tone="soft", width=WIDTH - 2 * MARGIN - 34
        )
    return below


def answer(plate: Plate, y: float, when: str, does: str, tone: str) -> float:
    """ "Yes" turns off to the right and ends in what to do."""
    left = MARGIN + 58
    plate.line(MARGIN + 10, y - 4, left - 8, y - 4, tone=tone, width=1.8)
    wide = WIDTH - MARGIN - left - 52
    plate.words(left, y, when, size=14, weight="semibold", tone=tone)
    return plate.words(left + 42, y, does, size=14, width=wide, leading=1.25)


def tree(plate: Plate, y: float, steps: Sequence[tuple[str, str, str, str]], end: str) -> float:
    """Questions, each with what a yes leads to; a no goes on down the thread."""
    start = y
    for asked, said, does, tone in steps:
        y = question(plate, y, asked, said)
        y = answer(plate, y + 5, "Yes", does, tone)
        plate.words(MARGIN + 34, y + 5, "No", size=14, weight="semibold", tone="good")
        y += 38
    plate.lozenge(MARGIN + 10, y - 5, 7, fill="good")
    plate.line(MARGIN + 10, start + 6, MARGIN + 10, y - 16, tone="edge", width=1.4, is_behind=True)
    return plate.words(
        MARGIN + 34, y, end, size=15, weight="semibold", face="serif", width=WIDTH - 2 * MARGIN - 34
    )


def back_flags() -> Plate:
    plate = Plate()
    y = plate.title("Back pain: before you touch", "Red flags, read from the top")
    steps = [
        (
            "Bladder, bowel, groin or legs?",
            "New loss of control, unable to pass urine, numb groin or saddle, change in walking, a leg or foot that won’t move",
            "Now. No massage. Emergency department; stay with them.",
            "bad",
        ),
        (
            "Ill along with the pain?",
            "Fever, weight they didn’t mean to lose, a history of cancer, an infection, a fall or other injury, steroids",
            "Today. No massage. They call their physician.",
            "bad",
        ),
        ("New, changing, or you don’t like it?", "", "Today. No massage. Call, with consent.", "warn"),
        ("Not getting better as planned?", "", "Soon. A note this week, with consent.", "warn"),
    ]
    y = tree(plate, y + 14, steps, "Go on as agreed. Ask again next time.")
    plate.source(
        y + 6,
        "Finucane 2020; Oxford University Hospitals 2014. No flag clears anyone, and naming the cause isn’t yours.",
    )
    return plate


def clot() -> Plate:
    plate = Plate()
    y = plate.title("A leg that might hold a clot", "In this order")
    steps = [
        ("1", "Stop", "Don’t start, or don’t go on. Don’t press the calf to see."),
        ("2", "Don’t massage", "Not that leg, not the other. Deciding what it is takes an examination."),
        (
            "3",
            "Refer urgently",
            "They are seen today. Trouble breathing, chest pain or collapse: emergency services, now.",
        ),
        (
            "4",
            "Write it down",
            "What you were told, what you saw, what you advised, when, and whom you reached.",
        ),
    ]
    y += 20
    for index, name, said in steps:
        plate.dot(MARGIN + 17, y, 16, tone="bad", fill="paper", width=1.8)
        plate.words(
            MARGIN + 17, y + 6, index, size=17, weight="semibold", face="serif", tone="bad", anchor="center"
        )
        below = plate.words(MARGIN + 50, y + 5, name, size=18, weight="semibold", face="serif")
        below = plate.words(MARGIN + 50, below, said, size=14, tone="soft", width=WIDTH - 2 * MARGIN - 50)
        if index != "4":
            plate.line(MARGIN + 17, y + 16, MARGIN + 17, below + 4, tone="bad", width=1.4)
        y = below + 20
    plate.source(
        y - 10, "Leg massage is contraindicated with suspected DVT: Sutham 2020. CDC on clots and cancer."
    )
    return plate


def platelets() -> Plate:
    """Bands of platelets against bleeding risk; and what they do not tell."""
    plate = Plate()
    y = plate.title("Platelets: what each band means", "Per cubic millimeter of blood")
    bands = [
        ("Normal", text("chemocare", "normal platelet count"), "good", 0),
        ("Little risk", text("chemocare", "little bleeding risk"), "good", 1),
        ("Bleeding with injury", text("chemocare", "bleeding with injury"), "warn", 2),
        ("Bleeding without injury", text("chemocare", "bleeding without injury"), "bad", 3),
        ("Greatly increased", text("chemocare", "greatly increased bleeding risk"), "bad", 4),
        (
            "Spontaneous bleeding likely",
            f"below {text('chemocare', 'spontaneous bleeding likely, below')}",
            "bad",
            5,
        ),
    ]
    y += 6
    for name, counts, tone, step in bands:
        plate.line(MARGIN, y + 46, WIDTH - MARGIN, y + 46, tone="line")
        for drop in range(step):
            plate.oval(MARGIN + 8 + drop * 13, y + 21, 8, 11, fill=tone)
        if not step:
            plate.oval(MARGIN + 8, y + 21, 8, 11, tone=tone, fill=None, line=1.4)
        plate.words(MARGIN + 76, y + 18, name, size=15.5, weight="semibold", face="serif")
        plate.words(MARGIN + 76, y + 37, counts.replace(" to ", " to "), size=13.5, tone="soft")
        y += 50
    y = plate.words(MARGIN, y + 22, "What the bands don’t tell you", size=15, weight="semibold")
    y = plate.words(
        MARGIN,
        y + 1,
        "How hard to press. No trial has set a cut-off, and a review found no consensus. Ask for the latest count and the facility’s policy, and follow it.",
        size=14.5,
        face="serif",
        width=WIDTH - 2 * MARGIN,
    )
    plate.source(y + 4, "Chemocare (patient material). Melo-Díaz 2017, a review on activity.")
    return plate


def platelet_tree() -> Plate:
    plate = Plate()
    y = plate.title("A low count: what to do with it", "Read from the top")
    steps = [
        ("Is the latest count unknown?", "", "Wait. Ask the care team, with consent.", "warn"),
        ("Any new bruise, bleeding or fever?", "", "Stop. They call the team now.", "bad"),
        ("Does the facility have a policy?", "", "Follow it, in full, and write down who told you.", "good"),
        ("No policy, and nobody can say?", "", "Wait. That’s a reason, not a gap to fill.", "warn"),
    ]
    y = tree(plate, y + 14, steps, "Go on only as the team has said: site, pressure, time.")
    plate.source(
        y + 6,
        "Ng 2018: 25 inpatients, platelets above 50,000, clot site avoided, no fever. Small, and looked at backward.",
    )
    return plate


def referral() -> Plate:
    """From what you notice to what you write: the way of a referral."""
    plate = Plate()
    y = plate.title("From noticing to writing", "A referral, step by step")
    steps = [
        ("Notice", "What they said, in their words. What you saw. No name for it."),
        ("Decide how soon", "Now, today, soon, or go on. In doubt, the earlier."),
        ("Ask consent", "For this message, to this person. Note that you have it."),
        ("Send the minimum", "Situation, background, what you saw, what you ask."),
        ("Write your note", "The same facts, the time, whom you reached."),
        ("Close the loop", "Ask what came of it before you go on."),
    ]
    y += 16
    for index, (name, said) in enumerate(steps):
        is_last = index == len(steps) - 1
        plate.lozenge(MARGIN + 12, y - 5, 9, fill="accent" if not is_last else "good")
        below = plate.words(MARGIN + 40, y, name, size=17, weight="semibold", face="serif")
        below = plate.words(MARGIN + 40, below, said, size=14, tone="soft", width=WIDTH - 2 * MARGIN - 40)
        if not is_last:
            plate.line(MARGIN + 12, y + 8, MARGIN + 12, below + 2, tone="edge", width=1.4)
        y = below + 16
    plate.source(
        y - 4,
        "Massage “does not include diagnosis” (RCW 18.108.010). An emergency doesn’t wait for a letter.",
    )
    return plate


def evidence_funnel() -> Plate:
    """How many reviews are left when one asks how sure they are."""
    plate = Plate()
    y = plate.title("“Increasingly robust”? Count again", "Reviews of massage for pain")
    rows = [
        (number("mak2024", "systematic reviews found"), "systematic reviews found", "edge"),
        (number("mak2024", "reviews that graded certainty"), "graded how sure they were", "edge"),
        (
            number("mak2024", "reviews mapped"),
            f"mapped, covering {text('mak2024', 'conditions covered')} conditions",
            "accent",
        ),
        (
            number("mak2024", "conclusions of moderate certainty"),
            "conclusions of moderate certainty",
            "accent",
        ),
        (number("mak2024", "conclusions of high certainty"), "conclusions of high certainty", "accent"),
    ]
    scale = (WIDTH - 2 * MARGIN - 62) / rows[0][0]
    y += 12
    for count, said, tone in rows:
        plate.words(
            MARGIN + 48, y + 18, f"{count:.0f}", size=22, weight="semibold", face="serif", anchor="right"
        )
        plate.words(MARGIN + 62, y + 6, said, size=14)
        if count:
            plate.box(MARGIN + 62, y + 13, count * scale, 9, fill=tone)
        else:
            plate.line(MARGIN + 62, y + 13, MARGIN + 62, y + 22, tone=tone, width=2)
        y += 50
    plate.source(y - 4, "Mak 2024, JAMA Network Open. The rest were of low or very low certainty.")
    return plate


PLATES = {
    "back-red-flags": back_flags,
    "suspected-clot": clot,
    "platelet-bands": platelets,
    "low-platelets": platelet_tree,
    "referral-steps": referral,
    "reviews-counted": evidence_funnel,
}
