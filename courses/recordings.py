"""What a film or a sound recording is, by its own bytes: its container, what is in it, how long it is. Pure.

MP4: ISO/IEC 14496-12. WebM: RFC 8794 (EBML) and RFC 9559 (Matroska). MP3: ISO/IEC 11172-3 and 13818-3.
Only headers are read, a bounded number of them, each of a bounded size; nothing is decoded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from struct import Struct, unpack
from typing import BinaryIO

from .mpeg_audio import seconds_of

LONGEST = 10 * 60 * 60  # seconds
MOST_BOXES = 100_000
LARGEST_HEADER = 32 * 1024 * 1024
LARGEST = {"video": 500 * 1024 * 1024, "audio": 100 * 1024 * 1024}  # bytes

# What every browser that we support plays. By how each container names them.
PLAYED = {
    *("avc1", "avc3", "vp08", "vp09", "av01", "mp4a", "Opus", "fLaC", ".mp3", "mp3 "),
    *("V_VP8", "V_VP9", "V_AV1", "A_OPUS", "A_VORBIS"),
}
TELLING = {
    "hvc1": "HEVC",
    "hev1": "HEVC",
    "ac-3": "Dolby Digital",
    "ec-3": "Dolby Digital",
    "mp4v": "MPEG-4 part 2",
}

SUFFIXES = {
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "audio/mp4": ".m4a",
    "audio/webm": ".webm",
    "audio/mpeg": ".mp3",
}
MASTER = {"moov", "trak", "mdia", "minf", "stbl", "mvex"}
HEAD = Struct(">I4s")


@dataclass(frozen=True, slots=True)
class Recording:
    """`kind` is video when there are pictures in it, else audio."""

    kind: str
    media_type: str
    seconds: Decimal


def read(stream: BinaryIO, size: int) -> Recording:
    """What a file is. Raises ValueError with what to do about it."""
    stream.seek(0)
    start = stream.read(12)
    if start[4:8] == b"ftyp":
        found = _mp4(stream, size)
    elif start.startswith(b"\x1a\x45\xdf\xa3"):
        found = _webm(stream, size)
    elif start.startswith(b"ID3") or (len(start) > 2 and start[0] == 0xFF and start[1] & 0xE0 == 0xE0):
        found = Recording("audio", "audio/mpeg", seconds_of(stream, size))
    else:
        raise ValueError(
            "This is no MP4, WebM, M4A or MP3 file, whatever its name says. Export it as one of those."
        )
    if not 0 < found.seconds <= LONGEST:
        raise ValueError(
            "A recording is up to ten hours long, and says how long. Export it as MP4 or MP3 again."
        )
    if size > LARGEST[found.kind]:
        most = LARGEST[found.kind] // (1024 * 1024)
        raise ValueError(
            f"This is {size // (1024 * 1024)} MB; {most} MB is the most. Export it smaller, or in parts."
        )
    return found


def _made(kinds: set[str], codecs: list[str], container: str, seconds: Decimal) -> Recording:
    for codec in codecs:
        if codec not in PLAYED:
            name = TELLING.get(codec, codec.strip() or "an unknown format")
            raise ValueError(
                f"It is recorded in {name}, which many browsers don't play. Export it as MP4 with H.264."
            )
    if "video" in kinds:
        return Recording("video", f"video/{container}", seconds)
    if "audio" in kinds:
        return Recording("audio", f"audio/{container}", seconds)
    raise ValueError("There is neither picture nor sound in it. Export it again.")


def _mp4(stream: BinaryIO, size: int) -> Recording:
    boxes = {name: (start, end) for name, start, end in _boxes(stream, 0, size)}  # all: a cut one is noticed
    stream.seek(boxes["ftyp"][0])
    if stream.read(4) == b"qt  ":
        raise ValueError("This is a QuickTime film. Export it as MP4.")
    if "moov" not in boxes:
        raise ValueError(
            "It ends before it says what is in it: the upload or the export broke off. Export it again."
        )
    start, end = boxes["moov"]
    if end - start > LARGEST_HEADER:
        raise ValueError("Its header is larger than that of any film. Export it again.")
    return _of_moov(stream, start, end)


def _of_moov(stream: BinaryIO, start: int, end: int) -> Recording:
    kinds, codecs, seconds, scale, fragmented = set(), [], Decimal(), 1, 0
    for name, at, _ in _boxes(stream, start, end, inside=True):
        stream.seek(at)
        if name == "mvhd":
            scale, length = _duration(stream.read(32))
            seconds = Decimal(length) / scale
        elif name == "mehd":
            version, *_ = stream.read(4) or b"\0"
            fragmented = int.from_bytes(stream.read(8 if version else 4))
        elif name == "hdlr":
            kinds |= {{b"vide": "video", b"soun": "audio"}.get(stream.read(12)[8:], "")}
        elif name == "stsd":
            codec = stream.read(16)[12:].decode("latin-1")
            codecs += [codec] if codec not in ("tx3g", "wvtt", "stpp", "text", "tmcd", "mett", "bin ") else []
    return _made(kinds, codecs, "mp4", seconds or Decimal(fragmented) / scale)


def _duration(mvhd: bytes) -> tuple[int, int]:
    """The units of a second, and the length in them."""
    if len(mvhd) < 32:
        raise ValueError("Its header is damaged. Export it again.")
    scale, length = unpack(">IQ", mvhd[20:32]) if mvhd[0] == 1 else unpack(">II", mvhd[12:20])
    if not scale:
        raise ValueError("Its header is damaged. Export it again.")
    return scale, length


def _boxes(stream: BinaryIO, start: int, end: int, *, inside: bool = False) -> Iterator[tuple[str, int, int]]:
    """Name, start and end of each box's content; with `inside`, of those in boxes that only hold others, too."""
    waiting, seen = [(start, end)], 0
    while waiting:
        at, stop = waiting.pop()
        while at + 8 <= stop:
            seen += 1
            stream.seek(at)
            head = stream.read(8)
            if len(head) < 8 or seen > MOST_BOXES:
                raise ValueError("It is damaged, or no film at all. Export it again.")
            length, raw = HEAD.unpack(head)
            content = at + 8
            if length == 1:
                length, content = int.from_bytes(stream.read(8)), at + 16
            following = stop if length == 0 else at + length
            if following < content or following > stop:
                raise ValueError("It is cut off: the upload or the export broke off. Export it again.")
            name = raw.decode("latin-1")
            yield name, content, following
            if inside and name in MASTER:
                waiting.append((content, following))
            at = following


SEGMENT, INFO, TRACKS, ENTRY, CLUSTER = 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0x1F43B675
DOC_TYPE, SCALE, DURATION, TRACK_TYPE, CODEC = 0x4282, 0x2AD7B1, 0x4489, 0x83, 0x86
HOLDS = {SEGMENT, INFO, TRACKS, ENTRY, 0x1A45DFA3}


def _webm(stream: BinaryIO, size: int) -> Recording:
    kinds, codecs, scale, duration = set(), [], 1_000_000, 0.0
    for name, value in _elements(stream, size):
        if name == DOC_TYPE and value != b"webm":
            raise ValueError("This is a Matroska film, not WebM. Export it as MP4.")
        if name == SCALE:
            scale = int.from_bytes(value)
        elif name == DURATION and len(value) in (4, 8):
            [duration] = unpack(">f" if len(value) == 4 else ">d", value)
        elif name == TRACK_TYPE:
            kinds |= {{1: "video", 2: "audio"}.get(int.from_bytes(value), "")}
        elif name == CODEC:
            codecs += [value.decode("latin-1")]
    if not 0 < duration < 1e15:
        raise ValueError("It doesn't say how long it is, as live recordings don't. Export it as MP4.")
    codecs = [codec for codec in codecs if not codec.startswith("D_") and not codec.startswith("S_")]
    return _made(kinds, codecs, "webm", round(Decimal(duration) * scale / 10**9, 3))


def _elements(stream: BinaryIO, size: int) -> Iterator[tuple[int, bytes]]:
    """Id and content of each small element up to the first picture. Those that hold others are opened."""
    at = 0
    for _ in range(MOST_BOXES):
        stream.seek(at)
        name, width = _number(stream, keep=True)
        length, more = _number(stream)
        content = at + width + more
        if name == CLUSTER or content > size:
            return
        if name in HOLDS:
            at = content
            continue
        if length is None:
            raise ValueError("It is damaged, or no film at all. Export it as MP4.")
        yield name or 0, stream.read(length) if length <= 1024 else b""
        at = content + length
        if at >= size:
            return


def _number(stream: BinaryIO, *, keep: bool = False) -> tuple[int | None, int]:
    """A variable-size integer and its width; None where all bits are set: unknown. Ids `keep` their marker."""
    first = stream.read(1)
    if not first or not first[0]:
        raise ValueError("It is damaged, or no film at all. Export it as MP4.")
    width = 9 - first[0].bit_length()
    value = int.from_bytes(first + stream.read(width - 1))
    if keep:
        return value, width
    value &= (1 << 7 * width) - 1
    return (None if value == (1 << 7 * width) - 1 else value), width
