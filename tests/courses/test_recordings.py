"""A film is what its bytes say: read within bounds, and refused with what to do."""

from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import recordings
from courses.recordings import Recording, read
from tests.factories.courses import RECORDINGS


def sample(name: str) -> bytes:
    return (RECORDINGS / name).read_bytes()


def what(raw: bytes) -> Recording:
    return read(BytesIO(raw), len(raw))


@pytest.mark.parametrize(
    ("name", "kind", "media_type", "seconds"),
    [
        ("a.mp4", "video", "video/mp4", "3"),
        ("a.webm", "video", "video/webm", "3.008"),
        ("a.m4a", "audio", "audio/mp4", "3"),
        ("a.mp3", "audio", "audio/mpeg", "3.082"),
    ],
)
def test_what_browsers_play_is_known_by_its_bytes(name, kind, media_type, seconds):
    assert what(sample(name)) == Recording(kind, media_type, Decimal(seconds))


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (lambda: sample("a.mov"), "QuickTime"),
        (lambda: sample("hevc.mp4"), "recorded in HEVC"),
        (lambda: sample("live.webm"), "doesn't say how long"),
        (lambda: sample("frag.mp4"), "says how long"),
        (lambda: sample("a.webm").replace(b"webm", b"matr", 1), "Matroska"),
        (lambda: sample("a.mp4")[:5_000], "cut off|broke off"),
        (lambda: b"", "no MP4"),
        (lambda: b"<html>" + bytes(200), "no MP4"),
        (lambda: b"ID3" + bytes(200), "no MP3 at all"),
        (lambda: sample("a.mp3")[:2_000] + bytes(200_000), "no MP3 at all"),
    ],
)
def test_anything_else_is_refused_with_what_to_do(raw, said):
    with pytest.raises(ValueError, match=said):
        what(raw())


@pytest.mark.parametrize(("name", "kind"), [("a.mp4", "video"), ("a.mp3", "audio")])
def test_a_recording_that_is_too_large_is_refused_with_the_limit(monkeypatch, name, kind):
    monkeypatch.setitem(recordings.LARGEST, kind, 1024)

    with pytest.raises(ValueError, match=r"0 MB is the most. Export it smaller, or in parts"):
        what(sample(name))


@given(
    name=st.sampled_from(["a.mp4", "a.webm", "a.m4a", "a.mp3"]),
    holes=st.lists(st.tuples(st.integers(0, 2_000), st.binary(min_size=1, max_size=8)), max_size=6),
    length=st.integers(0, 15_000),
)
def test_a_damaged_file_is_read_or_refused_and_nothing_else(name, holes, length):
    raw = bytearray(sample(name)[:length])
    for at, bytes_ in holes:
        raw[at : at + len(bytes_)] = bytes_
    try:
        found = what(bytes(raw))
    except ValueError:
        return
    assert 0 < found.seconds <= recordings.LONGEST


def test_a_box_that_holds_itself_ends():
    box = (8).to_bytes(4) + b"moov"
    with pytest.raises(ValueError, match=r"neither picture nor sound|broke off|damaged"):
        what((16).to_bytes(4) + b"ftypisom" + bytes(4) + box * 1_000)
