"""Every pair of colours that meets on a page is measured from the tokens, in light and in dark."""

import math
import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parent.parent / "static" / "css" / "tokens.css"
COLOUR = r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)"
PAIR = re.compile(rf"--([\w-]+): light-dark\({COLOUR}, {COLOUR}\);")

GROUNDS = ["paper", "surface", "sunk"]
WASHES = ["wash", "good-wash", "warn-wash", "bad-wash", "info-wash"]
INKS = ["ink", "soft", "accent", "accent-hover", "good", "warn", "bad", "info"]

TEXT = [
    *[(ink, ground) for ink in INKS for ground in GROUNDS],
    *[(ink, wash) for ink in ("ink", "soft", "accent", "accent-hover", "bad") for wash in WASHES],
    *[(tone, f"{tone}-wash") for tone in ("good", "warn", "info")],
    *[("good", "wash"), ("ink", "highlight"), ("accent", "highlight"), ("paper", "ink")],
    *[("on-accent", "fill"), ("on-accent", "fill-hover")],
]
CONTROLS = [
    *[("edge", ground) for ground in GROUNDS],
    *[("focus", ground) for ground in [*GROUNDS, *WASHES]],
    *[("accent", "line"), ("accent", "wash"), ("warn", "wash")],
]


def read_tokens(css: str) -> dict[str, dict[str, tuple[float, ...]]]:
    """Theme → token → (lightness, chroma, hue)."""
    found = {name: [float(part) for part in parts] for name, *parts in PAIR.findall(css)}
    return {
        "light": {name: tuple(parts[:3]) for name, parts in found.items()},
        "dark": {name: tuple(parts[3:]) for name, parts in found.items()},
    }


def linear_srgb(lightness: float, chroma: float, hue: float) -> list[float]:
    """OKLCH (hue in degrees) to linear sRGB, clipped to what a screen shows."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    rgb = [
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    ]
    return [min(max(part, 0.0), 1.0) for part in rgb]


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """The contrast ratio of WCAG 2, between 1 and 21."""
    luminances = [
        sum(
            weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear_srgb(*colour), strict=True)
        )
        for colour in (one, other)
    ]
    return (max(luminances) + 0.05) / (min(luminances) + 0.05)


THEMES = read_tokens(TOKENS.read_text())


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(theme, ink, ground):
    assert contrast(THEMES[theme][ink], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("control", "ground"), CONTROLS)
def test_controls_and_focus_can_be_seen(theme, control, ground):
    assert contrast(THEMES[theme][control], THEMES[theme][ground]) >= 3


def test_every_colour_token_takes_part_but_the_ornament():
    measured = {name for pair in TEXT + CONTROLS for name in pair}

    assert set(THEMES["light"]) - measured == set()


@pytest.mark.parametrize(
    ("theme", "ink", "ground", "ratio"),
    [
        ("light", "ink", "paper", 14.9),
        ("light", "edge", "paper", 4.0),
        ("light", "on-accent", "fill", 8.7),
        ("dark", "ink", "paper", 14.7),
        ("dark", "soft", "paper", 8.5),
        ("dark", "on-accent", "fill", 5.7),
    ],
)
def test_the_measure_agrees_with_the_palette_as_designed(theme, ink, ground, ratio):
    assert contrast(THEMES[theme][ink], THEMES[theme][ground]) == pytest.approx(ratio, abs=0.15)


def test_black_on_white_is_21():
    assert contrast((0, 0, 0), (1, 0, 0)) == pytest.approx(21, abs=0.01)


def test_a_pale_ink_is_caught():
    planted = read_tokens(":root { --soft: light-dark(oklch(0.70 0.02 345), oklch(0.40 0.02 70)); }")

    assert contrast(planted["light"]["soft"], THEMES["light"]["paper"]) < 4.5
    assert contrast(planted["dark"]["soft"], THEMES["dark"]["paper"]) < 4.5
