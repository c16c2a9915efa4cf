"""The body from the front and from the back, and where to ask before touching it."""

from plates import MARGIN, WIDTH, Plate

# The right half of a standing body, from the crown down the outside, round the arm and the leg, to the fork.
# x from the middle line, y from the crown; the whole is 500 high.
HALF = [
    (0, 0),
    (14, 2),
    (24, 13),
    (28, 32),
    (26, 42),
    (24, 52),
    (17, 66),
    (12.5, 72),
    (12, 84),
    (18, 92),
    (38, 98),
    (56, 104),
    (67, 116),
    (71, 138),
    (74, 162),
    (78, 184),
    (84, 206),
    (90, 232),
    (95, 254),
    (101, 264),
    (105, 282),
    (102, 298),
    (97, 305),
    (92, 300),
    (90, 286),
    (86, 268),
    (83, 256),
    (76, 232),
    (68, 206),
    (61, 186),
    (57, 164),
    (52, 142),
    (50, 130),
    (49, 150),
    (45, 172),
    (42, 190),
    (44, 208),
    (51, 228),
    (55, 250),
    (56, 276),
    (53, 306),
    (47, 338),
    (45, 356),
    (48, 378),
    (47, 402),
    (39, 434),
    (34, 460),
    (34, 472),
    (42, 484),
    (46, 492),
    (40, 498),
    (26, 498),
    (20, 492),
    (20, 476),
    (20, 458),
    (16, 430),
    (13, 400),
    (14, 376),
    (16, 354),
    (13, 330),
    (8, 296),
    (3, 264),
    (0, 258),
]


def outline(x: float, y: float, scale: float) -> list[tuple[float, float]]:
    right = [(x + dx * scale, y + dy * scale) for dx, dy in HALF]
    left = [(2 * x - px, py) for px, py in reversed(right[1:-1])]
    return right + left


class Body:
    """A body on a plate; `at` says where a place of it is."""

    def __init__(self, plate: Plate, x: float, y: float, scale: float) -> None:
        self.plate, self.x, self.y, self.scale = plate, x, y, scale
        plate.curve(outline(x, y, scale), tone="ink", width=1.7, fill="sunk", is_closed=True)

    def at(self, dx: float, dy: float) -> tuple[float, float]:
        return self.x + dx * self.scale, self.y + dy * self.scale

    def stroke(self, points, *, mirrored=True, tone="edge", width=1.1) -> None:
        for side in (1, -1) if mirrored else (1,):
            self.plate.curve([self.at(side * dx, dy) for dx, dy in points], tone=tone, width=width)

    def front(self) -> None:
        self.stroke([(4, 102), (20, 104), (44, 108)])  # collar bone
        self.stroke([(0, 108), (0, 132), (0, 156)], mirrored=False)
        self.stroke([(6, 152), (22, 160), (34, 178)])  # ribs' arch
        self.stroke([(14, 150), (30, 146), (42, 132)])
        self.stroke([(50, 130), (52, 120), (56, 112)])
        self.stroke([(0, 204), (1.5, 206.5), (0, 208)], mirrored=False)
        self.stroke([(46, 222), (26, 240), (8, 256)])  # groin
        self.stroke([(20, 344), (30, 338), (41, 346)])
        self.stroke([(22, 360), (31, 366), (41, 359)])
        self.stroke([(24, 378), (25, 410), (27, 446)])
        self.stroke([(62, 178), (69, 180)])
        self.stroke([(8, 84), (4, 96), (3, 101)])
        self.stroke([(8, 30), (11, 29), (14, 31)])
        self.stroke([(-4, 52), (0, 53.5), (4, 52)], mirrored=False)
        self.stroke([(0, 33), (2, 42), (-1, 44)], mirrored=False)

    def back(self) -> None:
        self.stroke([(0, 76), (0, 120), (0, 180), (0, 226)], mirrored=False)
        for dy in range(96, 226, 13):
            self.stroke([(-2.4, dy), (2.4, dy)], mirrored=False, width=0.9)
        self.stroke([(14, 112), (18, 134), (24, 152), (34, 138), (42, 116)])  # shoulder blade
        self.stroke([(20, 110), (34, 110), (48, 108)])
        self.stroke([(50, 130), (48, 122), (48, 116)])
        self.stroke([(44, 206), (24, 212), (6, 226)])  # crest
        self.stroke([(0, 232), (0, 250), (0, 262)], mirrored=False)
        self.stroke([(4, 270), (20, 276), (40, 270)])
        self.stroke([(20, 350), (30, 354), (41, 349)])
        self.stroke([(31, 376), (30, 402), (29, 420)])
        self.stroke([(30, 424), (28, 446), (28, 476)])
        self.stroke([(63, 180), (70, 183), (74, 180)])
        self.stroke([(5, 82), (8, 92), (16, 98)])
        self.stroke([(-12, 62), (0, 66), (12, 62)], mirrored=False)


def sites() -> Plate:
    """What to ask about before working on someone who is treated for cancer, on the body."""
    plate = Plate()
    y = plate.title("Where to ask before you touch", "A client in cancer treatment")
    top, scale = y + 10, 0.82
    ahead, behind = Body(plate, MARGIN + 94, top, scale), Body(plate, WIDTH - MARGIN - 94, top, scale)
    ahead.front()
    behind.back()
    marks = [
        (ahead, 26, 122, "1"),
        (ahead, -50, 138, "2"),
        (ahead, -62, 176, "3"),
        (ahead, 14, 196, "4"),
        (behind, 0, 152, "5"),
        (behind, 30, 396, "6"),
        (behind, -26, 190, "7"),
    ]
    for body, dx, dy, number in marks:
        x, yy = body.at(dx, dy)
        plate.dot(x, yy, 11, tone="paper", fill="accent", width=1.5)
        plate.words(x, yy + 5, number, size=13.5, weight="semibold", tone="paper", anchor="center")
    y = top + 500 * scale + 24
    plate.words(ahead.x, y, "front", size=12.5, tone="soft", anchor="center")
    plate.words(behind.x, y, "back", size=12.5, tone="soft", anchor="center")
    y += 28
    for number, name, said in (
        ("1", "Port or catheter", "no pressure on it, none from lying on it"),
        ("2", "Removed lymph nodes", "that arm and that side of the trunk: ask first"),
        ("3", "Swelling", "new or one-sided: stop, and refer"),
        ("4", "A tumor", "no pressure or joint movement that disturbs it"),
        ("5", "Bone metastases", "no deep pressure; in doubt, level 1 at most"),
        ("6", "A leg that may hold a clot", "no massage; urgent referral"),
        ("7", "Surgery or radiation", "no deep pressure for 6 weeks or more; not on open or irradiated skin"),
    ):
        plate.dot(MARGIN + 9, y - 5, 9.5, fill="accent")
        plate.words(MARGIN + 9, y - 0.5, number, size=12.5, weight="semibold", tone="paper", anchor="center")
        y = plate.words(MARGIN + 30, y, name, size=14.5, weight="semibold")
        y = plate.words(MARGIN + 30, y - 1, said, size=13, tone="soft", width=WIDTH - 2 * MARGIN - 30) + 10
    plate.source(
        y - 4, "Walton 2011; Michigan State University; Gonçalves 2025; Sutham 2020. The places are examples."
    )
    return plate


PLATES = {"sites-to-ask-about": sites}
