"""The figures that are committed are what their sources draw, harmless, and legible in every scheme."""

import subprocess
import sys
from pathlib import Path

import pytest

from interchange.formats import svg

HERE = Path(__file__).resolve().parent.parent
FIGURES = sorted((HERE / "content" / "media").glob("*.svg"))


def test_every_figure_is_what_its_source_draws():
    done = subprocess.run(
        [sys.executable, "content/figures/draw.py", "--check"],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_a_figure_is_a_drawing_and_nothing_else(path):
    width, _ = svg.size_of(path.read_text())

    assert width <= 420
    assert path.stat().st_size < 256 * 1024


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_a_figure_has_its_colors_from_the_scheme_of_its_reader(path):
    """A colour written out would stay dark on dark."""
    _, _, drawn = path.read_text().partition("</style>")

    assert "#" not in drawn.replace('href="#', "").replace("url(#", "")
    assert "var(--paper)" in drawn


def test_a_number_that_is_not_on_record_cannot_be_drawn():
    code = "import sys; sys.path.insert(0, 'content/figures'); import effects; effects.number('li2014', 'wonders')"
    done = subprocess.run([sys.executable, "-c", code], cwd=HERE, capture_output=True, text=True, check=False)

    assert "KeyError: 'li2014: wonders'" in done.stderr
