"""Captions as people have them, in one way of writing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import captions
from courses.captions import Cue, parse, problem, webvtt

TWO = [Cue(Decimal(5), Decimal("7.5"), "Look at the calf."), Cue(Decimal(8), Decimal(11), "Press\nand wait.")]


@pytest.mark.parametrize(
    "text",
    [
        "WEBVTT\n\n00:05.000 --> 00:07.500\nLook at the calf.\n\n00:00:08.000 --> 00:00:11.000\nPress\nand wait.",
        "\ufeffWEBVTT - Title\r\n\r\nNOTE\r\nHidden\r\n\r\nSTYLE\r\n::cue {color: red}\r\n\r\nfirst\r\n"
        "00:05.000 --> 00:07.500 line:0 align:start\r\n<v Ines>Look at <b>the</b> calf.</v>\r\n\r\n"
        "00:08.000 --> 00:11.000\r\nPress\r\nand wait.\r\n",
        "1\n00:00:05,000 --> 00:00:07,500\nLook at the calf.\n\n2\n00:00:08,000 --> 00:00:11,000\nPress\nand wait.\n",
    ],
    ids=["WebVTT", "WebVTT with everything", "SubRip"],
)
def test_captions_are_read_in_every_way_they_come(text):
    assert parse(text) == TWO


def test_lines_with_their_times_are_captions():
    assert parse("0:05 Look at the calf.\n\n0:08 Press.\n1:00:00 The end.") == [
        Cue(Decimal(5), Decimal(8), "Look at the calf."),
        Cue(Decimal(8), Decimal(15), "Press."),  # seven seconds at most
        Cue(Decimal(3600), Decimal(3607), "The end."),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is no caption"),
        ("Look at the calf.", "Line 1: begin each line with its time"),
        ("0:05 One\nTwo", "Line 2: begin each line"),
        ("0:08 One\n0:05 Two", "Line 1: this caption ends before it begins"),
        ("00:05.000 --> 00:04.000\nBack", "Line 1: this caption ends before it begins"),
        ("00:05.000 --> 00:06.000\nA\n\n00:01.000 --> 00:02.000\nB", "Line 4: this caption begins before"),
        ("00:05.000 --> soon\nA", "Line 1: times are written like"),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\n\n", "Line 3: there are no words"),
        (f"0:05 {'a' * 501}", "Line 1: a caption has at most 500"),
        ("0:05 a\n" * 60_000, "at most 400,000"),
    ],
)
def test_what_is_no_caption_is_refused_by_its_line(text, said):
    with pytest.raises(ValueError, match=said):
        parse(text)


def test_too_many_captions_are_refused(monkeypatch):
    monkeypatch.setattr(captions, "MOST_CUES", 2)

    with pytest.raises(ValueError, match="at most 2"):
        parse("0:01 a\n0:02 b\n0:03 c")


def test_captions_of_another_recording_are_noticed():
    assert problem("0:05 One", Decimal(6)) == ""
    assert "after the end" in problem("0:05 One", Decimal(5))


words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60)


@given(st.lists(words, min_size=1, max_size=5))
def test_what_is_written_reads_back_equal(lines):
    cues = [Cue(Decimal(n), Decimal(n + 1), words) for n, words in enumerate(lines)]

    assert parse(webvtt(cues)) == cues
